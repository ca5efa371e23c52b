"""The sample town's month and story as an inbox: every item committed when it was published, some again when edited."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.duty import SERVICE
from samples.quiet import ordinary_of_story, quiet_documents
from samples.timeline import posting
from samples.town import LENGTH, Article, Town, institution_file, load_town
from service.documents import read_row, read_source
from storage.base import Storage
from storage.open import open_storage
from storage.values import Change, Collected, Harvest

START = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)
"""07:00 in Shanghai."""
END = START + timedelta(minutes=LENGTH)


LATER = (1, 20, 47)
"""Hours after which every fifth item is published with other words."""
CLOSED = 74
"""Hours after which some ordinary items are: their events are closed."""


def rows(days: int = 28) -> list[dict[str, Any]]:
    """Quiet days, the story and later wordings, in order of time, in the import format; wordings have `collected_at`."""
    town = load_town()
    quiet = list(quiet_documents(town, days=days, end=START))
    ordinary = [row for article in ordinary_of_story(town) for row in _told(town, article)]
    story = [row for article in town.story for row in _told(town, article)]
    edited = [*_edited([*quiet, *ordinary], (*LATER, CLOSED)), *_edited(story, LATER)]
    return sorted([*quiet, *ordinary, *story, *edited], key=lambda row: (_moment(row), row["url"]))


def edit(row: dict[str, Any], hours: int) -> dict[str, Any]:
    """The row with a sentence more, as it is found so many hours after it was published."""
    moment = datetime.fromisoformat(row["published_at"]) + timedelta(hours=hours)
    return {**row, "text": row["text"] + "(内容已更正)", "collected_at": moment.isoformat()}


def make_workspace(folder: Path, days: int = 28) -> None:
    """A workspace of the town's institution with all items in the inbox and nothing processed."""
    (folder / "config").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "config" / "institution.yaml").write_bytes(institution_file().read_bytes())
    store = open_storage(f"sqlite:///{folder / 'data' / 'wanglou.db'}")
    store.upgrade()
    fill(store, rows(days))
    store.close()


def fill(store: Storage, items: list[dict[str, Any]]) -> None:
    """Commit each item when it is published or found with other words."""
    known: set[str] = set()
    for row in items:
        now = _moment(row)
        source = read_source(row)
        if source.id not in known:
            known.add(source.id)
            store.put_sources([source], Change(at=now, actor=SERVICE.name, action="source.added", subject=source.id))
        admitted = read_row(row, source, now)
        assert isinstance(admitted, Collected)
        store.commit_harvest(Harvest(source_id=source.id, at=now, collected=(admitted,)))


def _moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row.get("collected_at") or row["published_at"]).astimezone(UTC)


def _edited(items: list[dict[str, Any]], hours: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for index, row in enumerate(items[::5]):
        yield edit(row, hours[index % len(hours)])


def _told(town: Town, article: Article) -> Iterator[dict[str, Any]]:
    """An article as it is first published, and its later wording."""
    outlet, published = town.outlet(article.outlet), START + timedelta(minutes=article.at)
    first, last = (posting(outlet, article, start=START, now=now, port=80) for now in (published, END))
    row = {
        "url": first.url, "title": first.title, "text": first.text, "published_at": first.published.isoformat(),
        "source": outlet.name, "outlet": outlet.name, "platform": outlet.platform.value, "tier": outlet.tier.value,
    }  # fmt: skip
    yield row
    if last.text != first.text:
        yield {**row, "text": last.text, "collected_at": last.modified.isoformat()}
