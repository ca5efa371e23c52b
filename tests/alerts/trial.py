"""Many alerts through faults, from a real store over real channels to servers that keep what they accepted, and the account.

An alert is told to one of five channels; each event has several, in order; some messages need parts. Everything that a
server accepted is held against what the store says became of it.
"""

import ssl
import time
from collections.abc import Iterator, Sequence
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
from alerts.message import Message
from domain.alerts import Alert, alert_id
from domain.clock import RealClock
from domain.risk import Level
from storage.base import Storage
from tests.alerts import sinks
from tests.alerts.mail_sink import MailSink, mail_server
from tests.alerts.sink import Sink, serving
from tests.alerts.sinks import RobotSink, robot, seeded
from tests.factories import a_step, an_alert

CHANNELS = ("wecom", "dingtalk", "feishu", "mail", "hook")
MARK = "【重发】"
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


@dataclass
class Servers:
    """All that listens."""

    robots: dict[str, RobotSink] = field(default_factory=dict)
    mail: MailSink = field(default_factory=MailSink)
    hook: Sink = field(default_factory=Sink)
    hook_words: list[str] = field(default_factory=list)


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
