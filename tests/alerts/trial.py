"""Many alerts through faults, from a real store over real channels to servers that keep what they accepted, and the account.

An alert is told to one of five channels; each event has several, in order; some messages need parts. Everything that a
server accepted is held against what the store says became of it.
"""

import re
import ssl
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.channels.base import Channel
from alerts.channels.dingtalk import DINGTALK
from alerts.channels.feishu import FEISHU
from alerts.channels.http import Patience
from alerts.channels.mail import Mail, Server
from alerts.channels.robot import Robot
from alerts.channels.webhook import Webhook
from alerts.channels.wecom import WECOM
from alerts.deliver import Deliverer
from alerts.lanes import is_grave, lane_of
from alerts.message import Message
from domain.alerts import Alert, alert_id
from domain.clock import RealClock
from domain.risk import Level
from storage.base import AlertRow, Storage
from tests.alerts import mail_sink, sinks
from tests.alerts.mail_sink import MailSink, mail_server
from tests.alerts.sink import Sink, serving
from tests.alerts.sinks import RobotSink, robot, seeded
from tests.factories import a_step, an_alert

CHANNELS = ("wecom", "dingtalk", "feishu", "mail", "hook")
MARK = "【重发】"
HEAD = re.compile(r" \((\d+)/(\d+)\)$")
ROBOT_FAULTS = (
    "503",
    "busy",
    "reset_before",
    "reset_after",
    "silent",
    "hang",
    "garbled",
    "503",
    "busy",
    "reset_before",
    "final",
)
MAIL_FAULTS = ("451_rcpt", "451", "drop_rcpt", "drop_before", "drop_after", "451", "hang", "554")
HOOK_FAULTS = ("500", "reset_before", "503", "reset_after", "429 0", "silent", "400")
MINUTE = timedelta(seconds=1)
DELAYS = tuple(timedelta(milliseconds=ms) for ms in (20, 50, 100, 200, 400))
STEP = 0.15
"""Seconds until a server that says nothing is given up."""


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


@dataclass
class Servers:
    """All that listens."""

    robots: dict[str, RobotSink] = field(default_factory=dict)
    mail: MailSink = field(default_factory=MailSink)
    hook: Sink = field(default_factory=Sink)
    hook_words: list[str] = field(default_factory=list)


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


def made_alerts(count: int) -> list[Alert]:
    """Alerts 1, 2, 3 ... of events with three each, over the channels in turn; every tenth is grave."""
    return [_made(number) for number in range(count)]


def _made(number: int) -> Alert:
    event, turn = f"E{number // 15 * 5 + number % 5}", number // 5 % 3
    channel, occasion = CHANNELS[number % 5], f"rise:{turn}"
    level = (Level.III, Level.IV, Level.II)[number % 7 % 3] if number % 10 else Level.I
    moment = datetime(2026, 3, 9, 4, tzinfo=UTC) + timedelta(seconds=number)
    return replace(
        an_alert(), id=alert_id(event, "desk", 1, occasion, "duty", channel), subject_id=event, occasion=occasion,
        recipient="duty", channel=channel, level=level, decided_at=moment, due_at=moment,
    )  # fmt: skip


def composed(alert: Alert, repeated: bool) -> Message:
    """Every ninth of a channel is too long for one message there."""
    long = int(alert.id[1:9], 16) % 9 == 0
    lines = {"wecom": 60, "dingtalk": 500, "feishu": 500}.get(alert.channel, 20) if long else 6
    body = "".join(
        f"{line}: 望川区一处厂房起火👩‍🚒,有人被困。https://news.example/{alert.id}/{line}\n" for line in range(lines)
    )
    title = f"{MARK if repeated else ''}{alert.id} 厂房起火"
    return Message(alert_id=alert.id, title=title, body=body, repeated=repeated)


@contextmanager
def servers(seed: int, share: float, folder: Path) -> Iterator[Servers]:
    """All servers, each with its own plan of faults."""
    found = Servers()
    hook_plan = seeded(seed, share, HOOK_FAULTS)
    found.hook.script = Endless(lambda: hook_plan() or "200", found.hook_words)
    found.mail.plan = seeded(seed + 1, share, MAIL_FAULTS)
    with ExitStack() as stack:
        for number, kind in enumerate(("wecom", "dingtalk", "feishu")):
            secret = None if kind == "wecom" else b"SECabc"
            sink = RobotSink(kind, seeded(seed + 2 + number, share, ROBOT_FAULTS), secret, MINUTE.total_seconds())
            found.robots[kind] = stack.enter_context(robot(sink))
        stack.enter_context(mail_server(found.mail, folder))
        stack.enter_context(serving(found.hook))
        yield found


class Endless(list[str]):
    """A script without an end that notes what it gave."""

    def __init__(self, plan: sinks.Plan, given: list[str]) -> None:
        super().__init__(["200"])
        self._plan = plan
        self._given = given

    def pop(self, index: object = 0) -> str:
        self._given.append(self._plan())
        return self._given[-1]


@contextmanager
def channels(found: Servers) -> Iterator[dict[str, Channel]]:
    patience = Patience(step=STEP)
    services = {"wecom": WECOM, "dingtalk": DINGTALK, "feishu": FEISHU}
    robots = {
        kind: Robot(service, found.robots[kind].address, found.robots[kind].secret, patience, MINUTE)
        for kind, service in services.items()
    }
    hook = Webhook(found.hook.address, b"secret", patience)
    trusted = ssl.create_default_context(cafile=str(found.mail.authority))
    server = Server(host="127.0.0.1", port=found.mail.port, trusted=trusted, step=STEP * 2, whole=5.0)
    mail = Mail(server, "desk@wangchuan.example", ("office@wangchuan.example",))
    yield {**robots, "mail": mail, "hook": hook}
    hook.close()
    for one in robots.values():
        one.close()


def run(store: Storage, alerts: Sequence[Alert], found: Servers, longest: float) -> float:
    """Decide them all at once and deliver until nothing waits; the seconds it took. TimeoutError after `longest`."""
    store.commit_step(a_step(store.cursor(), alerts=tuple(alerts)))
    began = time.monotonic()
    with channels(found) as ways:
        deliverer = Deliverer(store, ways, composed, clock=RealClock(), delays=DELAYS)
        deliverer.recover()
        while store.due_alerts(datetime.max.replace(tzinfo=UTC), 1):
            deliverer.deliver_due(RealClock().now())
            if time.monotonic() - began > longest:
                raise TimeoutError
            time.sleep(0.01)
    return time.monotonic() - began


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
        if before and (not before.ambiguous or not copy.title.startswith(MARK) or not is_grave(row.alert)):
            return True
        seen[copy.part] = copy
    return False


def _may_be_unknown(row: AlertRow) -> bool:
    return not is_grave(row.alert) or len([one for one in row.deliveries if one.detail.startswith("unknown")]) == 3


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
