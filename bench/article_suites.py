"""The article pages in the shared folder and how an extraction is scored against their truth; for bench and gate test.

zh_news       28 Chinese pages: 4-gram F1 over characters with white space removed, titles, dates
scrapinghub   91 pages: the benchmark's 4-gram F1 over words (macro precision and recall, F1 of the two)
trafilatura   150 pages: snippets that must and must not occur, titles, dates
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SHINGLE = 4
WORD = re.compile(r"\w+")
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as bytes with what a reader found in it; `body` is empty where the suite has snippets only."""

    key: str
    url: str
    html: bytes
    body: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    title: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Pages of one origin; dates in their truth are days in `time_zone`."""

    name: str
    time_zone: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an extractor made of one page; `published` is an ISO day in the suite's zone, or empty."""

    text: str
    title: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares in [0, 1]; `titles` and `dates` of the pages whose truth has one, None where no page has."""

    precision: float
    recall: float
    titles: float | None
    dates: float | None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def load(root: Path) -> tuple[Suite, ...]:
    """All suites under `root` (the shared folder)."""
    folder = root / "data" / "article"
    return (
        Suite(name="zh_news", time_zone="Asia/Shanghai", pages=tuple(_zh_news(folder / "zh_news"))),
        Suite(name="scrapinghub", time_zone="UTC", pages=tuple(_scrapinghub(folder / "scrapinghub"))),
        Suite(name="trafilatura", time_zone="Europe/Berlin", pages=tuple(_trafilatura(folder / "trafilatura"))),
    )


def _zh_news(folder: Path) -> Iterable[Page]:
    for row in json.loads((folder / "ground-truth.json").read_text("utf-8")):
        yield Page(
            key=row["file"],
            url="",
            html=gzip.decompress((folder / "html" / row["file"]).read_bytes()),
            body=row["articleBody"],
            wanted=tuple(row["with"]),
            unwanted=tuple(row["without"]),
            title=row["title"],
            published=row["publish_time"],
        )


def _scrapinghub(folder: Path) -> Iterable[Page]:
    for key, row in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        html = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        yield Page(key=key, url=row["url"], html=html, body=row["articleBody"])


def _trafilatura(folder: Path) -> Iterable[Page]:
    for url, row in json.loads((folder / "evaldata.json").read_text("utf-8")).items():
        yield Page(
            key=row["file"],
            url=url,
            html=gzip.decompress((folder / "html" / f"{row['file']}.gz").read_bytes()),
            wanted=tuple(row["with"]),
            unwanted=tuple(row["without"]),
            title=row.get("title") or "",
            published=row.get("date") or "",
        )


def day_of(moment: datetime | None, time_zone: str) -> str:
    """The ISO day of a moment on that zone's calendar, or an empty text."""
    return moment.astimezone(ZoneInfo(time_zone)).date().isoformat() if moment else ""


def score(suite: Suite, found: Sequence[Found]) -> Score:
    """What an extractor found on the suite's pages, in their order, against the truth."""
    measure = _snippets if suite.name == "trafilatura" else _bodies
    precision, recall = measure(suite, found)
    return Score(
        precision=precision,
        recall=recall,
        titles=_share(suite, found, lambda page: page.title, title_is_right),
        dates=_share(suite, found, lambda page: page.published, date_is_right),
    )


def title_is_right(page: Page, found: Found) -> bool:
    """The same characters, spaces aside."""
    return SPACE.sub("", page.title) == SPACE.sub("", found.title)


def date_is_right(page: Page, found: Found) -> bool:
    """The same day."""
    return page.published[:10] == found.published[:10]


def _share(
    suite: Suite, found: Sequence[Found], truth: Callable[[Page], str], is_right: Callable[[Page, Found], bool]
) -> float | None:
    hits = [is_right(page, item) for page, item in zip(suite.pages, found, strict=True) if truth(page)]
    return sum(hits) / len(hits) if hits else None


def _bodies(suite: Suite, found: Sequence[Found]) -> tuple[float, float]:
    words = _characters if suite.name == "zh_news" else WORD.findall
    scores = [shingle_score(words(p.body), words(f.text)) for p, f in zip(suite.pages, found, strict=True)]
    precisions = [p for p, _ in scores if p is not None]
    recalls = [r for _, r in scores if r is not None]
    return sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))


def _snippets(suite: Suite, found: Sequence[Found]) -> tuple[float, float]:
    hit = missed = leaked = 0
    for page, item in zip(suite.pages, found, strict=True):
        kept = sum(snippet in item.text for snippet in page.wanted)
        hit, missed = hit + kept, missed + len(page.wanted) - kept
        leaked += sum(snippet in item.text for snippet in page.unwanted)
    return hit / max(1, hit + leaked), hit / max(1, hit + missed)


def _characters(text: str) -> list[str]:
    return list(SPACE.sub("", text))


def shingle_score(truth: Sequence[str], got: Sequence[str]) -> tuple[float | None, float | None]:
    """Precision and recall over shingles of four; None where that side is empty."""
    wanted, have = _shingles(truth), _shingles(got)
    common = sum((wanted & have).values())
    return (
        common / have.total() if have else None,
        common / wanted.total() if wanted else None,
    )


def _shingles(items: Sequence[str]) -> Counter[tuple[str, ...]]:
    if not items:
        return Counter()
    return Counter(tuple(items[i : i + SHINGLE]) for i in range(max(1, len(items) - SHINGLE + 1)))
