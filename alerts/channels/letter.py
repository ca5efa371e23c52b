"""A message as a mail: what stands in its head and body, and how it goes over the wire."""

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.message import Message

ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+")


def composed(message: Message, sender: str, now: datetime) -> EmailMessage:
    """The mail: plain text, UTF-8; no header takes a line break from what it is given."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = "undisclosed-recipients:;"
    mail["Subject"] = one_line(message.title)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.alert_id}@{sender.rpartition('@')[2].strip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body.encode("utf-8", "replace").decode(), cte="base64")
    return mail


def one_line(text: str) -> str:
    """Without control characters and line breaks of any kind."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).encode("utf-8", "replace").decode().split())


def is_address(text: str) -> bool:
    """One plain address, fit for an envelope."""
    return text.isascii() and text.isprintable() and ADDRESS.fullmatch(text) is not None


def bare(sender: str) -> str:
    """The address of `Name <address>`."""
    return sender.rpartition("<")[2].rstrip(">")


def ended(data: bytes) -> bytes:
    """With its final dot; another that begins a line is doubled (RFC 5321, 4.5.2)."""
    lines = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"
