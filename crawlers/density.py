"""How much prose each element of an outline holds, and which regions are furniture.

A block's weight is its characters of prose. An element's score is the weight of the blocks right below it, halved with every
level between: paragraphs side by side make a strong element, teasers each in a box of its own do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.blocks import HEADINGS, PARAGRAPHS, STRONG, Block, Outline

SENTENCE = re.compile(r"[\u3002\uff01\uff1f\uff1b\uff0c\u3001.!?;,:\uff1a]")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LEAVES = HEADINGS | PARAGRAPHS | frozenset(("tr", "td", "th"))
LEAST_CJK, LEAST, PLAIN_ENOUGH = 12, 40, 60
DECAY = 0.5
FURNITURE = 0.25  # what prose in a region named as furniture counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Per block: its weight. Per element: its own prose; prose, text and links with all below, in characters; the score."""

    weights: Sequence[int]
    own: Sequence[int]
    prose: Sequence[int]
    text: Sequence[int]
    links: Sequence[int]
    scores: Sequence[float]


def weight(block: Block) -> int:
    """Characters of prose in a block: none if it is mostly link or too short to be a sentence."""
    plain = len(block.text) - block.links
    if plain < LEAST_CJK or (plain < block.links and plain < PLAIN_ENOUGH):
        return 0
    if (plain < LEAST and not CJK.search(block.text)) or not SENTENCE.search(block.text):
        return 0
    return plain


def density_of(outline: Outline) -> Density:
    """Weighs an outline."""
    blocks = outline.blocks
    weights = [weight(block) for block in blocks]
    prose = _sums(outline, weights)
    own = [0] * len(outline.elements)
    for block, value in zip(blocks, weights, strict=True):
        own[block.node] += value
    return Density(
        weights=weights,
        own=own,
        prose=prose,
        text=_sums(outline, [len(block.text) for block in blocks]),
        links=_sums(outline, [block.links for block in blocks]),
        scores=_scores(outline, weights, prose),
    )


def _sums(outline: Outline, values: Sequence[int]) -> list[int]:
    sums = [0] * len(outline.elements)
    for block, value in zip(outline.blocks, values, strict=True):
        sums[block.node] += value
    for node in range(len(sums) - 1, 0, -1):
        sums[outline.parents[node]] += sums[node]
    return sums


def _scores(outline: Outline, weights: Sequence[int], prose: Sequence[int]) -> list[float]:
    scores = [0.0] * len(outline.elements)
    flagged = _flagged(outline, prose)
    for block, w in zip(outline.blocks, weights, strict=True):
        if not w:
            continue
        node, share = block.node, w * (FURNITURE if flagged[block.node] else 1.0)
        least = share / 10
        while node > 0 and outline.elements[node].tag in LEAVES:
            node = outline.parents[node]
        while node >= 0 and share > least:
            scores[node] += share
            share *= DECAY
            node = outline.parents[node]
    return scores


def _flagged(outline: Outline, prose: Sequence[int]) -> list[bool]:
    flagged = list(outline.flags)
    for node in range(1, len(flagged)):
        is_named = outline.hints[node] == STRONG and prose[node] * 5 > prose[0]
        flagged[node] = not is_named and (flagged[node] or flagged[outline.parents[node]])
    return flagged
