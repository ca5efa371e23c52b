"""Robots of WeCom, DingTalk and Feishu on loopback, as the services document them, with faults by a plan.

Codes stand in the body of HTTP 200; a message beyond the service's limit of bytes, one too many in a minute, one without the
right signature is refused by the service's own code. Everything is counted, and all that was accepted is kept.

Faults, by what they do to a message that is otherwise right:
    503 busy final          refused: by status, by a code that may pass, by one that will not
    reset_before hang       not accepted, and no answer: closed with RST, or silent until the other side gives up
    reset_after silent      accepted, and no answer
    garbled huge            accepted, and an answer that is no JSON, or hides in a megabyte
"""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.alerts.sink import Handler as Misbehaving
from tests.alerts.sink import Server, served

Fault = str
Plan = Callable[[], Fault]
AMBIGUOUS = frozenset({"reset_before", "hang", "reset_after", "silent", "garbled", "huge"})
ACCEPTED = frozenset({"", "reset_after", "silent", "garbled", "huge"})


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What one service documents."""

    code: str
    longest: int
    counts_body: bool
    """The limit is of the whole body, else of the text."""
    minute: int
    """Messages in one."""
    second: int = 10_000
    penalty: int = 0
    """Minutes of silence for one too many."""
    fast: int
    too_long: int
    unsigned: int
    busy: int
    final: int
    text: Callable[[dict[str, Any]], str]


KINDS = {
    "wecom": Kind(
        code="errcode", longest=2048, counts_body=False, minute=20, fast=45009, too_long=40058, unsigned=93000, busy=-1,
        final=93000, text=lambda row: str(row["text"]["content"]),
    ),
    "dingtalk": Kind(
        code="errcode", longest=20_000, counts_body=True, minute=20, penalty=10, fast=130101, too_long=460101,
        unsigned=310000, busy=-1, final=310000, text=lambda row: str(row["text"]["content"]),
    ),
    "feishu": Kind(
        code="code", longest=20_000, counts_body=True, minute=100, second=5, fast=11232, too_long=9499, unsigned=19021,
        busy=2200, final=19024, text=lambda row: str(row["content"]["text"]),
    ),
}  # fmt: skip


def faultless() -> Fault:
    return ""


def seeded(seed: int, share: float, faults: tuple[Fault, ...]) -> Plan:
    """Faults for that share of messages, each as often as another."""
    chance = random.Random(seed)
    return lambda: chance.choice(faults) if chance.random() < share else ""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was accepted."""

    text: str
    row: dict[str, Any]
    fault: Fault
    """Empty where the sender was told that it was accepted."""


@dataclass
class RobotSink:
    """One robot. `minute`: its minute in seconds; `secret`: what it wants signatures under."""

    kind: str
    plan: Plan = faultless
    secret: bytes | None = None
    minute: float = 1.0
    address: str = ""
    taken: list[Taken] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    """Answers and faults by name."""
    _came: deque[float] = field(default_factory=lambda: deque(maxlen=100))
    _silent_until: float = 0.0
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def judge(self, path: str, body: bytes) -> tuple[Fault, int]:
        """What happens to a message: the fault, and the code that it would be answered with."""
        with self._lock:
            row, kind = json.loads(body), KINDS[self.kind]
            code = self._refusal(path, body, row)
            fault = self.plan() if code == 0 else ""
            code = {"busy": kind.busy, "final": kind.final}.get(fault, code)
            self.met[fault or ("ok" if code == 0 else str(code))] += 1
            if code == 0 and fault in ACCEPTED:
                self.taken.append(Taken(text=kind.text(row), row=row, fault=fault))
            return fault, code

    def _refusal(self, path: str, body: bytes, row: dict[str, Any]) -> int:
        kind = KINDS[self.kind]
        if self.secret is not None and not self._is_signed(path, row):
            return kind.unsigned
        if self._is_too_fast():
            return kind.fast
        text = kind.text(row)
        if "\N{REPLACEMENT CHARACTER}" in text:
            self.met["cut"] += 1
        size = len(body) if kind.counts_body else len(text.encode())
        return kind.too_long if size > kind.longest else 0

    def _is_too_fast(self) -> bool:
        kind, now = KINDS[self.kind], time.monotonic()
        if now < self._silent_until:
            return True
        self._came.append(now)
        in_minute = sum(came > now - self.minute for came in self._came)
        in_second = sum(came > now - self.minute / 60 for came in self._came)
        if in_minute <= kind.minute and in_second <= kind.second:
            return False
        self._silent_until = now + kind.penalty * self.minute
        return True

    def _is_signed(self, path: str, row: dict[str, Any]) -> bool:
        """By the service's own page: milliseconds in the query, or seconds in the body; an hour's difference is allowed."""
        assert self.secret is not None
        query = parse_qs(urlsplit(path).query)
        given = row if self.kind == "feishu" else {name: values[0] for name, values in query.items()}
        stamp, sign = str(given.get("timestamp", "0")), str(given.get("sign", ""))
        lines = f"{stamp}\n".encode() + self.secret
        key, text = (lines, b"") if self.kind == "feishu" else (self.secret, lines)
        right = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        seconds = int(stamp) if self.kind == "feishu" else int(stamp) / 1000
        return hmac.compare_digest(sign, right) and abs(time.time() - seconds) < 3600


class RobotHandler(Misbehaving):
    """One request; how a connection misbehaves is shared with the plain sink."""

    server: "Server[RobotSink]"  # type: ignore[assignment]

    def do_POST(self) -> None:  # noqa: N802  the base class names it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sink = self.server.sink
        fault, code = sink.judge(self.path, body)
        if fault.startswith("reset"):
            self._reset()
        elif fault in {"silent", "hang"}:
            self.close_connection = True
            sink.released.wait(5)
        elif fault == "503":
            self._answer("503")
        else:
            self._tell({"garbled": b"<html>", "huge": b" " * 1_000_000}.get(fault, b"") + _said(sink.kind, code))

    def _tell(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def robot(sink: RobotSink) -> AbstractContextManager[RobotSink]:
    """Serves it; the address has a key as the real ones do."""
    return served(sink, RobotHandler, "/robot/send?access_token=abc")


def _said(kind: str, code: int) -> bytes:
    """The answer's body as the service writes it."""
    if kind == "feishu" and code == 0:
        return json.dumps(
            {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
        ).encode()
    words = {"msg" if kind == "feishu" else "errmsg": "ok" if code == 0 else "no"}
    return json.dumps({KINDS[kind].code: code} | words).encode()
