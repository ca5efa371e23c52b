"""What of the institutions' own worlds a text names: the institution, its places, its region, its line of work."""

from collections.abc import Iterable, Iterator

from domain.labels import Mention, MentionKind, Where
from domain.rules import Institution
from pipeline.scan import Scanned
from pipeline.text import normal

_RANK = {Where.TITLE: 0, Where.LEAD: 1, Where.BODY: 2}

_WORLD = frozenset({MentionKind.INSTITUTION, MentionKind.PLACE, MentionKind.REGION})


class Gazetteer:
    """Names and aliases of all institutions' worlds, each leading to the name that is shown."""

    def __init__(self, institutions: Iterable[Institution]) -> None:
        self._names: dict[str, list[tuple[MentionKind, str, str | None]]] = {}
        for institution in institutions:
            for alias, named in _entries(institution):
                known = self._names.setdefault(normal(alias).text, [])
                if named not in known:
                    known.append(named)
        self._names.pop("", None)
        self._world = {
            word for word, named in self._names.items() if len(word) > 1 and any(key[0] in _WORLD for key in named)
        }

    def words(self) -> Iterator[str]:
        """Every name that a scanner has to find."""
        yield from self._names

    def spans(self, scanned: Scanned) -> list[tuple[int, int]]:
        """[start, end) of the names of institutions, their places and regions: these tell no two events apart.

        One character alone names no place.
        """
        found = scanned.places
        return [(place, place + len(word)) for word in self._world if word in found for place in found[word]]

    def judge(self, scanned: Scanned) -> tuple[Mention, ...]:
        """One mention of each thing named, at the best place where it stands; by kind, then name."""
        best: dict[tuple[MentionKind, str, str | None], Where] = {}
        for word, named in self._names.items():
            places = scanned.places.get(word)
            if places is None:
                continue
            where = _where(places[0], scanned)
            for key in named:
                best[key] = min(best.get(key, where), where, key=_RANK.__getitem__)
        keys = sorted(best, key=lambda key: (key[0], key[1], key[2] or ""))
        return tuple(Mention(kind=key[0], name=key[1], code=key[2], where=best[key]) for key in keys)


def _entries(institution: Institution) -> Iterator[tuple[str, tuple[MentionKind, str, str | None]]]:
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


def _where(place: int, scanned: Scanned) -> Where:
    if place < scanned.title_end:
        return Where.TITLE
    return Where.LEAD if place < scanned.lead_end else Where.BODY
