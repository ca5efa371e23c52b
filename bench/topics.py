"""How the shipped topic rules do on real text: share of a news stream by topic, and recall on reports of known kind.

    python bench/topics.py [--show TOPIC] [--samples 30] [--seed 0]

`--show TOPIC` prints samples of the stream that the topic took, with the words that took them, to judge by eye.
"""

import argparse
import csv
import gzip
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from config.load import Configuration, load_configuration
from domain.labels import TopicLabel
from pipeline.scan import Scanner
from pipeline.topics import TopicRules

KINDS = {
    "火灾": "fire_explosion",
    "地震": "natural_disaster",
    "交通事故": "accident",
    "恐怖袭击": "violence",
    "食物中毒": "food_drug_safety",
    "新冠疫情": "disease",
    "环境污染": "pollution",
}
"""Kind of report in the incident corpus -> topic that should take it."""


class Judge:
    """The topics of a title and a text under the shipped rules."""

    def __init__(self, configuration: Configuration) -> None:
        severities = {harm: (plain, hurt) for harm, plain, hurt in configuration.rules.scopes[0].index.severities}
        self._rules = TopicRules(configuration.rules.topics, severities)
        self._scanner = Scanner(self._rules.words())

    def topics(self, title: str, text: str) -> tuple[TopicLabel, ...]:
        return self._rules.judge(self._scanner.scan(title, text))


def main() -> None:
    """Print the figures, or samples of one topic."""
    arguments = read_arguments()
    shared = Path(os.environ.get("WANGLOU_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "data"
    judge = Judge(load_configuration(None))
    if arguments.show:
        show(judge, shared, arguments)
        return
    failed = [
        one for one in load_configuration(None).tests if not holds(judge, one.topic, one.text, one.expect, one.casualty)
    ]
    for one in failed:
        print("FAILED", one.place, one.text)
    stream(judge, shared)
    incidents(judge, shared)
    complaints(judge, shared)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", help="topic of which samples are printed")
    parser.add_argument("--samples", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true", help="with --show: incidents of that topic that were missed")
    return parser.parse_args()


def holds(judge: Judge, topic: str, text: str, expect: bool, casualty: bool | None) -> bool:
    """Whether the rules say of a test's text what it expects."""
    found = next((label for label in judge.topics("", text) if label.topic == topic), None)
    return (found is not None) == expect and (casualty is None or found is None or found.casualty == casualty)


def stream(judge: Judge, shared: Path) -> None:
    rows = [row["text"] for row in read_lines(shared / "news_stream/zh_news_stream.jsonl.gz")]
    started = time.perf_counter()
    found = [judge.topics("", text) for text in rows]
    seconds = time.perf_counter() - started
    counts = Counter(label.topic for labels in found for label in labels)
    hurt = Counter(label.topic for labels in found for label in labels if label.casualty)
    print(
        f"news stream: {len(rows)} reports, {sum(map(bool, found)) / len(rows):.1%} with a topic, {len(rows) / seconds:.0f}/s"
    )
    for topic, count in counts.most_common():
        print(f"  {topic:18} {count:5} {count / len(rows):6.2%}   with casualties {hurt[topic] / count:4.0%}")


def incidents(judge: Judge, shared: Path) -> None:
    rows = list(read_lines(shared / "incident/cec_train.jsonl.gz"))
    total, right, hurt = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        total[row["category"]] += 1
        label = next(
            (one for one in judge.topics(row["title"], row["text"]) if one.topic == KINDS[row["category"]]), None
        )
        right[row["category"]] += label is not None
        hurt[row["category"]] += label is not None and label.casualty
    print(f"incident reports: {sum(right.values())}/{len(rows)} = {sum(right.values()) / len(rows):.1%}")
    for kind, count in total.items():
        print(
            f"  {KINDS[kind]:18} {right[kind]:3}/{count:3} = {right[kind] / count:.1%}   with casualties {hurt[kind]}"
        )


def complaints(judge: Judge, shared: Path) -> None:
    with gzip.open(shared / "incident/citizen_complaints_train.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    taken = Counter(label.topic for row in rows for label in judge.topics(row["title"], row["text"]))
    none = sum(not judge.topics(row["title"], row["text"]) for row in rows)
    print(f"citizen messages: {len(rows)}, {1 - none / len(rows):.1%} with a topic: {dict(taken.most_common())}")


def show(judge: Judge, shared: Path, arguments: argparse.Namespace) -> None:
    """Samples of one topic, each with its words in brackets."""
    if arguments.missed:
        for row in read_lines(shared / "incident/cec_train.jsonl.gz"):
            labels = {one.topic for one in judge.topics(row["title"], row["text"])}
            if KINDS[row["category"]] == arguments.show and arguments.show not in labels:
                print(f"- {row['title']} | {row['text'][:160]}\n")
        return
    texts = [row["text"] for row in read_lines(shared / "news_stream/zh_news_stream.jsonl.gz")]
    taken = list(samples(judge, texts, arguments.show))
    random.Random(arguments.seed).shuffle(taken)
    for text, label in taken[: arguments.samples]:
        words = ", ".join(f"{hit.rule.rpartition('.')[2]}:{'/'.join(dict.fromkeys(hit.words))}" for hit in label.hits)
        print(f"- [{label.confidence} {words}] {' '.join(text[:130].split())}")


def samples(judge: Judge, texts: Iterable[str], topic: str) -> Iterator[tuple[str, TopicLabel]]:
    for text in texts:
        for label in judge.topics("", text):
            if label.topic == topic:
                yield text, label


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    main()
