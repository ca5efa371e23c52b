"""What a schema finds wrong, as problems with a place, a code of the catalogue and the nearest name that is known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from domain.errors import Problem

CODES = {
    "missing": "config.missing",
    "string_type": "config.not_text",
    "string_too_short": "config.empty",
    "too_short": "config.empty",
    "tuple_type": "config.not_list",
    "list_type": "config.not_list",
    "dict_type": "config.not_mapping",
    "model_type": "config.not_mapping",
    "model_attributes_type": "config.not_mapping",
    "int_parsing": "config.not_whole_number",
    "int_type": "config.not_whole_number",
    "int_from_float": "config.not_whole_number",
    "float_parsing": "config.not_number",
    "float_type": "config.not_number",
    "finite_number": "config.not_number",
    "bool_parsing": "config.not_yes_or_no",
    "bool_type": "config.not_yes_or_no",
    "datetime_parsing": "config.not_time",
    "datetime_from_date_parsing": "config.not_time",
    "datetime_type": "config.not_time",
    "timezone_aware": "config.not_time",
}
"""Code of the catalogue for each kind of pydantic's findings; those that speak of a limit or a choice stand below."""

LIMITS = {"greater_than": ">", "greater_than_equal": ">=", "less_than": "<", "less_than_equal": "<="}


def problems_of(
    error: ValidationError, place: Callable[[tuple[str | int, ...]], str], keys: Iterable[str]
) -> tuple[Problem, ...]:
    """Every finding of `error`. `place` says where a path stands; `keys` are the names that are known there."""
    known = sorted(keys)
    findings = error.errors(include_url=False)
    return tuple(_problem(finding, place, known) for finding in findings if not _follows(finding, findings))


def _follows(finding: Any, findings: Sequence[Any]) -> bool:
    """A list found too short because what is in it is at fault: that is told already."""
    path = finding["loc"]
    return finding["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in findings
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`; empty where none is near."""
    return next(iter(get_close_matches(name, sorted(set(known) - {name}), n=1, cutoff=0.6)), "")


def unknown(path: str, name: str, known: Iterable[str], code: str = "config.unknown_key") -> Problem:
    """The problem of a name nobody knows, with the nearest that is known."""
    near = nearest(name, known)
    code = f"{code}_near" if near else code
    return Problem(path=path, code=code, params=(("key", name[:60]), ("nearest", near))[: 2 if near else 1])


def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """All keys that `model` and the models inside it know."""
    return frozenset(name for one in models_in(model) for name in one.model_fields)


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """`kind` and every model in its fields, outermost first."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models_in(field.annotation)
    for inner in get_args(kind):
        yield from models_in(inner)


def _problem(finding: Any, place: Callable[[tuple[str | int, ...]], str], known: list[str]) -> Problem:
    kind, path, context = finding["type"], tuple(finding["loc"]), finding.get("ctx", {})
    if path and path[-1] == "[key]":
        path = path[:-1]
    where = place(path)
    if kind == "extra_forbidden":
        return unknown(where, str(path[-1]), known)
    if kind.startswith("config."):
        return Problem(path=where, code=kind, params=tuple((name, str(part)) for name, part in context.items()))
    if kind in LIMITS:
        limit = next(iter(context.values()))
        return Problem(path=where, code="config.out_of_range", params=(("limit", f"{LIMITS[kind]} {limit}"),))
    if kind == "string_too_long":
        return Problem(path=where, code="config.too_long", params=(("limit", str(context["max_length"])),))
    if kind in ("enum", "literal_error"):
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return Problem(path=where, code="config.not_one_of", params=(("choices", choices),))
    code = CODES.get(kind, "config.refused")
    return Problem(path=where, code=code, params=() if kind in CODES else (("detail", kind),))
