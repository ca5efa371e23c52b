"""The sample town as values: its outlets, the articles of its story and the material of its quiet days.

Everything here is invented. Times inside the story are desk minutes: minutes of the desk's clock since the
story's start; negative ones lie before it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.items import Counters, Platform, SourceKind, Tier

OPENING = 120
"""Desk minutes before the story's start that are already served live rather than replayed."""

LENGTH = 3300
"""Desk minutes from the story's start to its end: 55 hours, or 110 seconds at 30 minutes a second."""


class Shape(StrEnum):
    """What the address of a source answers with: three feed formats or a list page."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One paper, board or platform of the town, with a loopback address of its own."""

    id: str
    name: str
    address: str
    platform: Platform
    tier: Tier
    kind: SourceKind
    shape: Shape
    design: str
    path: str
    """Path of the feed or list page."""
    article: str
    """Path of an article; `{number}`, `{account}`, `{year}`, `{month}` and `{day}` are filled in."""
    flavour: str
    encoding: str = "utf-8"
    whole: bool = True
    """Whether a feed carries whole texts; otherwise the first 50 characters."""
    plain_dates: bool = False
    """Whether its feed writes local times without a zone, as some papers do."""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """CSS selectors of the public totals on its list page, as a source list gives them."""
    credits: tuple[str, ...]
    """Invented bylines or account names: what masking must never let through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A later wording of an article."""

    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item as its outlet publishes it; `at` in desk minutes, `counters` are what it finally reaches."""

    id: str
    at: int
    outlet: str
    strand: str
    title: str
    text: str
    counters: Counters = Counters()
    repost_of: str | None = None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Sentences from which the ordinary short news about one subject are put together."""

    id: str
    outlets: tuple[str, ...]
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    middles: tuple[str, ...]
    extras: tuple[str, ...] | None
    """None: every middle goes with every lead; otherwise each lead has its own middle, and these go with all."""
    closings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The themes of ordinary days and the words that fill their `{slots}`."""

    themes: tuple[Theme, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The whole sample: 13 outlets, the hand-written story, the material of ordinary days."""

    outlets: tuple[Outlet, ...]
    story: tuple[Article, ...]
    material: Material

    def outlet(self, name: str) -> Outlet:
        """The outlet with this id; KeyError where the town has none."""
        return {outlet.id: outlet for outlet in self.outlets}[name]

    def story_item(self, name: str) -> Article:
        """The story's item with this id; KeyError where there is none."""
        return {article.id: article for article in self.story}[name]


def load_town(folder: Path | None = None) -> Town:
    """The town from its data files; `folder` defaults to the one shipped beside this module."""
    folder = folder or data_folder()
    return Town(
        outlets=load_outlets(folder),
        story=load_articles(_rows(folder / "story.toml", "item")),
        material=_material(tomllib.loads((folder / "quiet.toml").read_text(encoding="utf-8"))),
    )


def load_outlets(folder: Path | None = None) -> tuple[Outlet, ...]:
    """Its outlets alone."""
    rows = _rows((folder or data_folder()) / "outlets.toml", "outlet")
    return tuple(_outlet(number, row) for number, row in enumerate(rows, 1))


def load_articles(rows: Iterable[dict[str, Any]]) -> tuple[Article, ...]:
    """Articles of a data file, in order of time; one may repeat an earlier one's words."""
    found: dict[str, Article] = {}
    for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
        found[row["id"]] = _article(row, found)
    return tuple(found.values())


def data_folder() -> Path:
    """Where the town's data files lie."""
    return Path(__file__).with_name("town")


def institution_file() -> Path:
    """The institution profile of the demo workspace (YAML)."""
    return data_folder() / "institution.yaml"


def _rows(file: Path, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))[key]
    return rows


def _outlet(number: int, row: dict[str, Any]) -> Outlet:
    typed: dict[str, Any] = {
        "address": f"127.20.0.{number}",
        "platform": Platform(row["platform"]),
        "tier": Tier(row["tier"]),
        "kind": SourceKind(row["kind"]),
        "shape": Shape(row["shape"]),
        "credits": tuple(row["credits"]),
    }
    return Outlet(**(row | typed))


def _article(row: dict[str, Any], earlier: Mapping[str, Article]) -> Article:
    """One row; a repost without words of its own repeats those of the earlier article it names."""
    copied = earlier[row["repost_of"]] if "repost_of" in row else None
    inherited = {"title": copied.title, "text": copied.text} if copied else {}
    edit = Edit(at=row["edited"]["at"], text=_joined(row["edited"]["text"])) if "edited" in row else None
    merged: dict[str, Any] = inherited | row
    return Article(
        id=merged["id"],
        at=merged["at"],
        outlet=merged["outlet"],
        strand=merged["strand"],
        title=merged["title"],
        text=_joined(merged["text"]),
        counters=Counters(**merged.get("counters", {})),
        repost_of=merged.get("repost_of"),
        edit=edit,
    )


def _joined(text: str) -> str:
    """Paragraphs, one a line, without the blanks that the file's layout needs."""
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def _material(data: dict[str, Any]) -> Material:
    names = ("outlets", "titles", "leads", "middles", "closings")
    themes = tuple(
        Theme(
            id=row["id"],
            extras=tuple(row["extras"]) if "extras" in row else None,
            **{name: tuple(row[name]) for name in names},
        )
        for row in data["theme"]
    )
    return Material(themes=themes, words={name: tuple(words) for name, words in data["words"].items()})
