"""What the robots of group chats have in common: a text in parts within the service's limit, sent at its pace, and a code
in the answer's body that says what became of it, whatever HTTP says.

    code 0                   delivered
    a code of `fast`         too much was sent: all waits for a while, and the attempt is no failure
    a code of `final`        never: the address, the signature, the text
    another code             not accepted: again later
    2xx without a code       nobody knows

A message of several parts is delivered when all are. Where one fails, those before it have arrived: the next attempt goes
on with the one that failed. Where the outcome of one is unknown it is that of the message, and what comes after it waits.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.channels.base import Outcome, Receipt
from alerts.channels.http import Answer, Patience, Sender, by_status
from alerts.channels.pace import Pace, Window
from alerts.channels.progress import Progress
from alerts.channels.service import Post, Service, well_formed
from alerts.message import Message
from alerts.splitting import Part, parts_of

READABLE = 64 * 1024
"""Bytes of an answer that are read; those of the services have a few hundred."""
MINUTE = timedelta(minutes=1)


class Robot:
    """One robot of a group chat. `minute`: how long the service's minute is."""

    def __init__(
        self, service: Service, address: str, secret: bytes | None = None, patience: Patience | None = None,
        minute: timedelta = MINUTE,
    ) -> None:  # fmt: skip
        self._service = service
        self._address = address
        self._secret = secret
        self._minute = minute
        self._sender = Sender(patience)
        self._pace = Pace([Window(count=count, span=minute * span) for count, span in service.windows])
        self._progress: Progress[Part] = Progress()

    def close(self) -> None:
        self._sender.close()

    def arrived(self, alert_id: str) -> bool | None:
        return None

    def ready_in(self) -> timedelta:
        return self._pace.ready_in()

    def send(self, message: Message) -> Receipt:
        title = self._service.plain(well_formed(message.title))
        try:
            parts = self._parts(message, title)
        except ValueError:
            return Receipt(outcome=Outcome.PERMANENT, detail="part.no_room")
        receipt = Receipt(outcome=Outcome.DELIVERED)
        for index, part in enumerate(parts):
            receipt = self._sent(part, title, message.addresses)
            if receipt.outcome is not Outcome.DELIVERED:
                return self._stopped(message, parts[index:], receipt)
        self._progress.drop(message.alert_id)
        return receipt

    def _parts(self, message: Message, title: str) -> tuple[Part, ...]:
        """Those that are left of it, else all. What is sent again is marked in its title, so it needs one."""
        left = self._progress.left(message.alert_id)
        if left and (left[0].titled or not message.repeated):
            return left
        service = self._service
        body = service.calling(message.addresses) + service.plain(well_formed(message.body))
        return parts_of(title, body, service.room(message.addresses), service.size)

    def _sent(self, part: Part, title: str, addresses: tuple[str, ...]) -> Receipt:
        wait = self._pace.ready_in()
        if wait:
            return Receipt(outcome=Outcome.TEMPORARY, detail="pace", retry_after=wait, limited=True)
        mentioned = addresses if part.number == 1 else ()
        post = Post(
            address=self._address,
            secret=self._secret,
            text=part.under(title),
            mentioned=mentioned,
            at=datetime.now(UTC),
        )
        receipt = self._sender.post(self._service.request(post), self._judged, READABLE)
        if not receipt.unreachable or receipt.outcome is Outcome.UNKNOWN:
            self._pace.note_sent()
        if receipt.limited and receipt.retry_after:
            self._pace.hold(receipt.retry_after)
        return receipt

    def _stopped(self, message: Message, left: tuple[Part, ...], receipt: Receipt) -> Receipt:
        failed = left[0]
        if failed.count == 1:
            return receipt
        begun = failed.number > 1
        if receipt.outcome is Outcome.PERMANENT:
            self._progress.drop(message.alert_id)
        elif begun:  # where nothing has arrived, the next attempt tells what is so by then
            self._progress.keep(message.alert_id, left)
        detail = f"part.{failed.number}of{failed.count}:{receipt.detail}"
        return replace(receipt, detail=detail, begun=begun)

    def _judged(self, answer: Answer) -> Receipt:
        service, code = self._service, _code(answer, self._service.codes)
        known = service.fast | service.final
        if code is None and 200 <= answer.status < 300:
            return Receipt(outcome=Outcome.UNKNOWN, detail=f"{service.name}.unreadable")
        if code not in known and not 200 <= answer.status < 300:
            return self._paused(by_status(answer))
        detail = f"{service.name}.{code}"
        if code == 0:
            return Receipt(outcome=Outcome.DELIVERED, detail=detail)
        if code in service.final:
            return Receipt(outcome=Outcome.PERMANENT, detail=detail)
        return self._paused(Receipt(outcome=Outcome.TEMPORARY, detail=detail, limited=code in service.fast))

    def _paused(self, receipt: Receipt) -> Receipt:
        """With a wait where too much was sent."""
        if not receipt.limited or receipt.retry_after:
            return receipt
        return replace(receipt, retry_after=self._minute * self._service.pause)


def _code(answer: Answer, keys: tuple[str, ...]) -> int | None:
    """The service's own code; None where the answer has none."""
    try:
        row = json.loads(answer.body) if answer.whole else None
    except (ValueError, RecursionError):
        return None
    found = (row.get(key) for key in keys) if isinstance(row, dict) else ()
    return next((code for code in found if isinstance(code, int) and not isinstance(code, bool)), None)
