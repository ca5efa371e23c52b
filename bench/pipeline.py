"""How fast documents are understood: documents a second of each stage, on reports of the shared stream.

    python -m bench.pipeline [--shared ../shared] [--documents 3000]

Times are of this process alone. `label` is the whole of it; the stages below it are run by themselves.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.shared import shared_folder
from bench.streams import read_stream
from config.load import load_rules
from domain.items import Document
from domain.rules import Rules
from pipeline.boilerplate import read
from pipeline.duplicates import signature
from pipeline.events import Grouper
from pipeline.label import Labeller
from pipeline.mask import mask_text
from pipeline.scan import Scanner
from pipeline.sentiment import ToneLexicon
from pipeline.sketch import Cut, Sketcher
from pipeline.text import letters_of, normal
from pipeline.tokens import index_tokens, load_cutter
from pipeline.topics import TopicRules
from pipeline.weights import load_frequencies


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--documents", type=int, default=3000)
    options = parser.parse_args()
    documents = [row.document for row in read_stream(options.shared)[: options.documents]]
    rules = load_rules(None)
    started = time.process_time()
    labeller = Labeller(rules)
    print(f"labeller made in {time.process_time() - started:.2f} s; {len(documents)} documents of", end=" ")
    print(f"{sum(len(one.text) for one in documents) / len(documents):.0f} characters")
    labeller.label_batch(documents[:200])
    show("label", labeller.label, documents)
    together(labeller, documents)
    stages(rules, documents)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    show("mask", lambda one: mask_text(one.text, now=now), documents)
    grouping(labeller, rules, documents)


def stages(rules: Rules, documents: Sequence[Document]) -> None:
    """The parts of labelling."""
    cutter, sketcher = load_cutter(), Sketcher(load_frequencies(rules.document_frequencies))
    topics, tone = TopicRules(rules.topics, {}), ToneLexicon(rules.lexicon)
    scanner = Scanner(topics.words())
    readings = {one.id: read(one.title, one.text) for one in documents}
    scanned = {name: scanner.find(reading.form, reading.title_end) for name, reading in readings.items()}
    words = {name: cutter.words(reading.form.text) for name, reading in readings.items()}
    forms = {name: reading.form.text for name, reading in readings.items()}
    show("  normal form", lambda one: normal(one.text), documents)
    show("  normal form, boilerplate cut", lambda one: read(one.title, one.text), documents)
    show("  scan", lambda one: scanner.find(readings[one.id].form, readings[one.id].title_end), documents)
    show("  topics", lambda one: topics.judge(scanned[one.id]), documents)
    show("  tone", lambda one: tone.judge(readings[one.id].form, readings[one.id].title_end), documents)
    show("  cut", lambda one: cutter.words(forms[one.id]), documents)
    show("  search tokens", lambda one: index_tokens(cutter, words[one.id]), documents)
    cuts = {name: Cut(form=form, words=words[name], title_end=readings[name].title_end) for name, form in forms.items()}
    show("  sketch, made alone", lambda one: sketcher.sketches([cuts[one.id]]), documents)
    show("    of it signature", lambda one: signature(letters_of(forms[one.id])), documents)


def grouping(labeller: Labeller, rules: Rules, documents: Sequence[Document]) -> None:
    """Grouping of labelled documents, in order of time."""
    grouper = Grouper(rules.grouping)
    labelled = dict(zip((one.id for one in documents), labeller.label_batch(documents), strict=True))
    sequence = {one.id: number for number, one in enumerate(documents, 1)}
    show("group", lambda one: grouper.place(one, labelled[one.id], sequence[one.id], one.collected_at), documents)


def together(labeller: Labeller, documents: Sequence[Document]) -> None:
    """One line of the same kind for documents labelled together, as the service does."""
    started = time.process_time()
    labeller.label_batch(documents)
    seconds = time.process_time() - started
    print(f"{'label, together':32} {len(documents) / seconds:10.0f} /s {1e6 * seconds / len(documents):8.1f} us")


def show(name: str, work: Callable[[Document], object], documents: Sequence[Document]) -> None:
    """One line: documents a second and microseconds a document."""
    started = time.process_time()
    for one in documents:
        work(one)
    seconds = time.process_time() - started
    print(f"{name:32} {len(documents) / seconds:10.0f} /s {1e6 * seconds / len(documents):8.1f} us")


if __name__ == "__main__":
    main()
