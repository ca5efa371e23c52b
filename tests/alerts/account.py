"""What every server accepted, held against what the store says became of each alert."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.lanes import lane_of
from storage.base import Storage
from storage.values import AlertRow
from tests.alerts import mail_sink, sinks
from tests.alerts.trial import MARK, Servers, composed

HEAD = re.compile(r" \((\d+)/(\d+)\)$")


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Something that a server accepted: a part of an alert's message."""

    number: str
    title: str
    part: int
    count: int
    piece: str
    ambiguous: bool
    """The sender was not told."""
    place: int
    """In the order of arrival at its server."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What became of all of it. Everything but the counts of states must be empty or 0."""

    states: Mapping[str, int]
    repeated: int
    """Copies that were sent again after an unknown outcome."""
    ambiguous: int
    """Answers that were lost."""
    faults: int
    requests: int
    parted: int
    """Alerts that came in several parts."""
    lost: Sequence[str]
    """Said to be delivered, and not all of it arrived."""
    twice: Sequence[str]
    """Arrived again although the outcome was known, or without the mark."""
    wrongly_unknown: Sequence[str]
    """Left unknown without a lost answer, or of level II and above before the third repetition."""
    wrongly_dead: Sequence[str]
    """Given up without a refusal that is for good."""
    cut: int
    """Parts with a broken character, or beyond the service's limit."""
    too_fast: int
    """Refused by a service's limit."""
    out_of_order: Sequence[str]

    @property
    def is_right(self) -> bool:
        """Nothing lost, told twice, cut or out of order, and nothing given up without a reason."""
        wrong = (self.lost, self.twice, self.wrongly_unknown, self.wrongly_dead, self.out_of_order)
        return not any(wrong) and self.cut == self.too_fast == 0

    def __str__(self) -> str:
        states = ", ".join(f"{name} {count}" for name, count in sorted(self.states.items()))
        return (
            f"{states}; requests {self.requests}, faults {self.faults}, lost answers {self.ambiguous}, sent again marked "
            f"{self.repeated}, in parts {self.parted}\nlost {len(self.lost)}, twice {len(self.twice)}, wrongly unknown "
            f"{len(self.wrongly_unknown)}, wrongly dead {len(self.wrongly_dead)}, cut {self.cut}, too fast {self.too_fast}, "
            f"out of order {len(self.out_of_order)}"
        )


def account(store: Storage, found: Servers) -> Account:
    """What the store says, held against what arrived."""
    rows = list(store.alerts())
    copies: dict[str, list[Copy]] = defaultdict(list)
    for copy in _copies(found):
        copies[copy.number].append(copy)
    met = sum((sink.met for sink in found.robots.values()), Counter(found.hook_words) + found.mail.met)
    limits = {str(kind.fast) for kind in sinks.KINDS.values()}
    lengths = {str(kind.too_long) for kind in sinks.KINDS.values()}
    return Account(
        states=Counter(row.status for row in rows),
        repeated=sum(copy.title.startswith(MARK) for own in copies.values() for copy in own),
        ambiguous=sum(met[name] for name in sinks.AMBIGUOUS | mail_sink.AMBIGUOUS),
        faults=met.total() - sum(met[name] for name in {"ok", "200", "cut"} | limits | lengths),
        requests=met.total() - met["cut"],
        parted=sum(own[0].count > 1 for own in copies.values()),
        lost=[row.alert.id for row in rows if row.status == "delivered" and not _is_whole(row, copies[row.alert.id])],
        twice=[row.alert.id for row in rows if _is_twice(row, copies[row.alert.id])],
        wrongly_unknown=[row.alert.id for row in rows if row.status == "unknown" and not _may_be_unknown(row)],
        wrongly_dead=[row.alert.id for row in rows if row.status == "dead" and not _is_refused(row)],
        cut=met["cut"] + sum(met[name] for name in lengths),
        too_fast=sum(met[name] for name in limits),
        out_of_order=list(_out_of_order(rows, copies)),
    )


def _copies(found: Servers) -> Iterator[Copy]:
    """Everything accepted, server by server, in the order of arrival."""
    for place, (title, piece, ambiguous) in enumerate(_accepted(found)):
        head = HEAD.search(title)
        part, count = (int(head.group(1)), int(head.group(2))) if head else (1, 1)
        number = title.removeprefix(MARK).split(" ")[0]
        yield Copy(
            number=number, title=title, part=part, count=count, piece=piece, ambiguous=ambiguous, place=place
        )  # fmt: skip


def _accepted(found: Servers) -> Iterator[tuple[str, str, bool]]:
    """(title, piece, whether the sender was not told)."""
    for sink in found.robots.values():
        for taken in sink.taken:
            title, piece = taken.text.split("\n", 1)
            yield title, piece, taken.fault != ""
    for mail in found.mail.taken:
        yield str(mail.mail["Subject"]), mail.mail.get_content().replace("\r\n", "\n"), mail.fault != ""
    words = [word for word in found.hook_words if word in {"200", "reset_after", "silent"}]
    for row, word in zip(found.hook.accepted, words, strict=True):
        yield row["title"], row["body"], word != "200"


def _is_whole(row: AlertRow, copies: Sequence[Copy]) -> bool:
    """The latest copy of each part together is the body."""
    latest = {copy.part: copy.piece for copy in copies}
    joined = "".join(latest[part] for part in sorted(latest))
    return bool(copies) and joined.rstrip("\n") == composed(row.alert, False).body.rstrip("\n")


def _is_twice(row: AlertRow, copies: Sequence[Copy]) -> bool:
    """A part that arrived again where its outcome was known, unmarked, or of a level that is not told again."""
    seen: dict[int, Copy] = {}
    for copy in copies:
        before = seen.get(copy.part)
        if before and (not before.ambiguous or not copy.title.startswith(MARK) or not row.alert.is_grave):
            return True
        seen[copy.part] = copy
    return False


def _may_be_unknown(row: AlertRow) -> bool:
    return not row.alert.is_grave or len([one for one in row.deliveries if one.detail.startswith("unknown")]) == 3


def _is_refused(row: AlertRow) -> bool:
    words = ("wecom.93000", "dingtalk.310000", "feishu.19024", "smtp.554", "http.400")
    return row.deliveries[-1].detail.endswith(words)


def _out_of_order(rows: Sequence[AlertRow], copies: Mapping[str, Sequence[Copy]]) -> Iterator[str]:
    """Alerts of which something arrived before all of an earlier one of the same lane had."""
    last: dict[object, int] = {}
    for row in rows:
        lane, places = lane_of(row.alert), [copy.place for copy in copies[row.alert.id]]
        if places and min(places) < last.get(lane, -1):
            yield row.alert.id
        last[lane] = max([last.get(lane, -1), *places])
