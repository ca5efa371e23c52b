"""What three institutions would have been told of August 2023: recall, alerts a day, levels, precision by disposition.

    python -m bench.profiles [--shared ../shared] [--profile NAME]... [--folder DIR] [--kept]

The rows of `bench.stream` are replayed under each configuration in `bench/profiles/*/config`. These name real places and bodies
of that month, because the news does; they are for measuring, no recommendation, and no desk of anybody's. Only alerts decided
from `FROM` on count: the files hold a few stray reports of June and July, are dense from 20 July on, and the fortnight after
that is warm-up. Level mixes are of this construction.

`wanted.csv` names what a profile should be told of: labelled events by their id, others by one of their documents, chosen by
reading the stream, not by the rules. `dispositions.csv` says what each alerted event was, found by reading it, under one of
its documents, so that another grouping keeps it: real, noise, duplicate (told already as another event), not_ours. Both hold ids only.
With --kept the results in --folder are shown again without a replay.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.replay import write_rows
from bench.shared import shared_folder
from bench.streams import Row, read_stream

HERE = Path(__file__).with_name("profiles")
PROFILES = ("city_emergency", "food_regulator", "transport_operator")
FROM = datetime(2023, 8, 2, 16, tzinfo=UTC)
"""3 August in Shanghai: fourteen days after the stream gets dense."""
UNTIL = datetime(2023, 8, 19, 16, tzinfo=UTC)
DAYS = (UNTIL - FROM) / timedelta(days=1)
MANY = 3
"""Reports from which on something has spread at all: one report hardly reaches a level by itself."""
LEVELS = ("IV", "III", "II", "I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event that was alerted in the measured time, with its alerts in order of time."""

    event: str
    title: str
    documents: tuple[str, ...]
    """Names of documents: the last part of their addresses."""
    alerts: tuple[Mapping[str, Any], ...]

    @property
    def highest(self) -> str:
        """The gravest level that was told; a proposed I counts as I."""
        return max((_level(one) for one in self.alerts), key=LEVELS.index)

    @property
    def first_at(self) -> datetime:
        return datetime.fromisoformat(self.alerts[0]["at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something that the profile should be told of, and its documents as far as they are known."""

    name: str
    kind: str
    """`labelled`, or how often it was found when the stream was read."""
    documents: frozenset[str]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--profile", action="append", choices=PROFILES)
    parser.add_argument("--folder", type=Path, help="where everything goes; a temporary folder otherwise")
    parser.add_argument("--kept", action="store_true", help="show the results that are in the folder")
    asked = parser.parse_args()
    stream = read_stream(asked.shared)
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wanglou-profiles-")))
        rows = folder / "rows.jsonl"
        if not asked.kept:
            folder.mkdir(parents=True, exist_ok=True)
            write_rows(rows, asked.shared, None)
        for name in asked.profile or PROFILES:
            if not asked.kept:
                run(name, rows, folder / name)
            show(name, told(folder / name), wanted(name, stream))


def run(name: str, rows: Path, out: Path) -> None:
    """Replay the stream under one profile, as a person would."""
    command = [sys.executable, "-m", "service", "replay", str(rows), "--out", str(out), "--json"]
    subprocess.run([*command, "--config", str(HERE / name / "config")], check=True, stdout=subprocess.DEVNULL)


def told(results: Path) -> list[Told]:
    """Events alerted in the measured time, in order of their first alert. "No level any more" is no alert to judge."""
    alerts: dict[str, list[Mapping[str, Any]]] = {}
    for one in _lines(results / "alerts.jsonl"):
        if FROM <= datetime.fromisoformat(one["at"]) < UNTIL and one["reason"] != "cleared":
            alerts.setdefault(one["event_id"], []).append(one)
    events = {one["event_id"]: one for one in _lines(results / "events.jsonl")}
    found = [
        Told(event=name, title=events[name]["title"], alerts=tuple(of),
             documents=tuple(url.rsplit("/", 1)[1] for url in events[name]["urls"]))
        for name, of in alerts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.first_at, one.event))


def wanted(profile: str, stream: Sequence[Row]) -> list[Wanted]:
    """What the profile should be told of. A row names a labelled event, or documents with white space between them."""
    labelled: dict[str, set[str]] = {}
    for row in stream:
        if row.event:
            labelled.setdefault(row.event, set()).add(row.document.url.rsplit("/", 1)[1])
    found = []
    for line in _table("wanted.csv", profile):
        known = labelled.get(line["name"])
        read = line["documents"].split()
        kind = "labelled" if known else "read, 3 reports and more" if len(read) >= MANY else "read, 1 or 2 reports"
        found.append(Wanted(name=line["name"], kind=kind, documents=frozenset(known or read)))
    return found


def show(profile: str, found: Sequence[Told], asked: Sequence[Wanted]) -> None:
    """Recall, load, levels, precision, then every alerted event."""
    alerts = [one for event in found for one in event.alerts]
    print(f"\n{profile}: {len(found)} events alerted, {len(alerts)} alerts in {DAYS:.0f} days")
    days = Counter(datetime.fromisoformat(one["at"]).date() for one in alerts)
    busiest = max(days.values(), default=0)
    print(f"  alerts a day {len(alerts) / DAYS:.2f}, busiest day {busiest}, an hour {len(alerts) / DAYS / 24:.3f}")
    for what, levels in (("events", Counter(one.highest for one in found)), ("alerts", Counter(map(_level, alerts)))):
        shares = " / ".join(f"{levels[name]} {name}" for name in LEVELS)
        print(f"  {what} by level: {shares}  ({' / '.join(_share(levels[name], levels.total()) for name in LEVELS)})")
    _show_recall(found, asked)
    _show_precision(found, {line["document"]: line["disposition"] for line in _table("dispositions.csv", profile)})


def _show_recall(found: Sequence[Told], asked: Sequence[Wanted]) -> None:
    """A wanted event is told by the alerted one that holds most of its documents."""
    hits = [(one, _teller(one, found)) for one in asked]
    for kind in dict.fromkeys(one.kind for one in asked):
        of_kind = [event for one, event in hits if one.kind == kind]
        print(f"  recall, {kind}: {sum(event is not None for event in of_kind)} of {len(of_kind)}")
    for one, event in hits:
        said = f"{event.first_at:%m-%d %H:%M} {event.highest:3} {event.event}" if event else "not told"
        print(f"    {one.name:32} {len(one.documents):2} documents  {said}")


def _teller(one: Wanted, found: Sequence[Told]) -> Told | None:
    """The first of those with as many of its documents; None where none has any."""
    best = max(found, key=lambda event: len(one.documents & set(event.documents)), default=None)
    return best if best and one.documents & set(best.documents) else None


def _show_precision(found: Sequence[Told], known: Mapping[str, str]) -> None:
    judged = [next((known[name] for name in event.documents if name in known), "unread") for event in found]
    counts = Counter(judged)
    read = counts.total() - counts["unread"]
    print(
        f"  precision {_share(counts['real'], read)}: " + ", ".join(f"{n} {what}" for what, n in counts.most_common())
    )
    for event, what in zip(found, judged, strict=True):
        occasions = " ".join(f"{one['occasion']}({one['index']:.0f})" for one in event.alerts)
        print(
            f"    {event.first_at:%m-%d %H:%M} {event.highest:3} {what:9} {len(event.documents):3} documents  {event.title}"
        )
        print(f"      {event.event} {event.documents[0]}  {occasions}")


def _level(alert: Mapping[str, Any]) -> str:
    return "I" if alert["proposed"] else str(alert["level"])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _table(name: str, profile: str) -> Iterator[dict[str, str]]:
    """Rows of one profile."""
    with (HERE / name).open(encoding="utf-8", newline="") as rows:
        yield from (row for row in csv.DictReader(rows) if row["profile"] == profile)


if __name__ == "__main__":
    main()
