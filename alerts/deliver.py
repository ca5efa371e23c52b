"""From the outbox to the channels: claim (a transaction of its own) -> send -> record what became of it.

    delivered   done
    temporary   again after 30 s, 1, 2, 5, 10, 30, 30 ... minutes, or later where the other side asks; dead after 24 times
    permanent   dead: shown to a person
    unknown     level II and above are sent again, marked as repeated under the same number, at most 3 times; the others,
                and what stays unknown, are shown to a person

An attempt found in `sending` at the start was cut off by a crash: unknown likewise, unless the channel itself knows.
An attempt whose outcome the store would not take is kept in memory and recorded first in the next pass.
What is told of one event to one recipient over one channel keeps its order: later alerts wait while an earlier one does.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from alerts.channels.base import Channel, Outcome, Receipt
from alerts.message import Message
from alerts.outbox import Outbox
from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.clock import Clock
from domain.errors import StorageError, WanglouError
from domain.risk import Level

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 1800))
ATTEMPTS = 24
"""About nine hours."""
REPEATS = 3
BATCH = 500
UNKNOWN = "unknown:"
"""Begins the detail of an attempt that is tried again although nobody knows whether it arrived."""

Compose = Callable[[Alert, bool], Message]
"""(alert, repeated) -> the message as it is now."""
Lane = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the attempts of one pass."""

    delivered: int = 0
    waiting: int = 0
    """To be tried again."""
    dead: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried and what became of it."""

    item: OutboxItem
    claim: Delivery
    receipt: Receipt
    ended_at: datetime


class Deliverer:
    """Delivers what is due. One at a time: the service runs its passes one after another."""

    def __init__(self, outbox: Outbox, channels: Mapping[str, Channel], compose: Compose, *, clock: Clock) -> None:
        self._outbox = outbox
        self._channels = channels
        self._compose = compose
        self._clock = clock
        self._heads: dict[Lane, str] = {}
        """The alert that holds up its lane until it is tried again."""
        self._unrecorded: list[Attempt] = []
        """Attempts that the store does not know of yet, in order."""

    def recover(self) -> int:
        """Settle what a crash left in `sending`, and find out what waits; the number settled."""
        now = self._clock.now()
        unfinished = tuple(self._outbox.unfinished_deliveries())
        for item, delivery in unfinished:
            self._record(Attempt(item=item, claim=delivery, receipt=self._after_crash(item), ended_at=now))
        for item in self._outbox.due_alerts(datetime.max.replace(tzinfo=UTC), BATCH * 20):
            if item.attempts and item.not_before > now:
                self._heads.setdefault(_lane(item.alert), item.alert.id)
        return len(unfinished)

    def deliver_due(self, now: datetime) -> Counts:
        """Try everything that is due at `now`, once. A channel at which nobody answers is left alone for this pass.

        StorageError where the store is locked or away: what became of the attempts so far is not lost.
        """
        done: Counter[DeliveryStatus] = Counter()
        refused = self._record_kept(done)
        tried: set[str] = set()
        silent: set[str] = set()
        limit = BATCH
        while items := self._outbox.due_alerts(now, limit):
            before = len(tried)
            for item in items:
                if item.alert.id in tried or item.alert.channel in silent or self._waits(item.alert):
                    continue
                tried.add(item.alert.id)
                status, reachable = self._deliver(item, now)
                done.update([status] if status else [])
                silent.update(() if reachable else (item.alert.channel,))
            if len(tried) == before and len(items) < limit:
                break
            # Where all of a full batch waits for others, what can go lies behind it.
            limit = limit * 2 if len(tried) == before else limit
        if refused:
            raise refused
        return Counts(
            delivered=done[DeliveryStatus.DELIVERED],
            waiting=done[DeliveryStatus.PENDING],
            dead=done[DeliveryStatus.DEAD],
            unknown=done[DeliveryStatus.UNKNOWN],
        )

    def _waits(self, alert: Alert) -> bool:
        """An earlier alert of its lane is to be tried again first."""
        return self._heads.get(_lane(alert), alert.id) != alert.id

    def _deliver(self, item: OutboxItem, now: datetime) -> tuple[DeliveryStatus | None, bool]:
        """One attempt: its status, None where somebody else has it, and whether the other side could be reached."""
        repeated = item.attempts > 0 and self._is_ambiguous(item)
        message = self._composed(item.alert, repeated=repeated)
        claim = Delivery(
            alert_id=item.alert.id,
            attempt=item.attempts + 1,
            started_at=now,
            status=DeliveryStatus.SENDING,
            repeated=repeated,
            body_hash=message.body_hash if isinstance(message, Message) else "",
        )
        if not self._outbox.claim_alert(claim):
            return None, True
        receipt = self._sent(item.alert, message) if isinstance(message, Message) else message
        attempt = Attempt(item=item, claim=claim, receipt=receipt, ended_at=self._clock.now())
        return self._record_or_keep(attempt), not receipt.unreachable

    def _composed(self, alert: Alert, *, repeated: bool) -> Message | Receipt:
        """The message; a receipt where it cannot be made, so that one bad alert does not hold up the others."""
        try:
            return self._compose(alert, repeated)
        except WanglouError as error:
            return Receipt(outcome=Outcome.TEMPORARY, detail=error.code)

    def _sent(self, alert: Alert, message: Message) -> Receipt:
        channel = self._channels.get(alert.channel)
        if channel is None:
            return Receipt(outcome=Outcome.PERMANENT, detail="channel.gone")
        try:
            return channel.send(message)
        except Exception as error:  # noqa: BLE001  an edge: no fault of a channel may hold up the other alerts
            return Receipt(outcome=Outcome.UNKNOWN, detail=f"fault.{type(error).__name__}")

    def _after_crash(self, item: OutboxItem) -> Receipt:
        channel = self._channels.get(item.alert.channel)
        arrived = channel.arrived(item.alert.id) if channel else None
        outcome = {True: Outcome.DELIVERED, False: Outcome.TEMPORARY, None: Outcome.UNKNOWN}[arrived]
        return Receipt(outcome=outcome, detail="crash")

    def _record_kept(self, done: Counter[DeliveryStatus]) -> StorageError | None:
        """Record what was kept; the first refusal. What is refused again holds up its lane, and no other."""
        kept, self._unrecorded = self._unrecorded, []
        refused: StorageError | None = None
        for attempt in kept:
            try:
                done.update([self._record_or_keep(attempt)])
            except StorageError as error:
                refused = refused or error
        return refused

    def _record_or_keep(self, attempt: Attempt) -> DeliveryStatus:
        try:
            return self._record(attempt)
        except StorageError:
            self._unrecorded.append(attempt)
            self._heads[_lane(attempt.item.alert)] = attempt.item.alert.id
            raise

    def _record(self, attempt: Attempt) -> DeliveryStatus:
        """Store how the attempt ended; what is tried again holds up its lane."""
        item, claim, receipt = attempt.item, attempt.claim, attempt.receipt
        status = self._status(item, claim, receipt)
        again = status is DeliveryStatus.PENDING
        wait = max(_delay(claim.attempt), receipt.retry_after or timedelta(0))
        retry_at = attempt.ended_at + wait if again else None
        doubt = UNKNOWN if again and receipt.outcome is Outcome.UNKNOWN else ""
        ended = replace(
            claim, finished_at=attempt.ended_at, status=status, detail=doubt + receipt.detail, retry_at=retry_at
        )
        self._outbox.record_delivery(ended, retry_at)
        if again:
            self._heads[_lane(item.alert)] = item.alert.id
        elif self._heads.get(_lane(item.alert)) == item.alert.id:
            del self._heads[_lane(item.alert)]
        return status

    def _status(self, item: OutboxItem, claim: Delivery, receipt: Receipt) -> DeliveryStatus:
        if receipt.outcome is Outcome.DELIVERED:
            return DeliveryStatus.DELIVERED
        if receipt.outcome is Outcome.PERMANENT:
            return DeliveryStatus.DEAD
        if receipt.outcome is Outcome.TEMPORARY:
            return DeliveryStatus.PENDING if claim.attempt < ATTEMPTS else DeliveryStatus.DEAD
        grave = item.alert.level >= Level.II or item.alert.proposed
        return DeliveryStatus.PENDING if grave and self._doubts(item) < REPEATS else DeliveryStatus.UNKNOWN

    def _is_ambiguous(self, item: OutboxItem) -> bool:
        """Some earlier attempt may have arrived."""
        return self._doubts(item) > 0

    def _doubts(self, item: OutboxItem) -> int:
        """Earlier attempts of which nobody knows whether they arrived; from the store, so that a restart forgets none."""
        if item.attempts == 0:
            return 0
        since = item.alert.decided_at
        rows = self._outbox.alerts(since, since + timedelta(microseconds=1))
        own = (row.deliveries for row in rows if row.alert.id == item.alert.id)
        return sum(delivery.detail.startswith(UNKNOWN) for deliveries in own for delivery in deliveries)


def _lane(alert: Alert) -> Lane:
    return alert.subject_id, alert.scope_id, alert.recipient, alert.channel


def _delay(attempt: int) -> timedelta:
    """How long to wait after the attempt of this number."""
    return DELAYS[min(attempt, len(DELAYS)) - 1]
