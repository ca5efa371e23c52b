"""Cutting: whether rjieba and jieba agree, how well both agree with people, and how fast they are.

    python -m bench.cutting [--shared ../shared] [--reports 12000]

Agreement: share of texts that both cut to the same words, over the news stream and posts, in normal form, with and
without the hidden Markov model, and of the same search words (pipeline.tokens). F1: words of the SIGHAN 2005 MSR test
set, default dictionaries; a word is right where both its ends are. Speed: characters of the stream a second.
"""

import argparse
import csv
import gzip
import json
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path

import jieba
import rjieba

from bench.shared import shared_folder
from pipeline.text import normal
from pipeline.tokens import load_cutter, search_tokens

Cut = Callable[[str], list[str]]
CUTS: dict[tuple[str, bool], Cut] = {
    (name, hmm): (partial(rjieba.cut, hmm=hmm) if name == "rjieba" else partial(jieba.lcut, HMM=hmm))
    for name in ("rjieba", "jieba")
    for hmm in (False, True)
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--reports", type=int, default=12_000)
    options = parser.parse_args()
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    reports, posts = read_reports(options.shared)[: options.reports], read_posts(options.shared)
    for name, texts in (("reports", reports), ("posts", posts)):
        agreement(name, texts)
    gold = read_gold(options.shared)
    print(f"{'engine':8} {'HMM':4} {'MSR P':>7} {'R':>7} {'F1':>7} {'Mchar/s':>8}")
    for (name, hmm), cut in CUTS.items():
        precision, recall = score(cut, gold)
        f1 = 2 * precision * recall / (precision + recall)
        rate = speed(cut, reports[:1000])
        print(f"{name:8} {'with' if hmm else 'none':4} {precision:7.4f} {recall:7.4f} {f1:7.4f} {rate / 1e6:8.2f}")


def agreement(name: str, texts: Sequence[str]) -> None:
    """One line: shares of texts that come out alike."""
    fast, reference = load_cutter("rjieba"), load_cutter("jieba")
    alike = {
        hmm: sum(CUTS["rjieba", hmm](text) == CUTS["jieba", hmm](text) for text in texts) / len(texts)
        for hmm in (False, True)
    }
    search = sum(search_tokens(fast, text) == search_tokens(reference, text) for text in texts) / len(texts)
    print(
        f"{name}: {len(texts)} texts, alike {alike[False]:.4%}, search words {search:.4%}, with HMM {alike[True]:.4%}"
    )


def score(cut: Cut, gold: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Precision and recall of words by their ends."""
    right = found = wanted = 0
    for words in gold:
        ours, theirs = spans(cut("".join(words))), spans(words)
        right, found, wanted = right + len(ours & theirs), found + len(ours), wanted + len(theirs)
    return right / found, right / wanted


def spans(words: Iterable[str]) -> set[tuple[int, int]]:
    """[start, end) of each word."""
    ends = [0, *accumulate(map(len, words))]
    return set(pairwise(ends))


def speed(cut: Cut, texts: Sequence[str]) -> float:
    """Characters a second."""
    started = time.process_time()
    for text in texts:
        cut(text)
    return sum(map(len, texts)) / (time.process_time() - started)


def read_reports(shared: Path) -> list[str]:
    """The news stream in normal form."""
    with gzip.open(shared / "data/news_stream/zh_news_stream.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [normal(json.loads(line)["text"]).text for line in lines]


def read_posts(shared: Path) -> list[str]:
    """Posts in normal form."""
    with gzip.open(shared / "data/sentiment/weibo2018_train.csv.gz", "rt", encoding="utf-8") as file:
        return [normal(row["text"]).text for row in csv.DictReader(file)]


def read_gold(shared: Path) -> list[list[str]]:
    """The sentences of the test set as people cut them."""
    with gzip.open(shared / "data/segmentation/msr_test_gold.txt.gz", "rt", encoding="utf-8") as lines:
        return [words for line in lines if (words := line.split())]


if __name__ == "__main__":
    main()
