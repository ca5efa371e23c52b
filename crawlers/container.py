"""Which elements of an outline hold the article: the strongest one and what belongs beside it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from crawlers.blocks import Outline
from crawlers.density import Density

ROOTS = frozenset(("html", "body"))
FACTOR = (1.0, 1.15, 1.5)  # by hint: names that tell nothing, maybe, surely
ROOT_FACTOR = 0.7
PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol", "pre"))
LEVELS = 6
ALIKE, UNLIKE = 0.1, 0.25  # share of the container's score that a neighbour of the same or another class must have
LEAST_PROSE = 80
DIGITS = re.compile(r"\d+")


def container_of(outline: Outline, density: Density) -> int:
    """The element with the highest score, those named as an article's body preferred."""
    return max(range(len(outline.elements)), key=lambda node: density.scores[node] * _factor(outline, node))


def _factor(outline: Outline, node: int) -> float:
    return ROOT_FACTOR if outline.elements[node].tag in ROOTS else FACTOR[outline.hints[node]]


def signature(outline: Outline, node: int) -> str:
    """How pages of one site name an element: its tag and class without numbers, and its parent's, as 16 hex digits.

    A hash, since it is stored and some sites name their writers in classes.
    """
    parent = outline.parents[node]
    name = _kind(outline, node) + (" < " + _kind(outline, parent) if parent >= 0 else "")
    return blake2b(name.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _kind(outline: Outline, node: int) -> str:
    element = outline.elements[node]
    return DIGITS.sub("", f"{element.tag}.{element.get('class') or ''}#{element.get('id') or ''}")


def inside_of(outline: Outline, density: Density, top: int) -> list[bool]:
    """Per element: whether it is in the container or a neighbour like it, and in no furniture within."""
    tops = {top, *_neighbours(outline, density, top)}
    plain = _marked(outline, tops, outline.flags)
    if sum(density.own[node] for node, is_in in enumerate(plain) if is_in) >= LEAST_PROSE:
        return plain
    mass = sum(density.prose[node] for node in tops)
    small = [flag and density.prose[node] * 2 <= mass for node, flag in enumerate(outline.flags)]
    return _marked(outline, tops, small)


def _marked(outline: Outline, tops: set[int], shut: Sequence[bool]) -> list[bool]:
    """Per element: whether it is one of `tops` or below one with nothing shut between."""
    inside = [False] * len(outline.elements)
    for node in range(len(inside)):
        inside[node] = node in tops or (node > 0 and inside[outline.parents[node]] and not shut[node])
    return inside


def _neighbours(outline: Outline, density: Density, top: int) -> list[int]:
    """Elements beside the container, or beside what it is in, that hold as dense a prose: sections, split articles."""
    found = list[int]()
    children = _children(outline)
    best = _best(outline, density)
    here = top
    for level in range(LEVELS):
        up = outline.parents[here]
        if up < 0 or outline.elements[here].tag in ROOTS:
            break
        for node in children[up]:
            if node != here and _is_prose(outline, density, node):
                beside = level == 0 and density.prose[node] > LEAST_PROSE
                is_paragraph = outline.elements[node].tag in PARAGRAPHS or (node < top and node not in children)
                if (beside and is_paragraph) or _is_like(outline, density, best, node, here, top):
                    found.append(node)
        here = up
    return found


def _is_prose(outline: Outline, density: Density, node: int) -> bool:
    return not outline.flags[node] and density.prose[node] > 0 and density.links[node] * 3 <= density.text[node]


def _is_like(outline: Outline, density: Density, best: list[float], node: int, here: int, top: int) -> bool:
    alike = _class(outline, node) == _class(outline, here)
    if outline.elements[outline.parents[here]].tag in ROOTS and not alike:
        return False
    return best[node] > (ALIKE if alike else UNLIKE) * density.scores[top]


def _class(outline: Outline, node: int) -> str:
    element = outline.elements[node]
    return DIGITS.sub("", f"{element.tag} {element.get('class')}")


def _children(outline: Outline) -> dict[int, list[int]]:
    children = defaultdict[int, list[int]](list)
    for node, parent in enumerate(outline.parents):
        children[parent].append(node)
    return children


def _best(outline: Outline, density: Density) -> list[float]:
    best = list(density.scores)
    for node in range(len(best) - 1, 0, -1):
        best[outline.parents[node]] = max(best[outline.parents[node]], best[node])
    return best
