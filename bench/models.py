"""What `model train` makes of labelled sets: accuracy, macro F1, calibration, seconds and size beside a plain linear model.

    python -m bench.models [SET ...] [--out FOLDER]

A set with rows to choose on is measured on those; of one without, a fifth of the rows (by hash of the text) is never
trained on. Rows whose text is trained on as well do not count. The plain model is TfidfVectorizer over characters 1-2 and
LinearSVC, in the same run. Models are written to a scratch folder and are not for shipping.
"""

import argparse
import csv
import gzip
import hashlib
import io
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from pipeline.classifier import load_classifier
from pipeline.counts import Row
from pipeline.learning.evaluation import evaluate
from pipeline.learning.training import Provenance, train
from pipeline.text import letters


@dataclass(frozen=True, slots=True)
class Set:
    """A labelled set: its task and kind of text, the file trained on, the file measured on (None: a fifth is kept back)."""

    task: str
    domain: str
    file: str
    dev: str | None = None
    more: tuple[str, ...] = ()


SETS = {
    "thucnews": Set("topic", "news", "topic/thucnews_titles_train.csv.gz", "topic/thucnews_titles_dev.csv.gz"),
    "nlpcc2017": Set("topic", "news", "topic/nlpcc2017_headlines_train.csv.gz", "topic/nlpcc2017_headlines_dev.csv.gz"),
    "tnews": Set("topic", "news", "topic/tnews_fewclue_train_all.csv", "topic/tnews_fewclue_dev_all.csv"),
    "citizen": Set("topic", "message", "incident/citizen_complaints_train.csv.gz"),
    "chnsenticorp": Set(
        "sentiment", "review", "sentiment/chnsenticorp_train.csv.gz", "sentiment/chnsenticorp_dev.csv.gz"
    ),
    "chnsenticorp+": Set(
        "sentiment",
        "review",
        "sentiment/chnsenticorp_train.csv.gz",
        "sentiment/chnsenticorp_dev.csv.gz",
        ("sentiment/waimai_10k_train.csv.gz", "sentiment/online_shopping_10_cats_train.csv.gz"),
    ),
    "weibo2018": Set("sentiment", "microblog", "sentiment/weibo2018_train.csv.gz"),
    "shopping": Set("sentiment", "review", "sentiment/online_shopping_10_cats_train.csv.gz"),
    "ewect_virus": Set(
        "sentiment", "microblog", "sentiment/ewect_virus_train.csv.gz", "sentiment/ewect_virus_eval.csv.gz"
    ),
}


def main() -> None:
    """Print a row a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--out", type=Path, help="folder for the models")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("WANGLOU_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "data"
    print(
        "set            rows  asked | plain acc     F1 |   acc     F1    ECE | train s    MB | load ms  us/text | method"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.sets or SETS:
            print(row(name, SETS[name], shared, arguments.out or Path(scratch)), flush=True)


def row(name: str, one: Set, shared: Path, folder: Path) -> str:
    """The figures of one set."""
    rows = read(shared / one.file)
    asked, dev = (read(shared / one.dev),) * 2 if one.dev else (None, None)
    if asked is None:
        rows, asked = parted(rows)
    trained = {letters(text) for text, _ in rows}
    asked = [one for one in asked if letters(one[0]) not in trained]
    known = {letters(text) for text, _ in asked}
    rows += [more for file in one.more for more in read(shared / file) if letters(more[0]) not in known]
    plain = plain_scores(rows, asked)
    started = time.perf_counter()
    made = train(one.task, rows, dev, Provenance(domain=one.domain))
    seconds = time.perf_counter() - started
    path = folder / f"{name}.npz"
    made.save(path)
    started = time.perf_counter()
    read_again = load_classifier(path)
    loaded = time.perf_counter() - started
    started = time.perf_counter()
    scores = evaluate(read_again, asked)
    each = (time.perf_counter() - started) / len(asked)
    return (
        f"{name:13} {len(rows):5}  {len(asked):5} |    {plain[0]:.4f} {plain[1]:.4f} | {scores['accuracy']:.4f} "
        f"{scores['macro_f1']:.4f} {scores['ece']:.4f} | {seconds:7.0f} {path.stat().st_size / 1e6:5.1f} | "
        f"{loaded * 1e3:7.1f} {each * 1e6:8.0f} | {made.card.method}; n-grams {made.card.features.chars}/"
        f"{made.card.features.words}{'' if made.card.features.damped else ' plain counts'}"
    )


def plain_scores(rows: Sequence[Row], asked: Sequence[Row]) -> tuple[float, float]:
    """Accuracy and macro F1 of the plain model."""
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    model = LinearSVC(C=0.5).fit(vectoriser.fit_transform([text for text, _ in rows]), [label for _, label in rows])
    truth, said = [label for _, label in asked], model.predict(vectoriser.transform([text for text, _ in asked]))
    right = sum(one == other for one, other in zip(truth, said, strict=True))
    return right / len(truth), float(f1_score(truth, said, average="macro"))


def parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Four fifths and one fifth, by hash of the text."""
    parts: tuple[list[Row], list[Row]] = ([], [])
    for one in rows:
        parts[hashlib.sha1(one[0].encode()).digest()[0] % 5 == 0].append(one)
    return parts


def read(path: Path) -> list[Row]:
    """(text, label) of a CSV file, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [(one["text"], one["label"]) for one in csv.DictReader(io.StringIO(text, newline=""))]


if __name__ == "__main__":
    main()
