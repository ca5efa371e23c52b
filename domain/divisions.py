"""Codes of administrative divisions (GB/T 2260): two digits each for province, prefecture and county; parents follow.

Longer codes name what lies in a county. Trailing zeros name the whole: `330000` is a province.
"""

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""Provinces that are one city: between them and their districts lies nothing with a name."""
_DIRECT = "90"
"""What stands for a prefecture in codes of counties that lie directly in a province."""


def stem(code: str) -> str:
    """The digits that everything in a division shares: `330100` -> `3301`."""
    if not code[2:].strip("0"):
        return code[:2]
    if not code[4:].strip("0"):
        return code[:4]
    return code if code[6:].strip("0") else code[:6]


def is_inside(code: str, place: str) -> bool:
    """Whether the division is the place or lies in it."""
    return code.startswith(stem(place))


def enclosing(code: str) -> str:
    """The stem of the division that directly encloses one: a county's prefecture, a prefecture's province; "" of a province."""
    own = stem(code)
    if len(own) > 6:
        return own[:6]
    if len(own) == 6 and own[:2] not in _MUNICIPALITIES and own[2:4] != _DIRECT:
        return own[:4]
    return own[:2] if len(own) > 2 else ""


def enclosures(code: str) -> tuple[str, ...]:
    """The six-digit codes of the divisions around one, nearest first."""
    around = []
    while stem_around := enclosing(code):
        code = stem_around.ljust(6, "0")
        around.append(code)
    return tuple(around)
