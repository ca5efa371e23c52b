"""Commands on deliveries: what was tried, what to try again, and whether the way to somebody works."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from domain.alerts import GIVEN_UP, Delivery, DeliveryStatus
from domain.codec import to_plain
from domain.errors import BadUse
from service.by_hand import event_of
from service.cli.moments import span_of
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.names import shown_name
from service.tables import alert_row
from service.trial import trial_alerts, wanted_ways
from service.trial_delivery import outcomes
from storage.base import Storage
from storage.values import AlertRow

Json = Annotated[bool, typer.Option("--json")]
Since = Annotated[str | None, typer.Option("--since")]
Channel = Annotated[str | None, typer.Option("--channel")]
FORM = "%m-%d %H:%M:%S"
PATIENCE = "60s"


def register(alerts: typer.Typer) -> None:
    """Put the commands into the group of alerts."""
    alerts.command("log")(log)
    alerts.command("retry")(retry)
    alerts.command("test")(send_test)


def log(
    context: typer.Context,
    event: Annotated[str | None, typer.Option("--event")] = None,
    channel: Channel = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        storage = session.app.storage
        _check_channel(session, channel)
        found = (
            storage.event_alerts(event_of(storage, event).event.id) if event else storage.alerts(session.moment(since))
        )
        attempts = _attempts(row for row in found if channel in (None, row.alert.channel))
        if as_json:
            for row, delivery in attempts:
                show_json(_log_row(row, delivery))
            return
        heads = (
            session.text(f"alerts.head_{name}")
            for name in ("time", "channel", "recipient", "status", "cause", "delay", "alert")
        )
        show_table(heads, (_log_cells(session, row, delivery) for row, delivery in attempts))


def retry(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument()] = None,
    channel: Channel = None,
    since: Since = None,
) -> None:
    with changing(context, "alert.retry") as session:
        storage = session.app.storage
        if bool(ids) == (channel is not None):
            raise BadUse("alerts.ids_or_channel")
        _check_channel(session, channel)
        given = tuple(ids) if ids else tuple(_dead_over(storage, channel or "", session.moment(since)))
        for alert_id in given:
            _check(session, alert_id)
        if not given:
            print(session.text("alerts.nothing_given_up", channel=channel))
            return
        change = session.change("alert.retry", "", channel or "")
        back = storage.put_back(given, session.now(), change)
        _show_back(session, [row for alert_id in back if (row := storage.alert(alert_id))])


def _show_back(session: Session, rows: Iterable[AlertRow]) -> None:
    """What became of each that was to be put back."""
    count = 0
    for row in rows:
        withdrawn = row.status == DeliveryStatus.WITHDRAWN
        count += row.status == DeliveryStatus.PENDING
        print(session.text("alerts.withdrawn_instead" if withdrawn else "alerts.put_back", id=row.alert.id,
                           channel=row.alert.channel, recipient=row.alert.recipient))  # fmt: skip
    print(session.text("alerts.put_back_count", count=count))


def send_test(
    context: typer.Context,
    channel: Channel = None,
    to: Annotated[str | None, typer.Option("--to")] = None,
    wait: Annotated[str, typer.Option("--wait")] = PATIENCE,
    as_json: Json = False,
) -> int:
    with changing(context, "alert.test") as session:
        app, now = session.app, session.now()
        ways = wanted_ways(app.rules, channel, to)
        alerts = trial_alerts(app.rules, ways, f"test:{now:%Y%m%dT%H%M%S%fZ}", now)
        app.storage.record(session.change("alert.test", channel or "", str(len(alerts))))
        app.storage.tell(alerts)
        rows = outcomes(app, alerts, span_of(wait) or 0.0)
        for row in rows:
            show_json(alert_row(row)) if as_json else print(_outcome(session, row))
        return 0 if all(row.status == DeliveryStatus.DELIVERED for row in rows) else 1


def _check_channel(session: Session, channel: str | None) -> None:
    """BadUse where a channel is neither configured nor one that anything was told over: a slip of the pen must not look like an
    empty answer."""
    configured = session.app.rules.channels_by_id
    if channel is None or channel in configured:
        return
    told = {row.alert.channel for row in session.app.storage.alerts()}
    if channel not in told:
        known = ", ".join((*configured, *sorted(told.difference(configured))))
        raise BadUse("trial.unknown_channel", given=channel[:40], known=known or "-")


def _attempts(rows: Iterable[AlertRow]) -> list[tuple[AlertRow, Delivery | None]]:
    """Every attempt by time; an alert that was not tried yet stands for itself."""
    found = [(row, delivery) for row in rows for delivery in row.deliveries or (None,)]
    return sorted(found, key=lambda pair: (_moment(*pair), pair[0].alert.id))


def _moment(row: AlertRow, delivery: Delivery | None) -> datetime:
    return delivery.started_at if delivery else row.alert.due_at


def _log_cells(session: Session, row: AlertRow, delivery: Delivery | None) -> tuple[object, ...]:
    app = session.app
    status = delivery.status if delivery else row.status
    delay = _delay(row, delivery)
    return (
        session.when(_moment(row, delivery), FORM),
        row.alert.channel,
        shown_name(row.alert.recipient, app.rules.roster, app.catalogue),
        session.text("alerts.again" if delivery and status == DeliveryStatus.PENDING else f"delivery.{status}"),
        delivery.detail if delivery and status != DeliveryStatus.DELIVERED else "",
        _shown_span(session, delay) if delay is not None else "",
        row.alert.id,
    )


def _log_row(row: AlertRow, delivery: Delivery | None) -> dict[str, Any]:
    """One attempt; of an alert that was not tried yet the alert alone."""
    alert, delay = row.alert, _delay(row, delivery)
    return {
        "alert_id": alert.id, "subject_id": alert.subject_id, "scope_id": alert.scope_id, "reason": alert.reason.value,
        "recipient": alert.recipient, "channel": alert.channel, "due_at": to_plain(alert.due_at), "status": row.status,
        "attempt": to_plain(delivery) if delivery else None, "delay_seconds": delay.total_seconds() if delay else None,
    }  # fmt: skip


def _delay(row: AlertRow, delivery: Delivery | None) -> timedelta | None:
    """From when it was due until the attempt ended."""
    return delivery.finished_at - row.alert.due_at if delivery and delivery.finished_at else None


def _shown_span(session: Session, span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 120:
        return session.text("alerts.seconds", count=f"{seconds:.1f}")
    return session.text("alert.minutes", count=round(seconds / 60))


def _dead_over(storage: Storage, channel: str, since: datetime | None) -> Iterator[str]:
    rows = storage.alerts(since, statuses=tuple(sorted(GIVEN_UP)))
    return (row.alert.id for row in rows if row.alert.channel == channel)


def _check(session: Session, alert_id: str) -> None:
    """BadUse where an alert is unknown, or was not given up."""
    row = session.app.storage.alert(alert_id)
    if row is None:
        raise BadUse("alerts.unknown", id=alert_id[:40])
    if row.status not in GIVEN_UP:
        raise BadUse("alerts.not_given_up", id=alert_id, status=session.text(f"delivery.{row.status}"))


def _outcome(session: Session, row: AlertRow) -> str:
    """What became of a test, in a line."""
    app, last = session.app, row.deliveries[-1] if row.deliveries else None
    who = shown_name(row.alert.recipient, app.rules.roster, app.catalogue)
    code = "again" if row.status == DeliveryStatus.PENDING and last else str(row.status)
    reason = last.detail if last else ""
    return session.text(f"trial.is_{code}", channel=row.alert.channel, recipient=who, reason=reason)
