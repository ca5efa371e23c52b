"""The administrative divisions of the shipped table, and the names by which a text may call each.

A division is called by its full name or by its short form: the name without what says its rank, and without the peoples
in it. Full names, names of provinces and prefectures and the best known of the others count by themselves, other short
forms beside a sign that a place is meant; short forms that are everyday words are no names (`places.toml`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, NamedTuple

from domain.divisions import stem
from pipeline.text import normal


class Trust(Enum):
    """What a name needs around it to count."""

    ALONE = "alone"
    SIGN = "sign"


class Named(NamedTuple):
    """What a word may name: codes in ascending order; `main` where no more is said (None: any of them)."""

    codes: tuple[str, ...]
    main: str | None
    trust: Trust
    is_plain: bool
    """It can mean one place only, and counts by itself."""
    is_short: bool = False
    """It does not say a rank: a town or a street may be called so as well."""


@cache
def place_words(table: str) -> dict[str, Any]:
    """One table of `places.toml`."""
    found: dict[str, Any] = loads(files("pipeline.gazetteer").joinpath("places.toml").read_text("utf-8"))[table]
    return found


@cache
def full_names() -> Mapping[str, str]:
    """Six-digit code -> full name, in the order of codes."""
    lines = files("pipeline.gazetteer").joinpath("divisions.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@cache
def division_names() -> Mapping[str, Named]:
    """Every name of every division, in normal form."""
    full: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    for code, name in full_names().items():
        full.setdefault(name, []).append(code)
        for alias, is_full in _aliases(name):
            (full if is_full else short).setdefault(alias, []).append(code)
    full = {**_raised(full.keys()), **full}
    never, weak, known = (frozenset(place_words("trust")[key]) for key in ("never", "weak", "known"))
    found = {}
    for word in {**short, **full}.keys() - (never - full.keys()):
        codes = tuple(sorted({*full.get(word, ()), *short.get(word, ())}))
        main = _main(full.get(word) or codes)
        is_known = word in full or word in known or (main is not None and len(stem(main)) < 6)
        is_alone = is_known and word not in weak
        trust = Trust.ALONE if is_alone else Trust.SIGN
        found[word] = Named(codes, main, trust, is_alone and len(codes) < 2, word not in full)
    return dict(zip(normal("\n".join(found)).text.split("\n"), found.values(), strict=True))


def _raised(known: Collection[str]) -> dict[str, list[str]]:
    """The names that counties, and cities of their rank, have once they are raised, where nothing is called so yet."""
    table, never = place_words("names"), frozenset(place_words("trust")["never"])
    raised: dict[str, list[str]] = {}
    for code, name in full_names().items():
        short = name[:-1]
        if len(stem(code)) < 6 or len(short) < 2 or short in never or name.endswith(tuple(table["autonomous"])):
            continue
        for rank in table["raised"].get(name[-1], ""):
            if short + rank not in known:
                raised.setdefault(short + rank, []).append(code)
    return raised


def _main(codes: Sequence[str]) -> str | None:
    """The only one, or the only one of the highest rank: a province before a prefecture before a county."""
    ranked = sorted(codes, key=lambda code: len(stem(code)))
    is_alone = len(ranked) == 1 or len(stem(ranked[0])) < len(stem(ranked[1]))
    return ranked[0] if is_alone else None


def _aliases(name: str) -> Iterator[tuple[str, bool]]:
    """Other names of a division, and whether one says its rank."""
    table = place_words("names")
    ending = next((one for one in table["endings"] if name.endswith(one)), "")
    short = name.removesuffix(ending)
    if ending in table["autonomous"]:
        short = _without_peoples(short, table["peoples"])
        if short.endswith(table["people"]):
            return
        rank = {table["autonomous"][1]: table["prefecture"], table["autonomous"][2]: table["county"]}.get(ending)
        if rank:
            yield short + rank, True
    if ending and len(short) > 1:
        yield short, False


def _without_peoples(name: str, peoples: list[str]) -> str:
    """A name up to the first of the peoples at its end; two characters stay."""
    while ending := next((one for one in peoples if name.endswith(one) and len(name) - len(one) > 1), ""):
        name = name.removesuffix(ending)
    return name
