"""What grouping keeps of a text: a MinHash signature and the weighted terms of title and opening.

Weight of a term = round(100 (1 + ln tf) idf), tf counting the title twice; terms are words of two characters and more
and pairs of single characters that no dictionary joins (unknown names), without those that tell nothing (idf < 5). The
names of the institutions' own worlds are left out: all that a desk reads is full of them.
"""

import math
from collections import Counter
from collections.abc import Callable

from domain.labels import Sketch
from pipeline.duplicates import signature
from pipeline.text import letters_of
from pipeline.tokens import Cutter, join_singles
from pipeline.weights import Frequencies, term_id

OPENING = 700
"""Characters of the text whose terms count: title and lead alone split events that outlets begin differently."""
LEAST_IDF = 5.0
MOST_TERMS = 50
"""The weightiest ones; 80 and 120 group worse and slower (bench/events.py)."""


def make_sketch(
    cutter: Cutter, frequencies: Frequencies, title: str, text: str, without_names: Callable[[str], str] = str
) -> Sketch:
    """The sketch of a document; `title` and `text` in normal form. `without_names` takes out what tells no events apart."""
    words = Counter(join_singles(cutter.words(without_names(text[:OPENING]))))
    for word in join_singles(cutter.words(without_names(title))):
        words[word] += 2
    counts: dict[int, int] = {}
    for word, count in words.items():
        if not word.isdecimal():
            number = term_id(word)
            counts[number] = counts.get(number, 0) + count
    return Sketch(signature=signature(letters_of(f"{title}\n{text}")), terms=_weighed(counts, frequencies))


def _weighed(counts: dict[int, int], frequencies: Frequencies) -> tuple[tuple[int, int], ...]:
    """The weightiest terms with their weights, by id."""
    terms = list(counts)
    rarity = frequencies.of(terms).tolist()
    weights = [
        (round(100 * (1 + math.log(counts[term])) * idf), term)
        for term, idf in zip(terms, rarity, strict=True)
        if idf >= LEAST_IDF
    ]
    weights.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(sorted((term, weight) for weight, term in weights[:MOST_TERMS]))
