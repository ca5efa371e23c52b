"""How much personal data is masked and how much else, by kind, on generated and on real texts.

    python -m bench.masks [--cases 10400] [--shared ../shared] [--show KIND] [--samples 20] [--hostile 300000]

Recall: of generated texts, those whose secret leaves no trace, neither as written nor as bare digits. Over-masking: of
ordinary generated texts, those with anything masked. On real texts, whose numbers and handles were masked where they come
from, the share of texts and of characters masked, by kind: what of it is wrong only reading tells (`--show`). Times are of
this process alone; `--hostile` adds the slowest lines of that many characters.
"""

import argparse
import csv
import gzip
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.mask import mask_text
from pipeline.words import words
from tests.pipeline import generate, ordinary, strangers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETS = {
    "reports": "news_stream/zh_news_stream.jsonl.gz", "events": "events/zh_news_events.jsonl.gz", "incidents": "incident/cec_train.jsonl.gz",
    "complaints": "incident/citizen_complaints_unlabelled.csv.gz", "posts": "sentiment/weibo2018_train.csv.gz", "rumours": "rumour/ced_train.csv.gz",
    "shopping": "sentiment/online_shopping_10_cats_train.csv.gz", "hotels": "sentiment/chnsenticorp_train.csv.gz", "titles": "topic/thucnews_titles_train.csv.gz",
}  # fmt: skip


def main() -> None:
    """Print the tables, or what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10400)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("WANGLOU_SHARED") or "../shared"))
    parser.add_argument("--show", metavar="KIND")
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--hostile", type=int, metavar="CHARACTERS")
    options = parser.parse_args()
    sets = {name: read(options.shared / "data" / file) for name, file in SETS.items()}
    if options.show:
        for name, texts in sets.items():
            show(name, texts, options.show, options.samples)
        return
    own = (
        strangers.Case(kind, text, (secret,))
        for kind, text, secret in generate.personal(random.Random(1), options.cases)
    )
    show_recall("own forms", own)
    show_recall("strangers' forms", strangers.cases(random.Random(2), options.cases))
    show_over(list(ordinary.texts(random.Random(3), options.cases)))
    for name, texts in sets.items():
        show_share(name, texts)
    for unit in strangers.HOSTILE if options.hostile else ():
        print(f"hostile {unit!r:12} {seconds([unit * (options.hostile // len(unit))]):8.2f} s")


def read(path: Path) -> list[str]:
    """The texts of a file, with their titles; none where it is missing."""
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines) if ".jsonl" in path.name else csv.DictReader(lines)
        return [f"{row.get('title') or ''}\n{row['text']}".lstrip("\n") for row in rows]


def seconds(texts: Sequence[str]) -> float:
    """Processor time of masking them."""
    started = time.process_time()
    for text in texts:
        mask_text(text, now=NOW)
    return time.process_time() - started


def show_recall(name: str, cases: Iterator[strangers.Case]) -> None:
    """Recall by kind."""
    seen, left = Counter[str](), Counter[str]()
    for case in cases:
        masked = mask_text(case.text, now=NOW).text
        seen[case.kind] += 1
        left[case.kind] += any(strangers.leaked(secret, masked) for secret in case.secrets)
    print(f"{name}: {seen.total()} cases, recall {1 - left.total() / seen.total():.4f}")
    for kind, count in seen.items():
        print(f"    {kind:12} {count:6} {1 - left[kind] / count:8.4f}")


def show_over(texts: Sequence[str]) -> None:
    """Share of ordinary texts with anything masked."""
    wrong = sum(mask_text(text, now=NOW).text != text for text in texts)
    print(f"ordinary: {len(texts)} texts, masked in {wrong / len(texts):.4f}")


def show_share(name: str, texts: Sequence[str]) -> None:
    """Shares of real texts and characters masked, and the speed."""
    if not texts:
        return
    kinds, characters = Counter[str](), 0
    for text in texts:
        found = list(masks(text))
        kinds.update({kind for kind, *_ in found})
        characters += sum(len(secret) for _, secret, *_ in found)
    length = sum(map(len, texts))
    each = seconds(texts) / len(texts)
    shares = "  ".join(f"{kind} {count / len(texts):.2%}" for kind, count in kinds.most_common())
    print(
        f"{name:10} {len(texts):6} texts of {length / len(texts):4.0f}  {1e6 * each:6.1f} us {1 / each:8.0f} /s  characters {characters / length:.3%}  {shares}"
    )


def masks(text: str) -> Iterator[tuple[str, str, str, str]]:
    """(placeholder, what stood there, what stands before and behind it) of each mask."""
    marks = "|".join(map(re.escape, words("placeholders").values()))
    kept = re.split(f"({marks})", mask_text(text, now=NOW).text)
    end = len(kept[0])
    for index in range(1, len(kept), 2):
        mark, part = kept[index], kept[index + 1]
        start = len(text) - len(part) if index + 2 == len(kept) else text.find(part, end)
        yield mark, text[end:start], text[max(0, end - 14) : end], text[start : start + 12]
        end = start + len(part)


def show(name: str, texts: Sequence[str], kind: str, samples: int) -> None:
    """Some masks of a kind in their context."""
    mark = words("placeholders")[kind]
    found = [one for text in texts for one in masks(text) if one[0] == mark]
    print(f"{name}: {len(found)}")
    for _, secret, before, behind in random.Random(0).sample(found, min(samples, len(found))):
        print(f"    {before}\u3010{secret}\u3011{behind}".replace("\n", " "))


if __name__ == "__main__":
    main()
