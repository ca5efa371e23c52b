"""Grouping against the labelled events: BCubed on the labelled reports, pollution by background, microseconds a document;
without the merge pass and with it (after every five minutes in which something came).

    python -m bench.events [--shared ../shared] [--headlines] [--thresholds .2 .25 .3 .35 .4 .45]

Beside them one pass over plain TF-IDF (`bench.tfidf`) at the best of the thresholds, found on these labels; none: without it.

BCubed (Bagga and Baldwin 1998) over labelled reports only. A labelled event's cluster is polluted where more of its
documents are background (rows of the events file without an event; the stream is not labelled) than labelled. Times are of grouping alone; level mixes are no subject here.
"""

import argparse
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.shared import shared_folder
from bench.streams import Row, read_stream
from bench.tfidf import single_pass, vectors
from config.load import load_rules
from domain.labels import Labelled
from domain.rules import Grouping
from pipeline.events import Grouper
from pipeline.label import Labeller

STEP = 300
"""Seconds between evaluations."""
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--headlines", action="store_true")
    parser.add_argument("--thresholds", type=float, nargs="*", default=THRESHOLDS)
    options = parser.parse_args()
    rows = read_stream(options.shared)
    if options.headlines:
        rows = [replace(row, document=replace(row.document, text="")) for row in rows]
    rules = load_rules(None)
    labelled = Labeller(rules).label_batch([row.document for row in rows])
    for merging in (False, True):
        started = time.process_time()
        placed = place_all(rules.grouping, rows, labelled, merging=merging)
        seconds = time.process_time() - started
        print(f"--- {'with' if merging else 'without'} the merge pass: {1e6 * seconds / len(rows):.0f} us a document")
        report(rows, placed)
    if options.thresholds:
        plain(rows, labelled, options.thresholds)


def plain(rows: Sequence[Row], labelled: Sequence[Labelled], thresholds: Sequence[float]) -> None:
    """The plain way at the threshold that is best on these labels."""
    texts = vectors([one.tokens.split() for one in labelled])
    moments = [row.document.collected_at for row in rows]
    truth = {row.document.id: row.event for row in rows if row.event}
    tried = []
    for threshold in thresholds:
        numbers = single_pass(texts, moments, threshold)
        placed = {row.document.id: str(number) for row, number in zip(rows, numbers, strict=True)}
        tried.append((f1(*bcubed(truth, placed)), threshold, placed))
    best = max(tried, key=lambda one: one[:2])
    print(f"--- plain TF-IDF, threshold {best[1]:g} of {', '.join(f'{one[1]:g} ({one[0]:.4f})' for one in tried)}")
    report(rows, best[2])


def place_all(
    grouping: Grouping, rows: Sequence[Row], labelled: Sequence[Labelled], *, merging: bool = False
) -> dict[str, str]:
    """Document id -> event id, placed one by one; `merging`: tidied as the service does."""
    grouper, previous = Grouper(grouping), None
    placed: dict[str, str] = {}
    for sequence, (row, labels) in enumerate(zip(rows, labelled, strict=True), 1):
        at = row.document.collected_at
        slot = slot_of(at)
        if merging and previous is not None and slot > previous:
            moved = grouper.tidy(previous + timedelta(seconds=STEP), previous).members
            placed.update({member.document_id: member.event_id for member in moved})
        previous = slot
        placed[row.document.id] = grouper.place(row.document, labels, sequence, at).event.id
    return placed


def slot_of(moment: datetime) -> datetime:
    """The last evaluation not after a moment."""
    return datetime.fromtimestamp(moment.timestamp() // STEP * STEP, UTC)


def report(rows: Sequence[Row], placed: Mapping[str, str]) -> None:
    """BCubed, sizes and pollution."""
    truth = {row.document.id: row.event for row in rows if row.event}
    precision, recall = bcubed(truth, placed)
    print(f"{len(rows)} documents, {len(truth)} labelled in {len(set(truth.values()))} events")
    print(f"BCubed P {precision:.4f} R {recall:.4f} F1 {f1(precision, recall):.4f}")
    sizes = Counter(placed.values())
    print(f"{len(sizes)} events, largest {[size for _, size in sizes.most_common(6)]}")
    polluted, clusters = pollution(rows, placed)
    print(
        f"clusters of labelled reports {clusters}, with more background than labelled {polluted} ({polluted / clusters:.1%})"
    )


def pollution(rows: Sequence[Row], placed: Mapping[str, str]) -> tuple[int, int]:
    """Clusters of labelled reports that hold more background than labelled ones, and how many clusters there are."""
    own = Counter(placed[row.document.id] for row in rows if row.event)
    background = Counter(placed[row.document.id] for row in rows if row.event == "")
    return sum(background[one] > own[one] for one in own), len(own)


def bcubed(truth: Mapping[str, str], placed: Mapping[str, str]) -> tuple[float, float]:
    """Mean precision and recall over the documents of `truth`."""
    both = Counter((placed[document], event) for document, event in truth.items())
    clusters, events = Counter(placed[document] for document in truth), Counter(truth.values())
    pairs = [(placed[document], event) for document, event in truth.items()]
    precision = sum(both[pair] / clusters[pair[0]] for pair in pairs) / len(truth)
    return precision, sum(both[pair] / events[pair[1]] for pair in pairs) / len(truth)


def f1(precision: float, recall: float) -> float:
    """Harmonic mean."""
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    main()
