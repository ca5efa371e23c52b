"""How fast keyword rules judge: microseconds a report of the scan and of the topics, with shipped and with many rules.

    python -m bench.rules [--shared ../shared] [--documents 2000] [--rules 2000]

The many rules are made of words of the stream, each distinct word as likely as any other, drawn with a fixed seed:
groups of one to nine words of two to five characters, a third of the rules with a second group, some with `near`,
`none`, `none_near` and `excluding`.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.shared import shared_folder
from bench.streams import read_stream
from config.load import load_rules
from domain.harms import Harm
from domain.items import Document
from domain.rules import Keyword, Topic
from pipeline.boilerplate import read
from pipeline.scan import Scanned, Scanner
from pipeline.text import normal
from pipeline.tokens import load_cutter, search_tokens
from pipeline.topics import TopicRules

ROUNDS = 3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rules", type=int, default=2000)
    options = parser.parse_args()
    documents = [row.document for row in read_stream(options.shared)[: options.documents]]
    forms = [normal(f"{one.title}\n{one.text}").text for one in documents]
    shipped = load_rules(None)
    measure("shipped rules", shipped.topics, documents)
    many = made(vocabulary(forms), options.rules)
    measure(f"{options.rules} made rules", many, documents)
    hostile(many)


def measure(name: str, topics: Sequence[Topic], documents: Sequence[Document]) -> None:
    """Best of some rounds, in microseconds a report."""
    started = time.process_time()
    rules = TopicRules(topics, {})
    scanner = Scanner(rules.words())
    built = time.process_time() - started
    readings = [read(one.title, one.text) for one in documents]
    scans = [scanner.find(one.form, one.title_end) for one in readings]
    words = sum(len(scan.places) for scan in scans) / len(scans)
    labels = sum(len(rules.judge(scan)) for scan in scans) / len(scans)
    characters = sum(len(scan.form.text) for scan in scans) / len(scans)
    print(f"{name}: made in {built:.2f} s; a report of {characters:.0f} characters names {words:.0f} words,", end=" ")
    print(f"{labels:.2f} topics")
    print(f"  normal form {best(lambda one: normal(one.form.text), scans):7.1f} us")
    print(f"  scan        {best(lambda one: scanner.find(one.form, one.title_end), scans):7.1f} us")
    print(f"  topics      {best(rules.judge, scans):7.1f} us")


def hostile(topics: Sequence[Topic]) -> None:
    """One line of 10 MB that is a single keyword again and again."""
    rules = TopicRules(topics, {})
    scanner = Scanner(rules.words())
    word = topics[0].keywords[0].any[0]
    started = time.process_time()
    scan = scanner.find(normal(word * (10_000_000 // len(word.encode()))), 0)
    half = time.process_time()
    rules.judge(scan)
    print(f"10 MB of one keyword: scan {half - started:.2f} s, topics {1e3 * (time.process_time() - half):.1f} ms")


def best(work: Callable[[Scanned], object], scans: Sequence[Scanned]) -> float:
    """Microseconds a scan."""
    return min(_round(work, scans) for _ in range(ROUNDS)) * 1e6 / len(scans)


def _round(work: Callable[[Scanned], object], scans: Sequence[Scanned]) -> float:
    started = time.process_time()
    for one in scans:
        work(one)
    return time.process_time() - started


def made(words: Sequence[str], count: int) -> list[Topic]:
    """Topics of 20 rules each."""
    chance = random.Random(7)
    rules = [_rule(number, words, chance) for number in range(count)]
    return [
        Topic(id=f"t{start}", name="x", harm=Harm.OUTAGE, keywords=tuple(rules[start : start + 20]))
        for start in range(0, count, 20)
    ]


def _rule(number: int, words: Sequence[str], chance: random.Random) -> Keyword:
    second = (_group(words, chance),) if chance.random() < 1 / 3 else ()
    return Keyword(
        id=f"r{number}",
        any=_group(words, chance),
        all=second,
        near=40 if second and chance.random() < 0.5 else 0,
        none=_group(words, chance) if chance.random() < 0.3 else (),
        none_near=chance.choice((0, 20)),
        excluding=_group(words, chance) if chance.random() < 0.3 else (),
        weight=chance.choice((0.35, 0.6, 0.8, 1.0)),
    )


def _group(words: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    return tuple({chance.choice(words): None for _ in range(chance.randint(1, 9))})


def vocabulary(forms: Sequence[str]) -> list[str]:
    """Distinct words of two to five letters."""
    cutter = load_cutter()
    words = {word for form in forms for word in search_tokens(cutter, form).split(" ")}
    return sorted(word for word in words if 2 <= len(word) <= 5 and word.isalpha())


if __name__ == "__main__":
    main()
