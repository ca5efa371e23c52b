"""How the shipped topic rules do on real text: share of a news stream by topic, and recall on reports of known kind.

    python -m bench.topics [--show TOPIC] [--samples 30] [--seed 0] [--missed] [--wrong 12]

`--show TOPIC` prints samples of the stream that the topic took, with the words that took them, to judge by eye;
`--show any` the reports that any topic took. Who has read N of those and rejected W gets from
`--show any --samples N --wrong W` the share of the whole stream that carries a topic wrongly, with its 95 % interval.
`--missed` shows what was missed instead: incident reports of the topic, or citizen messages without a topic.
"""

import argparse
import csv
import gzip
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.shared import shared_folder
from config.load import Configuration, load_configuration
from domain.labels import TopicLabel
from pipeline.boilerplate import read
from pipeline.scan import Scanner
from pipeline.topics import TopicRules

STREAM = "news_stream/zh_news_stream.jsonl.gz"
INCIDENTS = "incident/cec_train.jsonl.gz"
CLASSED = "incident/citizen_complaints_train.csv.gz"
UNCLASSED = "incident/citizen_complaints_unlabelled.csv.gz"

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
        reading = read(title, text)
        return self._rules.judge(self._scanner.find(reading.form, reading.title_end))


def main() -> None:
    """Print the figures, or samples of one topic."""
    arguments = read_arguments()
    shared = shared_folder() / "data"
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
    parser.add_argument("--show", help="topic of which samples are printed, or `any`")
    parser.add_argument("--samples", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true", help="with --show: what was missed instead")
    parser.add_argument("--wrong", type=int, help="with --show any: how many of the samples a reader rejected")
    return parser.parse_args()


def holds(judge: Judge, topic: str, text: str, expect: bool, casualty: bool | None) -> bool:
    """Whether the rules say of a test's text what it expects."""
    found = next((label for label in judge.topics("", text) if label.topic == topic), None)
    return (found is not None) == expect and (casualty is None or found is None or found.casualty == casualty)


def stream(judge: Judge, shared: Path) -> None:
    rows = [row["text"] for row in read_lines(shared / STREAM)]
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
    total, right, some, hurt = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in read_lines(shared / INCIDENTS):
        kind = row["category"]
        found = {label.topic: label for label in judge.topics(row["title"], row["text"])}
        label = found.get(KINDS[kind])
        total[kind] += 1
        some[kind] += bool(found)
        right[kind] += label is not None
        hurt[kind] += label is not None and label.casualty
    count = total.total()
    print(
        f"incident reports: {count}, the right topic {right.total() / count:.1%}, any topic {some.total() / count:.1%}"
    )
    for kind, count in total.items():
        print(
            f"  {KINDS[kind]:18} {right[kind]:3}/{count:3} = {right[kind] / count:6.1%}   any {some[kind] / count:6.1%}"
            f"   with casualties {hurt[kind]}"
        )


def complaints(judge: Judge, shared: Path) -> None:
    """The classed messages, and as many drawn from those without a class."""
    classed = read_table(shared / CLASSED)
    drawn = random.Random(0).sample(read_table(shared / UNCLASSED), len(classed))
    for name, rows in (("classed", classed), ("unclassed", drawn), ("both", [*classed, *drawn])):
        found = [judge.topics(row["title"], row["text"]) for row in rows]
        taken = Counter(label.topic for labels in found for label in labels)
        share = sum(map(bool, found)) / len(rows)
        print(f"citizen messages, {name}: {len(rows)}, {share:.1%} with a topic: {dict(taken.most_common(5))}")


def gate_figures(judge: Judge, shared: Path) -> dict[str, float]:
    """The shares that tests/floors.toml guards: incident recall, messages with a topic, every sixth stream report."""
    incidents = list(read_lines(shared / INCIDENTS))
    found = [{label.topic for label in judge.topics(row["title"], row["text"])} for row in incidents]
    right = [KINDS[row["category"]] in topics for row, topics in zip(incidents, found, strict=True)]
    messages = read_table(shared / CLASSED)
    stream = [row["text"] for row in read_lines(shared / STREAM)][::6]
    return {
        "right": sum(right) / len(incidents),
        "any": sum(map(bool, found)) / len(incidents),
        "messages": sum(bool(judge.topics(row["title"], row["text"])) for row in messages) / len(messages),
        "silent": sum(not judge.topics("", text) for text in stream) / len(stream),
    }


def show(judge: Judge, shared: Path, arguments: argparse.Namespace) -> None:
    """Samples of one topic, each with its words in brackets."""
    if arguments.missed:
        show_missed(judge, shared, arguments)
        return
    texts = [row["text"] for row in read_lines(shared / STREAM)]
    taken = list(samples(judge, texts, arguments.show))
    if arguments.wrong is not None:
        print_false_share(arguments.wrong, arguments.samples, len(taken) / len(texts))
        return
    random.Random(arguments.seed).shuffle(taken)
    for text, labels in taken[: arguments.samples]:
        print(f"- [{'; '.join(map(described, labels))}] {' '.join(text[:130].split())}")


def show_missed(judge: Judge, shared: Path, arguments: argparse.Namespace) -> None:
    if arguments.show == "any":
        rows = [row for row in read_table(shared / CLASSED) if not judge.topics(row["title"], row["text"])]
    else:
        rows = [
            row for row in read_lines(shared / INCIDENTS)
            if KINDS[row["category"]] == arguments.show
            and arguments.show not in {one.topic for one in judge.topics(row["title"], row["text"])}
        ]  # fmt: skip
    for row in rows[: arguments.samples]:
        print(f"- {row['title']} | {' '.join(row['text'][:160].split())}\n")


def print_false_share(wrong: int, read: int, taken: float) -> None:
    """Share of all reports that carry a topic wrongly, from the share of a sample that a reader rejected (Wilson)."""
    share, z = wrong / read, 1.96
    middle = (share + z * z / (2 * read)) / (1 + z * z / read)
    reach = z * math.sqrt(share * (1 - share) / read + z * z / (4 * read * read)) / (1 + z * z / read)
    low, high = (taken * end for end in (max(0.0, middle - reach), middle + reach))
    print(f"{taken:.2%} carry a topic; {wrong}/{read} wrong: {taken * share:.2%} of all ({low:.2%} to {high:.2%})")


def samples(judge: Judge, texts: Iterable[str], topic: str) -> Iterator[tuple[str, tuple[TopicLabel, ...]]]:
    """Texts that the topic took, or any topic, with the labels in question."""
    for text in texts:
        labels = tuple(label for label in judge.topics("", text) if topic in ("any", label.topic))
        if labels:
            yield text, labels


def described(label: TopicLabel) -> str:
    words = ", ".join(f"{hit.rule.rpartition('.')[2]}:{'/'.join(dict.fromkeys(hit.words))}" for hit in label.hits)
    return f"{label.topic} {label.confidence} {words}"


def read_table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    main()
