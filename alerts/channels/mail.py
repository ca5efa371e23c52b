"""Messages by e-mail over SMTP, only over TLS whose certificate holds: STARTTLS (smtp://) or from the start (smtps://).

    250 after the message        delivered: the server has taken it over
    4xx                          temporary        5xx        permanent
    no connection, no TLS        temporary, and others would fare alike
    lost after the final dot     nobody knows

Who receives it stands in the envelope alone: the addresses of the message, else the channel's own. Of several, those that the
server refuses for good are counted in the detail, and those that it refuses for now alone get it next time. The Message-ID
follows from the alert's number, so a second copy shows as one, and most mail programs show it once.
"""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alerts.channels.base import Outcome, Receipt
from alerts.channels.letter import bare, composed, ended, is_address
from alerts.channels.limit import shut_after
from alerts.channels.progress import Progress
from alerts.message import Message

STEP = 15.0
"""Seconds for each step."""
WHOLE = 60.0
"""Seconds for the whole of a message: one server must not hold up all alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed in, and how."""

    host: str
    port: int
    tls_at_once: bool = False
    """TLS from the start instead of STARTTLS."""
    user: str = ""
    """Empty: no login."""
    password: str = ""
    trusted: ssl.SSLContext
    """Which certificates hold."""
    step: float = STEP
    whole: float = WHOLE


class Bounded(smtplib.SMTP):
    """A session in which each reply as a whole has its time, and not each byte of it."""

    def getreply(self) -> tuple[int, bytes]:
        with shut_after(self.timeout, lambda: [self.sock] if self.sock else []):
            return super().getreply()


class BoundedTls(Bounded, smtplib.SMTP_SSL):
    """The same, inside TLS from the start."""


class Mail:
    """Hands messages in at one server, a connection each."""

    def __init__(self, server: Server, sender: str, recipients: Sequence[str]) -> None:
        self._server = server
        self._sender = sender
        self._recipients = tuple(recipients)
        self._progress: Progress[str] = Progress()

    def arrived(self, alert_id: str) -> bool | None:
        return None

    def ready_in(self) -> timedelta:
        return timedelta(0)

    def send(self, message: Message) -> Receipt:
        wanted = self._progress.left(message.alert_id) or message.addresses or self._recipients
        data = composed(message, self._sender, datetime.now(UTC)).as_bytes()
        try:
            session = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            return _not_open(error)
        with shut_after(self._server.whole, lambda: [session.sock] if session.sock else []):
            try:
                receipt = self._handed_in(session, message, wanted, data)
                if receipt.outcome is Outcome.DELIVERED:
                    _say_goodbye(session)
            finally:
                session.close()
        return receipt

    def _opened(self) -> smtplib.SMTP:
        """A session inside TLS, logged in."""
        server = self._server
        if server.tls_at_once:
            session: smtplib.SMTP = BoundedTls(server.host, server.port, timeout=server.step, context=server.trusted)
        else:
            session = Bounded(server.host, server.port, timeout=server.step)
        try:
            with shut_after(server.whole, lambda: [session.sock] if session.sock else []):
                if not server.tls_at_once:
                    session.starttls(context=server.trusted)
                if server.user:
                    session.login(server.user, server.password)
        except (OSError, smtplib.SMTPException):
            session.close()
            raise
        return session

    def _handed_in(self, session: smtplib.SMTP, message: Message, wanted: Sequence[str], data: bytes) -> Receipt:
        try:
            codes = _envelope(session, self._sender, wanted)
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            return Receipt(outcome=Outcome.TEMPORARY, detail=f"smtp.{type(error).__name__}")
        if not any(code < 300 for code in codes):
            return _refused(min(codes))
        receipt = _data(session, data)
        if receipt.outcome is not Outcome.DELIVERED:
            return receipt
        return self._shared(message, wanted, codes)

    def _shared(self, message: Message, wanted: Sequence[str], codes: Sequence[int]) -> Receipt:
        """The server took it for some: what of the others."""
        later = tuple(one for one, code in zip(wanted, codes, strict=True) if 300 <= code < 500)
        never = sum(code >= 500 for code in codes)
        if later:
            self._progress.keep(message.alert_id, later)
            detail = f"smtp.{max(code for code in codes if code < 500)}:{len(later)}of{len(wanted)}"
            return Receipt(outcome=Outcome.TEMPORARY, detail=detail, begun=True)
        self._progress.drop(message.alert_id)
        return Receipt(
            outcome=Outcome.DELIVERED, detail=f"smtp.250:refused.{never}of{len(wanted)}" if never else "smtp.250"
        )


def _envelope(session: smtplib.SMTP, sender: str, wanted: Sequence[str]) -> list[int]:
    """The answer to each recipient; 553 where it is no address (RFC 5321). SMTPResponseException where the sender is refused."""
    session.ehlo_or_helo_if_needed()
    code, words = session.mail(bare(sender))
    if code != 250:
        raise smtplib.SMTPResponseException(code, words)
    return [session.rcpt(one)[0] if is_address(one) else 553 for one in wanted]


def _data(session: smtplib.SMTP, data: bytes) -> Receipt:
    """Until the final dot has been handed on nothing is accepted; after it the answer alone tells."""
    try:
        code, _ = session.docmd("DATA")
        if code != 354:
            return _refused(code)
        session.send(ended(data))
    except (OSError, smtplib.SMTPException) as error:
        return Receipt(outcome=Outcome.TEMPORARY, detail=f"smtp.{type(error).__name__}")
    try:
        code, _ = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Receipt(outcome=Outcome.UNKNOWN, detail=f"smtp.{type(error).__name__}")
    return Receipt(outcome=Outcome.DELIVERED, detail="smtp.250") if code == 250 else _refused(code)


def _say_goodbye(session: smtplib.SMTP) -> None:
    """Servers log who leaves without; what they answer changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        session.docmd("QUIT")


def _refused(code: int) -> Receipt:
    """Not accepted, for now or for good. An answer without a code leaves it open."""
    outcome = Outcome.PERMANENT if code >= 500 else Outcome.TEMPORARY
    return Receipt(outcome=outcome, detail=f"smtp.{code}")


def _not_open(error: Exception) -> Receipt:
    """Nothing was sent. A login refused for good is no matter of the way there."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _refused(error.smtp_code)
    code = f".{error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return Receipt(outcome=Outcome.TEMPORARY, detail=f"smtp.{type(error).__name__}{code}", unreachable=True)
