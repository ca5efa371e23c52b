"""What places and what of the institutions' own worlds a text names.

Names from the configuration (institution, places, region, line of work) and the administrative divisions of the shipped
table. A division inside a place of an institution is a PLACE, one in what directly encloses it REGION, any other
ELSEWHERE, which is shown and opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

from domain.labels import Mention, MentionKind, Where
from domain.rules import Institution
from pipeline.gazetteer.divisions import Named, Trust, division_names, full_names
from pipeline.gazetteer.meanings import World, meanings
from pipeline.gazetteer.occurrences import occurrences
from pipeline.memo import Memo
from pipeline.scan import Scanned
from pipeline.text import normal

MOST = 20
"""Divisions that a document keeps as mentions, own ones first: more is a list, not a matter of these places."""
_NEAREST = {MentionKind.PLACE: 0, MentionKind.REGION: 1, MentionKind.ELSEWHERE: 2}
_SPATIAL = frozenset({MentionKind.PLACE, MentionKind.REGION})
_WORLD = _SPATIAL | {MentionKind.INSTITUTION}

_Key = tuple[MentionKind, str, str | None]
"""Kind, name that is shown, division code."""


class Gazetteer:
    """Names and aliases of all institutions' worlds, each leading to the name that is shown, and all divisions."""

    def __init__(self, institutions: Iterable[Institution]) -> None:
        own: dict[str, list[_Key]] = {}
        for institution in institutions:
            for alias, key in _entries(institution):
                known = own.setdefault(normal(alias).text, [])
                if key not in known:
                    known.append(key)
        own.pop("", None)
        self._own = own
        self._shown = {key[2]: key[1] for keys in own.values() for key in keys if key[2]}
        self._world = World(self._shown)
        self._divisions = _with_own(own)
        self._plain = Memo(self._plain_keys)
        self._words = {word for word, keys in own.items() if len(word) > 1 and any(key[0] in _WORLD for key in keys)}

    def words(self) -> Iterator[str]:
        """Every name that a scanner has to find."""
        yield from self._own.keys() | self._divisions.keys()

    def spans(self, scanned: Scanned) -> list[tuple[int, int]]:
        """[start, end) of the names of institutions, their places and regions: these tell no two events apart.

        One character alone names no place.
        """
        found = scanned.places
        return [(place, place + len(word)) for word in self._words if word in found for place in found[word]]

    def judge(self, scanned: Scanned) -> tuple[Mention, ...]:
        """One mention of each thing named, at the best place where it stands; by kind, then name."""
        found = self._named(scanned) | self._places(scanned)
        keys = sorted(found, key=lambda key: (key[0], key[1], key[2] or ""))
        return tuple(
            [Mention(kind=key[0], name=key[1], code=key[2], where=_where(found[key], scanned)) for key in keys]
        )

    def _named(self, scanned: Scanned) -> dict[_Key, int]:
        """Institutions and lines of work, each with the first place where it stands."""
        found: dict[_Key, int] = {}
        for word in scanned.places.keys() & self._own.keys():
            first = scanned.places[word][0]
            for key in self._own[word]:
                if key[0] not in _SPATIAL:
                    found[key] = min(found.get(key, first), first)
        return found

    def _places(self, scanned: Scanned) -> dict[_Key, int]:
        """Places, each with the first place where it stands; of very many the nearest, then the first."""
        found: dict[_Key, int] = {}
        spots = occurrences(scanned, self._divisions)
        if all(self._divisions[one.word].is_plain for one in spots):
            meant = [(one.start, self._plain[one.word]) for one in spots]
        else:
            told = meanings(spots, self._divisions, self._world)
            meant = [(one.start, tuple(self._keys(one.word, code))) for one, code in told]
        for start, keys in meant:
            for key in keys:
                found.setdefault(key, start)
        return self._nearest(found)

    def _plain_keys(self, word: str) -> tuple[_Key, ...]:
        codes = self._divisions[word].codes
        return tuple(self._keys(word, codes[0] if codes else None))

    def _keys(self, word: str, code: str | None) -> Iterator[_Key]:
        """What a word means whose division is known: the configured things of that name, or the division."""
        is_told = False
        for key in self._own.get(word, ()):
            if key[0] is MentionKind.REGION or (key[0] is MentionKind.PLACE and key[2] == code):
                is_told = True
                yield key
        if not is_told:
            yield self._division(code) if code else (MentionKind.ELSEWHERE, word, None)

    def _division(self, code: str) -> _Key:
        return self._world.kind(code), self._shown.get(code) or full_names()[code], code

    def _nearest(self, found: dict[_Key, int]) -> dict[_Key, int]:
        if len(found) <= MOST:
            return found
        keys = sorted(found, key=lambda key: (_NEAREST[key[0]], found[key], key[1], key[2] or ""))
        return {key: found[key] for key in keys[:MOST]}


def _entries(institution: Institution) -> Iterator[tuple[str, _Key]]:
    """(alias, what it names)."""
    for alias in (institution.name, *institution.aliases):
        yield alias, (MentionKind.INSTITUTION, institution.name, None)
    for place in institution.places:
        for alias in (place.name, *place.aliases):
            yield alias, (MentionKind.PLACE, place.name, place.code)
    for name in institution.region:
        yield name, (MentionKind.REGION, name, None)
    for name in institution.sector:
        yield name, (MentionKind.SECTOR, name, None)


def _with_own(own: Mapping[str, list[_Key]]) -> dict[str, Named]:
    """The names of divisions with the configured ones, which count by themselves and mean one's own unless more is said."""
    names = dict(division_names())
    for word, keys in own.items():
        spatial = [key for key in keys if key[0] in _SPATIAL]
        if spatial:
            known = names.get(word)
            codes = {*(known.codes if known else ()), *(key[2] for key in spatial if key[2])}
            main = None if any(key[2] for key in spatial) or known is None else known.main
            names[word] = Named(tuple(sorted(codes)), main, Trust.ALONE, len(codes) < 2)
    return names


def _where(place: int, scanned: Scanned) -> Where:
    if place < scanned.title_end:
        return Where.TITLE
    return Where.LEAD if place < scanned.lead_end else Where.BODY
