"""From the outbox to the channels: claim (a transaction of its own) -> send -> record what became of it.

    delivered   done
    temporary   again after 30 s, 1, 2, 5, 10, 30, 30 ... minutes, or later where the other side asks; dead after 24 times
    too much    again when the service's limit lets it; no failure, so it counts towards 240 attempts and not towards 24
    permanent   dead: shown to a person
    unknown     level II and above are sent again, marked as repeated under the same number, at most 3 times; the others,
                and what stays unknown, are shown to a person

The gravest go first. A channel at which nobody answers, that must pause, or that has had its time is left alone until the
next pass: it holds up no other, and what waits for it is not even claimed.
An attempt found in `sending` at the start was cut off by a crash: unknown likewise, unless the channel itself knows. What had
arrived in parts before the start is sent whole again, marked as repeated: the channel that knew the rest is gone.
An attempt whose outcome the store would not take is kept in memory and recorded first in the next pass.
What is told of one event to one recipient over one channel keeps its order: later alerts wait while an earlier one does.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from alerts.attempts import DELAYS, Attempt, status_of, wait_of
from alerts.channels.base import Channel, Outcome, Receipt
from alerts.lanes import Lane, gravest_first, lane_of
from alerts.message import Message
from alerts.outbox import Outbox
from alerts.past import Past, detail_of, past_of
from domain.alerts import Alert, Delivery, DeliveryStatus, OutboxItem
from domain.clock import Clock
from domain.errors import StorageError, WanglouError

READ = 10_000
"""Alerts looked at together for the gravest."""
SLICE = 100
"""Sent before it is looked again: an alert that is decided meanwhile need not wait for all the others."""
TURN = timedelta(seconds=20)
"""What one channel may take of a pass."""
MANY = 1000
"""Where so many wait for the limits of their channels, it is looked again a second later for each so many: reading is work."""

Compose = Callable[[Alert, bool], Message]
"""(alert, repeated) -> the message as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the attempts of one pass."""

    delivered: int = 0
    waiting: int = 0
    """To be tried again."""
    dead: int = 0
    unknown: int = 0


class Pass:
    """What one pass has tried and which channels it leaves alone."""

    def __init__(self) -> None:
        self.tried: set[str] = set()
        self.resting: set[str] = set()
        self.done: Counter[DeliveryStatus] = Counter()
        self._spent: dict[str, timedelta] = {}

    def spend(self, channel: str, span: timedelta) -> None:
        """A channel that has had its turn rests."""
        self._spent[channel] = self._spent.get(channel, timedelta(0)) + span
        if self._spent[channel] >= TURN:
            self.resting.add(channel)

    def counts(self) -> Counts:
        """What became of the attempts."""
        return Counts(
            delivered=self.done[DeliveryStatus.DELIVERED],
            waiting=self.done[DeliveryStatus.PENDING],
            dead=self.done[DeliveryStatus.DEAD],
            unknown=self.done[DeliveryStatus.UNKNOWN],
        )


class Deliverer:
    """Delivers what is due. One at a time: the service runs its passes one after another."""

    def __init__(
        self, outbox: Outbox, channels: Mapping[str, Channel], compose: Compose, *, clock: Clock,
        delays: Sequence[timedelta] = DELAYS,
    ) -> None:  # fmt: skip
        self._outbox = outbox
        self._channels = channels
        self._compose = compose
        self._clock = clock
        self._delays = delays
        self._began_at = clock.now()
        self._look_at = self._looked_at = self._began_at
        """Until then nothing could go, as it was found the last time; a clock that was put back since makes that void."""
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
        for item in self._outbox.due_alerts(datetime.max.replace(tzinfo=UTC), READ):
            if item.attempts and item.not_before > now:
                self._heads.setdefault(lane_of(item.alert), item.alert.id)
        return len(unfinished)

    def deliver_due(self, now: datetime) -> Counts:
        """Try everything that is due at `now`, once.

        StorageError where the store is locked or away: what became of the attempts so far is not lost.
        """
        this = Pass()
        refused = self._record_kept(this.done)
        self._free_lanes()
        while not self._looked_at <= now < self._look_at and (items := self._next(now, this)):
            for item in items:
                if self._may_go(item.alert, this):
                    self._try(item, now, this)
        if refused:
            raise refused
        return this.counts()

    def _free_lanes(self) -> None:
        """An alert that was withdrawn holds up nothing; one whose outcome is not recorded yet does."""
        kept = {attempt.item.alert.id for attempt in self._unrecorded}
        held = kept | set(self._outbox.waiting([*self._heads.values()])) if self._heads else kept
        self._heads = {lane: alert_id for lane, alert_id in self._heads.items() if alert_id in held}

    def _next(self, now: datetime, this: Pass) -> Sequence[OutboxItem]:
        """What can go now, the gravest first. Where all that was read must wait, what can go lies behind it."""
        limit = READ
        while True:
            items = self._outbox.due_alerts(now, limit)
            found = [item for item in gravest_first(items) if self._may_go(item.alert, this)]
            if found or len(items) < limit:
                self._looked_at, self._look_at = now, now if found else now + self._rest(len(items))
                return found[:SLICE]
            limit *= 2

    def _rest(self, waiting: int) -> timedelta:
        """How long nothing can go, and it would be work to look."""
        waits = [wait for channel in self._channels.values() if (wait := channel.ready_in())]
        return min([timedelta(seconds=waiting // MANY), *waits]) if waits else timedelta(0)

    def _may_go(self, alert: Alert, this: Pass) -> bool:
        """Not tried yet, its channel awake, and no earlier one of its lane to be tried again first."""
        if alert.id in this.tried or alert.channel in this.resting:
            return False
        channel = self._channels.get(alert.channel)
        if channel is not None and channel.ready_in():
            this.resting.add(alert.channel)
            return False
        return self._heads.get(lane_of(alert), alert.id) == alert.id

    def _try(self, item: OutboxItem, now: datetime, this: Pass) -> None:
        """One attempt, unless somebody else has it."""
        this.tried.add(item.alert.id)
        past = self._past(item)
        repeated = self._is_ambiguous(past)
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
            return
        began_at = self._clock.now()
        receipt = self._sent(item.alert, message) if isinstance(message, Message) else message
        attempt = Attempt(item=item, claim=claim, receipt=receipt, ended_at=self._clock.now())
        this.spend(item.alert.channel, attempt.ended_at - began_at)
        this.resting.update([item.alert.channel] if receipt.unreachable else [])
        this.done.update([self._record_or_keep(attempt)])

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
            self._heads[lane_of(attempt.item.alert)] = attempt.item.alert.id
            raise

    def _record(self, attempt: Attempt) -> DeliveryStatus:
        """Store how the attempt ended; what is tried again holds up its lane."""
        item, claim, receipt = attempt.item, attempt.claim, attempt.receipt
        past = self._past(item)
        status = status_of(attempt, past)
        again = status is DeliveryStatus.PENDING
        retry_at = attempt.ended_at + wait_of(attempt, past, self._delays) if again else None
        detail = detail_of(receipt, again=again)
        ended = replace(claim, finished_at=attempt.ended_at, status=status, detail=detail, retry_at=retry_at)
        self._outbox.record_delivery(ended, retry_at)
        lane = lane_of(item.alert)
        if again:
            self._heads[lane] = item.alert.id
        elif self._heads.get(lane) == item.alert.id:
            del self._heads[lane]
        return status

    def _is_ambiguous(self, past: Past) -> bool:
        """Some of it may have been read: an earlier attempt may have arrived, or arrived in part before the start."""
        return past.is_ambiguous or (past.begun_at is not None and past.begun_at < self._began_at)

    def _past(self, item: OutboxItem) -> Past:
        """From the store, so that a restart forgets nothing."""
        row = self._outbox.alert(item.alert.id) if item.attempts else None
        return past_of(row.deliveries) if row else Past()
