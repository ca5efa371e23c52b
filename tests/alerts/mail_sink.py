"""A real SMTP server on loopback with STARTTLS under an authority of its own, and faults by a plan.

Faults: 451_rcpt, 550_rcpt, 451, 554 (refused); drop_rcpt (the connection ends before the message); drop_before, drop_after
(it ends after the final dot, without and with the message taken); hang (taken, and nothing is said).
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.alerts.sink import closed_port
from tests.alerts.sinks import Plan, faultless

ACCEPTED = frozenset({"", "drop_after", "hang"})
AMBIGUOUS = frozenset({"drop_before", "drop_after", "hang"})


@dataclass(frozen=True, kw_only=True)
class Mailed:
    """What was accepted."""

    mail: EmailMessage
    recipients: tuple[str, ...]
    sender: str
    fault: str

    @property
    def number(self) -> str:
        return str(self.mail["Message-ID"]).strip("<>").split("@")[0]


@dataclass
class MailSink:
    """What the server accepted. `refused`: codes for recipients, once each."""

    plan: Plan = faultless
    refused: dict[str, str] = field(default_factory=dict)
    taken: list[Mailed] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    port: int = 0
    authority: Path = Path()
    _fault: str = ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802  the library calls it so
        self._fault = self.plan()
        self.met[self._fault or "ok"] += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if self._fault in {"451_rcpt", "550_rcpt"}:
            return f"{self._fault[:3]} no"
        if self._fault == "drop_rcpt":
            server.transport.abort()
        if address in self.refused:
            return f"{self.refused.pop(address)} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self._fault in {"451", "554"}:
            return f"{self._fault} no"
        if self._fault in ACCEPTED:
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.taken.append(
                Mailed(mail=mail, recipients=tuple(envelope.rcpt_tos), sender=envelope.mail_from, fault=self._fault)
            )
        if self._fault in {"drop_before", "drop_after"}:
            server.transport.abort()
        if self._fault == "hang":
            await asyncio.sleep(2)
        return "250 taken"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@contextmanager
def mail_server(sink: MailSink, folder: Path, *, auth: bool = False, at_once: bool = False) -> Iterator[MailSink]:
    """Serves it at 127.0.0.1 under a certificate whose authority lies in the folder."""
    authority = trustme.CA()
    sink.authority = folder / "authority.pem"
    authority.cert_pem.write_to_path(sink.authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    sink.port = closed_port()
    tls: dict[str, Any] = {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        sink, hostname="127.0.0.1", port=sink.port, authenticator=sink.login, auth_required=auth, **tls
    )  # fmt: skip
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
