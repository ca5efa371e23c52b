"""Near-duplicates: how many edited reprints are folded into their original, and whether what is folded is one text.

    python -m bench.reprints [--shared ../shared] [--reports 3000]

Reprints are made of reports of the stream: another dateline, source and legal note; another title; every fifth sentence
left out; every tenth sentence with half of it replaced; all of it together. Recall: the original is a candidate by bands
and similar enough. Precision: of the pairs of different reports of the stream that are folded, those whose exact Jaccard
similarity of shingles is at least .6; texts of the same words are left out first.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.shared import shared_folder
from bench.streams import read_stream
from domain.items import Document
from domain.rules import Grouping
from pipeline.boilerplate import read
from pipeline.duplicates import SHINGLE, Bands, packed, signature, similarity
from pipeline.text import letters_of

Edit = Callable[[str, str], tuple[str, str]]
_SENTENCE = re.compile("[^\u3002\uff01\uff1f]*[\u3002\uff01\uff1f]?")
_HEAD = "\u6d4b\u8bd5\u7f518\u670816\u65e5\u7535 "
_TAIL = (
    "\uff08\u6765\u6e90\uff1a\u6d4b\u8bd5\u665a\u62a5\uff09\n\u7248\u6743\u58f0\u660e\uff1a\u51e1\u672c\u7f51\u6ce8"
    "\u660e\u6765\u6e90\u7684\u4f5c\u54c1\uff0c\u672a\u7ecf\u6388\u6743\u4e0d\u5f97\u8f6c\u8f7d\u3002"
)
"""A dateline, a source and a legal note."""


def main() -> None:
    """Print recall by kind of edit, then precision."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--reports", type=int, default=3000)
    options = parser.parse_args()
    stream = [row.document for row in read_stream(options.shared)]
    distinct = list({one.duplicate_group: one for one in stream}.values())
    recall(distinct[:: max(1, len(distinct) // options.reports)])
    precision(distinct)


def recall(documents: Sequence[Document]) -> None:
    """One line a kind of edit."""
    bands, least = Bands(), Grouping().near_duplicate
    signs = {one.id: signed(one.title, one.text) for one in documents}
    for name, sign in signs.items():
        bands.add(name, sign)
    for name, edit in EDITS.items():
        found = 0
        for one in documents:
            sign = signed(*edit(one.title, one.text))
            found += one.id in bands.candidates(sign) and similarity(sign, signs[one.id]) >= least
        print(f"{name:34} {found / len(documents):7.2%} of {len(documents)}")


def precision(documents: Sequence[Document]) -> None:
    """Of the pairs that are folded, how many are one text."""
    bands, least, right, folded = Bands(), Grouping().near_duplicate, 0, 0
    texts = {one.id: letters_of(read(one.title, one.text).form.text) for one in documents}
    signs = {name: packed(signature(text)) for name, text in texts.items()}
    for name, sign in signs.items():
        for other in bands.candidates(sign):
            if similarity(sign, signs[other]) >= least:
                folded += 1
                right += jaccard(texts[name], texts[other]) >= 0.6
        bands.add(name, sign)
    print(f"folded pairs of different reports: {folded}, one text {right / max(1, folded):.2%}, of {len(documents)}")


def signed(title: str, text: str) -> bytes:
    """The signature of a document as it is understood."""
    return packed(signature(letters_of(read(title, text).form.text)))


def jaccard(one: str, other: str) -> float:
    """Exact similarity of the shingle sets."""
    left, right = ({text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)} for text in (one, other))
    return len(left & right) / len(left | right)


def retold(title: str, text: str) -> tuple[str, str]:
    """Half of every tenth sentence replaced by letters that the original does not have."""
    parts = _SENTENCE.findall(text)
    for at in range(4, len(parts), 10):
        parts[at] = "".join(chr(0x4E00 + ord(char) * 31 % 20000) for char in parts[at][::2]) + parts[at][1::2][-3:]
    return title, "".join(parts)


def shortened(title: str, text: str) -> tuple[str, str]:
    """Every fifth sentence left out."""
    return title, "".join(part for at, part in enumerate(_SENTENCE.findall(text)) if at % 5 != 3)


def reframed(title: str, text: str) -> tuple[str, str]:
    """Another dateline, source and legal note."""
    return title, f"{_HEAD}{text}{_TAIL}"


def retitled(_title: str, text: str) -> tuple[str, str]:
    """A title made of the end of the text."""
    return text[-20:], text


EDITS: dict[str, Edit] = {
    "dateline, source, legal note": reframed,
    "another title": retitled,
    "every fifth sentence left out": shortened,
    "half of every tenth sentence new": retold,
    "title, frame and a new sentence": lambda title, text: reframed(*retitled(*retold(title, text))),
}


if __name__ == "__main__":
    main()
