"""Which blocks of an outline are the article's text, and whether one may trust that.

In order: the blocks of the container; the lead between the headline and them; without furniture lines and lists of links;
up to the words that end an article; without what hangs loose at both ends.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crawlers.blocks import Block, Outline
from crawlers.container import container_of, inside_of, signature
from crawlers.density import CJK, Density, density_of
from crawlers.furniture import Furniture
from crawlers.template import Template, fingerprint

LEADS = frozenset(("p", "h2", "h3", "div", "li"))
LEAD_NAMES = ("teaser", "intro", "lead")
LEAD_BLOCKS, LEAD_LENGTH = 4, 60
TEXTUAL = frozenset(("p", "li", "h2", "h3", "h4", "pre", "blockquote", "td"))
SUBHEADS = frozenset(("h2", "h3", "h4"))
DATED = re.compile(r"\d{4}|[:\uff1a]")
GOES_ON = 150  # characters of a paragraph that belongs to the article though it comes after such words
END_AFTER = 0.6  # share of the prose that must stand before words that end an article
SURE_PROSE, SURE_CHINESE = 120, 40  # characters of prose below which a text is doubted
SURE_SHARE = 0.25  # of the page's prose
LEAST_ELSEWHERE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The text's paragraphs, how the page names what held them, and codes of doubt: `short`, `scattered`."""

    paragraphs: tuple[str, ...]
    container: str
    learnt: bool
    doubts: tuple[str, ...]


def body_of(outline: Outline, furniture: Furniture, *, headline: int | None, title: str, template: Template) -> Body:
    """The article's text in an outline; `headline` is the block that shows `title`."""
    if not outline.blocks:
        return Body(paragraphs=(), container="", learnt=False, doubts=("short",))
    density = density_of(outline)
    learnt = _learnt_container(outline, density, template)
    top = container_of(outline, density) if learnt is None else learnt
    kept = _kept(outline, density, inside_of(outline, density, top), furniture, headline, title)
    kept = _unrepeated(outline, density, kept, template.repeated)
    return Body(
        paragraphs=tuple(outline.blocks[number].text for number in kept),
        container=signature(outline, top),
        learnt=learnt is not None,
        doubts=_doubts(outline, density, kept),
    )


def _learnt_container(outline: Outline, density: Density, template: Template) -> int | None:
    """The element that the site's earlier pages teach to take, unless most of this page's prose is elsewhere."""
    if not template.container:
        return None
    least = max(1, SURE_SHARE * density.prose[0])
    rich = [node for node in range(len(outline.elements)) if density.prose[node] >= least]
    fits = [node for node in rich if signature(outline, node) == template.container]
    return max(fits, key=lambda node: density.scores[node], default=None)


def _kept(
    outline: Outline, density: Density, inside: Sequence[bool], furniture: Furniture, headline: int | None, title: str
) -> list[int]:
    blocks = outline.blocks
    kept = [n for n, b in enumerate(blocks) if inside[b.node] and n != headline and b.text != title]
    kept = _lead(outline, kept, headline) + kept
    kept = [n for n in kept if not _is_furniture(blocks[n], density.weights[n], furniture)]
    return _trimmed(outline, density, _ended(outline, density, kept, furniture), furniture)


def _is_furniture(block: Block, weight: int, furniture: Furniture) -> bool:
    return furniture.is_furniture(block.text) or (not weight and block.links * 2 > len(block.text))


def _lead(outline: Outline, kept: Sequence[int], headline: int | None) -> list[int]:
    """Blocks of prose right below the headline that the container leaves out."""
    if headline is None or not kept or headline > kept[0]:
        return []
    known = {outline.blocks[number].text for number in kept}
    near = range(headline + 1, min(kept[0], headline + LEAD_BLOCKS + 1))
    return [n for n in near if outline.blocks[n].text not in known and _is_lead(outline, outline.blocks[n])]


def _is_lead(outline: Outline, block: Block) -> bool:
    if len(block.text) < LEAD_LENGTH or block.links or outline.elements[block.node].tag not in LEADS:
        return False
    node = block.node
    while node >= 0 and outline.elements[node].tag not in ("article", "main", "body"):
        name = (outline.elements[node].get("class") or "").lower()
        if outline.elements[node].tag == "header" or (outline.flags[node] and not any(n in name for n in LEAD_NAMES)):
            return False
        node = outline.parents[node]
    return True


def _ended(outline: Outline, density: Density, kept: list[int], furniture: Furniture) -> list[int]:
    """Up to the words that end an article, if most of the prose stands before them and no paragraph goes on beside them."""
    whole, seen = sum(density.weights[number] for number in kept), 0
    for place, number in enumerate(kept):
        is_end = seen > END_AFTER * whole and furniture.ends_article(outline.blocks[number].text)
        if is_end and not _goes_on(outline, density, kept[place:]):
            return kept[:place]
        seen += density.weights[number]
    return kept


def _goes_on(outline: Outline, density: Density, rest: Sequence[int]) -> bool:
    """Whether a long paragraph follows in the same element as the first of the blocks; in Chinese it is another story."""
    if CJK.search(outline.blocks[rest[0]].text):
        return False
    parent = outline.parents[outline.blocks[rest[0]].node]
    nodes = [(number, outline.blocks[number].node) for number in rest[1:]]
    return any(
        density.weights[number] > GOES_ON and outline.elements[node].tag == "p" and outline.parents[node] == parent
        for number, node in nodes
    )


def _trimmed(outline: Outline, density: Density, kept: list[int], furniture: Furniture) -> list[int]:
    """Without short lines at both ends that are no paragraph: datelines, labels, credits, subheads with nothing below."""
    chinese = any(CJK.search(outline.blocks[number].text) for number in kept[:5])

    def is_loose(number: int) -> bool:
        block = outline.blocks[number]
        if density.weights[number]:
            return furniture.is_credit(block.text)
        is_text = outline.elements[block.node].tag in TEXTUAL and not block.links
        return not is_text or (chinese and DATED.search(block.text) is not None)

    start, end = 0, len(kept)
    while start < end and is_loose(kept[start]):
        start += 1
    while end > start and (
        is_loose(kept[end - 1]) or outline.elements[outline.blocks[kept[end - 1]].node].tag in SUBHEADS
    ):
        end -= 1
    return kept[start:end]


def _unrepeated(outline: Outline, density: Density, kept: list[int], repeated: Collection[int]) -> list[int]:
    """Without labels and links that earlier pages of the site had too. A repeated sentence may be news, and stays."""

    def is_known(number: int) -> bool:
        block = outline.blocks[number]
        return (not density.weights[number] or block.links > 0) and fingerprint(block.text) in repeated

    return [number for number in kept if not is_known(number)] if repeated else kept


def _doubts(outline: Outline, density: Density, kept: Sequence[int]) -> tuple[str, ...]:
    """`short`: hardly a text; `scattered`: most of the page's prose is elsewhere."""
    prose, whole = sum(density.weights[number] for number in kept), density.prose[0]
    least = SURE_CHINESE if kept and CJK.search(outline.blocks[kept[0]].text) else SURE_PROSE
    short = ("short",) if prose < least else ()
    return short + (("scattered",) if whole > LEAST_ELSEWHERE and prose < SURE_SHARE * whole else ())
