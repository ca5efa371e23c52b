"""The sample town's month and story as an inbox: every item committed at the moment it was published."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.duty import SERVICE
from samples.quiet import quiet_documents
from samples.timeline import postings
from samples.town import LENGTH, institution_file, load_town
from service.documents import read_row, read_source
from storage.base import Change, Collected, Harvest, Storage
from storage.open import open_storage

START = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)
"""07:00 in Shanghai."""


def rows(days: int = 28) -> list[dict[str, Any]]:
    """Quiet days and the story, in order of time, in the import format."""
    town = load_town()
    found = [*quiet_documents(town, days=days, end=START), *_story()]
    return sorted(found, key=lambda row: (row["published_at"], row["url"]))


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
    """Commit each item at its own time."""
    known: set[str] = set()
    for row in items:
        now = datetime.fromisoformat(row["published_at"]).astimezone(UTC)
        source = read_source(row)
        if source.id not in known:
            known.add(source.id)
            store.put_sources([source], Change(at=now, actor=SERVICE.name, action="source.added", subject=source.id))
        admitted = read_row(row, source, now)
        assert isinstance(admitted, Collected)
        store.commit_harvest(Harvest(source_id=source.id, at=now, collected=(admitted,)))


def _story() -> Iterator[dict[str, Any]]:
    town = load_town()
    end = START + timedelta(minutes=LENGTH)
    for outlet in town.outlets:
        for one in postings(outlet, town.story, start=START, now=end, port=80):
            yield {
                "url": one.url, "title": one.title, "text": one.text, "published_at": one.published.isoformat(),
                "source": outlet.name, "outlet": outlet.name, "platform": outlet.platform.value, "tier": outlet.tier.value,
            }  # fmt: skip
