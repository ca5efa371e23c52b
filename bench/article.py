"""Article pages: ours beside plain trafilatura, in one run and turn by turn.

    .venv/bin/python -m bench.article [--rounds 3]

Speed is pages per second of processor time on one core, the median of the rounds after one that warms up.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura

from bench.article_suites import Found, Page, Suite, day_of, load, score
from bench.shared import shared_folder
from crawlers.article import Article, extract

Extractor = Callable[[Page, Suite], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One extractor over one suite: what it found and the seconds of processor time it took."""

    found: tuple[Found, ...]
    seconds: float


def ours(page: Page, suite: Suite) -> Found:
    """Our extraction from bytes."""
    article = _article(page, suite)
    day = day_of(article.published_at, suite.time_zone)
    return Found(text=article.text, title=article.title, published=day)


def plain(page: Page, _suite: Suite) -> Found:
    """trafilatura as it comes, from the same bytes, without readers' comments."""
    return _trafilatura(page, fast=False)


def plain_fast(page: Page, _suite: Suite) -> Found:
    """trafilatura without its own second opinions."""
    return _trafilatura(page, fast=True)


def _article(page: Page, suite: Suite) -> Article:
    return extract(page.html, url=page.url, time_zone=suite.time_zone)


def _trafilatura(page: Page, *, fast: bool) -> Found:
    document: Any = trafilatura.bare_extraction(
        page.html, url=page.url or None, include_comments=False, with_metadata=True, fast=fast
    )
    if document is None:
        return Found(text="", title="", published="")
    return Found(text=document.text or "", title=document.title or "", published=document.date or "")


def timed(suite: Suite, extractor: Extractor) -> Run:
    """Runs one extractor over a suite."""
    begun = time.process_time()
    found = tuple(extractor(page, suite) for page in suite.pages)
    return Run(found=found, seconds=time.process_time() - begun)


def compare(suite: Suite, extractors: Sequence[Extractor], rounds: int) -> None:
    """Prints a line for each extractor."""
    runs: dict[str, list[Run]] = {extractor.__name__: [] for extractor in extractors}
    for number in range(rounds + 1):
        for extractor in extractors:
            run = timed(suite, extractor)
            if number:
                runs[extractor.__name__].append(run)
    slowest = statistics.median(run.seconds for run in runs["plain"])
    for name, done in runs.items():
        seconds = statistics.median(run.seconds for run in done)
        result = score(suite, done[0].found)
        print(
            f"{suite.name:12} {name:11} F1 {result.f1:.4f}  P {result.precision:.4f}  R {result.recall:.4f}"
            f"  titles {_percent(result.titles)}  dates {_percent(result.dates)}"
            f"  {len(suite.pages) / seconds:7.1f} pages/s  {slowest / seconds:5.1f}x",
            flush=True,
        )
    methods = Counter(_article(page, suite).method for page in suite.pages)
    print(f"{suite.name:12} methods     {dict(methods)}")


def _percent(share: float | None) -> str:
    return "     -" if share is None else f"{share:6.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--suite", help="only this one")
    options = parser.parse_args()
    for suite in load(options.shared):
        if options.suite in (None, suite.name):
            compare(suite, (ours, plain, plain_fast), options.rounds)


if __name__ == "__main__":
    main()
