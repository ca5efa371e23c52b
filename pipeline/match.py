"""One keyword rule against one scan: whether it matches, by which words, and what stands in the way of an occurrence.

1. Gates: the status of the rule, a place that must be named, words that may stand nowhere.
2. One word of every group must stand in the text in an occurrence that counts: in the title where it must be, as a whole
   word, in no excluding phrase, with no forbidden word near it.
3. With `near`, the words of all groups must begin within so many characters.

Every step is linear in the places of the rule's words, but for one sort and searches by halving.
"""

from bisect import bisect_left
from collections.abc import Iterator, KeysView, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from domain.rules import Keyword, PlaceGate, Status
from pipeline.scan import Places, Scanned, forms
from pipeline.text import is_whole

Gates = frozenset[PlaceGate]


class Obstacle(StrEnum):
    """Why an occurrence of a word does not count."""

    TITLE_ONLY = "title_only"
    WHOLE_WORD = "whole_word"
    EXCLUDED = "excluded"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in the way of an occurrence; `by` the phrase or word that does, and where it begins."""

    obstacle: Obstacle
    by: str = ""
    at: int = -1


Words = KeysView[str]
"""Distinct words in order. Views of dictionaries intersect at the cost of the smaller one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A keyword rule with its words in normal form, and what is asked of it most often."""

    keyword: Keyword
    groups: tuple[Words, ...]
    none: Words
    excluding: Words
    is_bare: bool
    """Any word of its one group matches, wherever it stands."""
    is_stable: bool
    weight: float

    def words(self) -> Iterator[str]:
        """Every word that a scanner has to find for this rule."""
        yield from self.none
        yield from self.excluding
        for group in self.groups:
            yield from group


class Match(NamedTuple):
    """A rule that matched: its words with their places in the normal form. (A tuple: many are made of every report.)"""

    rule: Rule
    places: Places
    is_early: bool
    """One of the words stands in title or lead."""
    weight: float
    """Doubled where it is early."""


def compiled(keyword: Keyword) -> Rule:
    """The rule, ready to be matched."""
    groups = tuple(forms(group).keys() for group in keyword.groups)
    return Rule(
        keyword=keyword,
        groups=groups,
        none=forms(keyword.none).keys(),
        excluding=forms(keyword.excluding).keys(),
        is_bare=len(groups) == 1 and not _has_conditions(keyword),
        is_stable=keyword.status is Status.STABLE,
        weight=keyword.weight,
    )


def _has_conditions(keyword: Keyword) -> bool:
    return bool(keyword.title_only or keyword.whole_word or keyword.none or keyword.excluding or keyword.place)


def match(rule: Rule, scanned: Scanned, gates: Gates) -> Match | None:
    """Whether a rule matches, and by which words."""
    if rule.is_bare:
        places = present(rule.groups[0], scanned)
        return _matched(rule, places, scanned) if places else None
    found = _found(rule, scanned, gates)
    if not found or not all(found):
        return None
    return _matched(rule, found[0] if len(found) == 1 else _merged(found), scanned)


def _found(rule: Rule, scanned: Scanned, gates: Gates) -> Sequence[Places]:
    """The words of each group where they count; nothing of all, or of one group, where the rule does not match."""
    keyword, words = rule.keyword, scanned.places.keys()
    for group in rule.groups:
        if words.isdisjoint(group):
            return ()
    is_forbidden = not words.isdisjoint(rule.none)
    if (is_forbidden and not keyword.none_near) or (keyword.place is not None and keyword.place not in gates):
        return ()
    found: Sequence[Places] = [present(group, scanned) for group in rule.groups]
    if keyword.title_only:
        found = [_in_title(places, scanned) for places in found]
    found = _near_ones(rule, found)
    if not all(found) or not (keyword.whole_word or is_forbidden or not words.isdisjoint(rule.excluding)):
        return found
    vetoes = vetoes_of(rule, scanned)
    return _near_ones(rule, [counting(rule, places, scanned, vetoes) for places in found])


def _near_ones(rule: Rule, groups: Sequence[Places]) -> Sequence[Places]:
    """Only what is near enough to all other groups, where the rule asks for it."""
    return within(groups, rule.keyword.near) if rule.keyword.near and len(groups) > 1 else groups


def _matched(rule: Rule, places: Places, scanned: Scanned) -> Match:
    lead = scanned.lead_end
    for begins in places.values():
        if begins[0] < lead:
            return Match(rule, places, True, 2 * rule.weight)
    return Match(rule, places, False, rule.weight)


def present(group: Words, scanned: Scanned) -> Places:
    """Words of a group that stand in the text, with their places, in no order."""
    places = scanned.places
    return {word: places[word] for word in places.keys() & group}


def _in_title(places: Places, scanned: Scanned) -> Places:
    end = scanned.title_end
    return {word: found[: bisect_left(found, end)] for word, found in places.items() if found[0] < end}


class Vetoes(NamedTuple):
    """What stands in the text and may take an occurrence away, by word."""

    phrases: Places
    forbidden: Places


def vetoes_of(rule: Rule, scanned: Scanned) -> Vetoes:
    """Excluding phrases, and words of `none` where these forbid only nearby."""
    forbidden = present(rule.none, scanned) if rule.keyword.none_near else {}
    return Vetoes(_sorted(present(rule.excluding, scanned)), _sorted(forbidden))


def counting(rule: Rule, places: Places, scanned: Scanned, vetoes: Vetoes) -> Places:
    """Words of a group with the places where they count."""
    kept = {
        word: [place for place in found if block(rule, word, place, scanned, vetoes) is None]
        for word, found in places.items()
    }
    return {word: found for word, found in kept.items() if found}


def block(rule: Rule, word: str, place: int, scanned: Scanned, vetoes: Vetoes) -> Block | None:
    """What stands in the way of the occurrence of a word; None where it counts."""
    keyword, end = rule.keyword, place + len(word)
    if keyword.title_only and place >= scanned.title_end:
        return Block(Obstacle.TITLE_ONLY)
    if keyword.whole_word and not is_whole(scanned.form.text, place, end):
        return Block(Obstacle.WHOLE_WORD)
    for phrase, places in vetoes.phrases.items():
        at = _first_between(places, place - len(phrase) + 1, end - 1)
        if at is not None:
            return Block(Obstacle.EXCLUDED, phrase, at)
    for other, places in vetoes.forbidden.items():
        at = _first_between(places, place - keyword.none_near, place + keyword.none_near)
        if at is not None:
            return Block(Obstacle.FORBIDDEN, other, at)
    return None


def within(groups: Sequence[Places], near: int) -> Sequence[Places]:
    """Only places that belong to a window holding one word of every group, beginnings at most `near` apart.

    One sweep over all places in order: linear in their number. Nothing where there is no such window.
    """
    marks = sorted([(p, g, w) for g, group in enumerate(groups) for w, places in group.items() for p in places])
    kept: list[dict[str, list[int]]] = [{} for _ in groups]
    counts, missing, left, done = [0] * len(groups), len(groups), 0, 0
    for right, (place, group, _) in enumerate(marks):
        counts[group] += 1
        missing -= counts[group] == 1
        while place - marks[left][0] > near:
            gone = marks[left][1]
            counts[gone] -= 1
            missing += counts[gone] == 0
            left += 1
        if not missing:
            for position, owner, word in marks[max(left, done) : right + 1]:
                kept[owner].setdefault(word, []).append(position)
            done = right + 1
    return kept if done else ()


def _merged(groups: Sequence[Places]) -> Places:
    """The places of all groups; a word of several groups with all of its places."""
    merged: dict[str, Sequence[int]] = {}
    for group in groups:
        for word, places in group.items():
            known = merged.get(word)
            merged[word] = places if known is None else sorted({*known, *places})
    return merged


def _first_between(places: Sequence[int], first: int, last: int) -> int | None:
    index = bisect_left(places, first)
    return places[index] if index < len(places) and places[index] <= last else None


def _sorted(places: Places) -> Places:
    return dict(sorted(places.items())) if len(places) > 1 else places
