"""Commands on alerts: what was told, whether it arrived, and who would be told next."""

from collections.abc import Iterator
from typing import Annotated

import typer

from alerts.follow import asks
from domain.alerts import Alert, DeliveryStatus, Reason, SubjectKind
from domain.errors import BadUse
from service.cases import case_of, duty_row
from service.cli import alert_letters, alert_quality, alert_routes, alert_shelves, alert_silence
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.digests import acknowledge, in_digest, unacknowledged
from service.names import shown_name
from service.tables import alert_row
from storage.base import Storage
from storage.values import AlertRow

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def show(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since")] = None,
    status: Annotated[DeliveryStatus | None, typer.Option("--status")] = None,
    digest: Annotated[str | None, typer.Option("--digest")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        storage = session.app.storage
        rows = list(_inside(storage, digest) if digest else
                    storage.alerts(session.moment(since), statuses=(status,) if status else ()))  # fmt: skip
        if as_json:
            for row in rows:
                show_json(alert_row(row))
            return
        names = ("alert", "time", "level", "reason", "event", "recipient", "channel", "status")
        show_table((session.text(f"alerts.head_{name}") for name in names), (_cells(session, row) for row in rows))


def _cells(session: Session, row: AlertRow) -> tuple[object, ...]:
    app, alert = session.app, row.alert
    return (
        alert.id, session.when(alert.decided_at), session.level(alert), session.text(f"reason.{alert.reason}"),
        alert.subject_id, shown_name(alert.recipient, app.rules.roster, app.catalogue), alert.channel,
        _status(session, row),
    )  # fmt: skip


def _status(session: Session, row: AlertRow) -> str:
    """What became of it; of one in quiet hours until when it waits."""
    if row.alert.is_held and row.status == DeliveryStatus.PENDING and not row.deliveries:
        return session.text("alerts.waits_until", until=session.when(row.alert.due_at))
    return session.text(f"delivery.{row.status}")


@app.command()
def ack(context: typer.Context, number: Annotated[str, typer.Argument()]) -> None:
    with changing(context, "event.acknowledged") as session:
        row = session.app.storage.alert(number)
        if row is None or not (row.alert.reason is Reason.DIGEST or row.alert.subject_kind is SubjectKind.EVENT):
            raise BadUse("alerts.unknown", id=number[:40])
        pages = _asking(session, row.alert)
        count = acknowledge(session.app.storage, pages, session.actor, session.now(), number)
        print(session.text("alerts.acknowledged_all", count=count))


def _asking(session: Session, alert: Alert) -> list[Alert]:
    """Pages that an alert is or tells of and that want to be acknowledged; BadUse where a single one does not any more."""
    storage, now = session.app.storage, session.now()
    if alert.reason is Reason.DIGEST:
        return unacknowledged(storage, alert, now)
    row = duty_row(storage, alert.subject_id, alert.scope_id)
    if row is None or not asks(alert, case_of(row, now)):
        raise BadUse("alerts.not_asking", id=alert.id, event=alert.subject_id)
    return [alert]


def _inside(storage: Storage, number: str) -> Iterator[AlertRow]:
    """What a digest tells of; BadUse where there is none of the number."""
    row = storage.alert(number)
    if row is None or row.alert.reason is not Reason.DIGEST:
        raise BadUse("alerts.no_digest", id=number[:40])
    return in_digest(storage, row.alert)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    alert_letters.register(app)
    alert_quality.register(app)
    alert_silence.register(app)
    app.command("route")(alert_routes.route)
    app.command("shelve")(alert_shelves.shelve)
    parent.add_typer(app, name="alerts")
