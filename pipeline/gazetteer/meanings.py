"""Which division a name in a text means: one of several of the same name, or none where nothing says that it is a place.

In order: the one inside the place whose name stands right before; the usual one of a name that counts by itself; the one
inside a place that the text names; the desks' own; one in the desks' region. Where several are left, none is chosen, but of the desks' own all.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.divisions import enclosing, enclosures, stem
from domain.labels import MentionKind
from pipeline.gazetteer.divisions import Named, Trust
from pipeline.gazetteer.occurrences import Occurrence


class World:
    """Which divisions are the desks' own, by the codes of their places."""

    def __init__(self, places: Iterable[str]) -> None:
        codes = sorted(places)
        self._own = tuple(map(stem, codes))
        self._around = tuple(filter(None, map(enclosing, codes)))

    def kind(self, code: str) -> MentionKind:
        """PLACE inside one of the places, REGION in what directly encloses one, else ELSEWHERE."""
        if code.startswith(self._own):
            return MentionKind.PLACE
        return MentionKind.REGION if code.startswith(self._around) else MentionKind.ELSEWHERE


def meanings(
    found: Sequence[Occurrence], names: Mapping[str, Named], world: World
) -> list[tuple[Occurrence, str | None]]:
    """Each name that counts with the code of what it means; None where it is one of several throughout the text."""
    known = [names[one.word] for one in found]
    sure = {named.main for named in known if named.trust is Trust.ALONE}
    told: dict[str, str] = {}
    meant: list[tuple[Occurrence, str | None]] = []
    unclear: list[Occurrence] = []
    for one, named in zip(found, known, strict=True):
        codes = named.codes if named.is_plain else _meant(one, named, told.get(one.behind or "", ""), sure, world)
        if codes:
            told[one.word] = codes[0]
            meant += [(one, code) for code in codes]
        elif codes is not None:
            unclear.append(one)
    return meant + [(one, None) for one in unclear if one.word not in told]


def _meant(one: Occurrence, named: Named, parent: str, sure: set[str | None], world: World) -> Sequence[str] | None:
    """The codes it may mean, () for too many to tell; None: no place."""
    codes = named.codes
    is_sure = named.trust is Trust.ALONE
    inside = [code for code in codes if parent in enclosures(code)] if parent else []
    if len(inside) == 1:
        return inside
    if named.main and (is_sure or named.main in inside):
        return (named.main,)
    near = [code for code in codes if not sure.isdisjoint(enclosures(code))]
    own = [code for code in codes if world.kind(code) is MentionKind.PLACE]
    if not (is_sure or one.has_sign or near or own):
        return None
    if near_own := [code for code in near if code in own] or (not near and own):
        return near_own
    region = [code for code in codes if world.kind(code) is MentionKind.REGION]
    return next((choice for choice in (near, region) if len(choice) == 1), (named.main,) if named.main else ())
