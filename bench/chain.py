"""The whole of `label_batch()` beside the plain chain of well-known libraries, in one run, with the same made rules.

    python -m bench.chain [--shared ../shared] [--reports 300] [--posts 2000] [--rules 2000] [--words 10]

Plain chain: jieba's lcut, one `re` alternation of all words of the rules, scikit-learn's TfidfVectorizer and LinearSVC
on the cut words, datasketch's MinHash of 64 permutations over 5-character shingles. Ours: normal form, boilerplate,
rules, tone, mentions, models where there are any, cutting, index tokens, signature and terms. A rule asks for one of
some words of jieba's dictionary, drawn by CRC-32 (the shipped rules have fifty words each). The two run in turn, three
times; a ratio is of one turn, the median is printed, and what it would be had the plain chain no rules. Then where the
plain chain's time goes; where ours goes: bench/pipeline.py.
"""

import argparse
import csv
import gzip
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from zlib import crc32

import jieba
from datasketch import MinHash  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bench.shared import shared_folder
from bench.streams import make_document, read_stream
from config.load import load_rules
from domain.items import Document
from domain.rules import Keyword, Rules, Topic
from pipeline.label import Labeller

TURNS = 3
Work = Callable[[Sequence[Document]], Iterable[object]]


class Plain:
    """The plain chain, trained on articles of ten classes."""

    def __init__(self, rules: Sequence[Keyword], articles: Sequence[tuple[str, str]]) -> None:
        words = {word: rule.id for rule in rules for word in rule.any}
        self._rule_of = words
        self._pattern = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
        self._vectors = TfidfVectorizer(analyzer=tuple)
        matrix = self._vectors.fit_transform([jieba.lcut(text) for _, text in articles])
        self._classes = LinearSVC().fit(matrix, [label for label, _ in articles])

    def label(self, document: Document) -> object:
        """Everything said of one document."""
        words = self.cut(document)
        return words, self.rules(document), self.classify(words), self.sketch(document)

    def cut(self, document: Document) -> list[str]:
        return list(jieba.lcut(document.text))

    def rules(self, document: Document) -> set[str]:
        return {self._rule_of[word] for word in self._pattern.findall(document.text)}

    def classify(self, words: Sequence[str]) -> object:
        return self._classes.predict(self._vectors.transform([words]))[0]

    def sketch(self, document: Document) -> MinHash:
        found = MinHash(num_perm=64)
        found.update_batch({document.text[at : at + 5].encode() for at in range(len(document.text) - 4)})
        return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--rules", type=int, default=2000)
    parser.add_argument("--words", type=int, default=10)
    options = parser.parse_args()
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    stream = read_stream(options.shared)
    reports = [row.document for row in stream[:: len(stream) // options.reports]]
    rules = made(options.rules, options.words)
    plain, ours = Plain(rules, read_articles(options.shared)), Labeller(with_rules(load_rules(None), rules))
    compare("reports", reports, plain, ours)
    compare("posts", read_posts(options.shared)[: options.posts], plain, ours)
    stages(reports, plain)


def compare(name: str, documents: Sequence[Document], plain: Plain, ours: Labeller) -> None:
    """Rates of both and their ratio, median of some turns."""
    ours.label_batch(documents[: len(documents) // 4])
    chain = partial(map, plain.label), partial(map, plain.rules), ours.label_batch
    turns = [[seconds(work, documents) for work in chain] for _ in range(TURNS)]
    slow, fast = (median(len(documents) / turn[which] for turn in turns) for which in (0, 2))
    ratio, without = median(a / c for a, _, c in turns), median((a - b) / c for a, b, c in turns)
    length = sum(len(one.text) for one in documents) / len(documents)
    print(
        f"{len(documents)} {name} of {length:.0f} characters: plain {slow:.1f}/s, label_batch() {fast:.0f}/s,", end=" "
    )
    print(f"ratio {ratio:.1f} (without rules in the plain chain {without:.1f})")


def stages(documents: Sequence[Document], plain: Plain) -> None:
    """Milliseconds a report of each stage of the plain chain."""
    words = {one.id: plain.cut(one) for one in documents}
    table: dict[str, Callable[[Document], object]] = {
        "cut": plain.cut,
        "rules": plain.rules,
        "classify": lambda one: plain.classify(words[one.id]),
        "sketch": plain.sketch,
    }
    taken = {name: 1e3 * seconds(partial(map, work), documents) / len(documents) for name, work in table.items()}
    for name, each in taken.items():
        print(f"  plain {name:10} {each:8.2f} ms {each / sum(taken.values()):5.0%}")


def seconds(work: Work, documents: Sequence[Document]) -> float:
    """Processor time of this process."""
    started = time.process_time()
    deque(work(documents), maxlen=0)
    return time.process_time() - started


def made(count: int, size: int = 10) -> list[Keyword]:
    """Rules of so many words of the dictionary each: of two to four characters, neither rare nor in every text."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    lines = (line.split(" ") for line in Path(spec.origin).with_name("dict.txt").read_text("utf-8").splitlines())
    words = [word for word, frequency, _ in lines if 2 <= len(word) <= 4 and 20 <= int(frequency) <= 200]
    words.sort(key=lambda word: (crc32(word.encode()), word))
    return [Keyword(id=f"made.r{at}", any=tuple(words[size * at : size * (at + 1)])) for at in range(count)]


def with_rules(shipped: Rules, rules: Sequence[Keyword]) -> Rules:
    """The shipped rules with the made ones in the place of the shipped topics: twenty topics."""
    topics = tuple(Topic(id=f"made_{at}", name=str(at), keywords=tuple(rules[at::20])) for at in range(20))
    return replace(shipped, topics=topics)


def read_articles(shared: Path) -> list[tuple[str, str]]:
    """Articles with one of ten classes."""
    with gzip.open(shared / "data/topic/cnews_documents_train.csv.gz", "rt", encoding="utf-8") as file:
        return [(row["label"], row["text"][:2000]) for row in csv.DictReader(file)]


def read_posts(shared: Path) -> list[Document]:
    """Posts as documents without titles."""
    with gzip.open(shared / "data/sentiment/weibo2018_train.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row["text"] for row in csv.DictReader(file)]
    return [replace(make_document(f"post{at}", "2024-01-01", text), title="") for at, text in enumerate(rows)]


if __name__ == "__main__":
    main()
