"""Commands on alerts: what was told, whether it arrived, and who would be told next."""

from typing import Annotated

import typer

from service.cli import alert_quality, alert_routes, alert_silence
from service.cli.moments import parse_moment
from service.cli.root import show_json, show_table
from service.cli.session import reading
from service.tables import alert_row

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def show(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        rows = list(session.app.storage.alerts(parse_moment(since)))
        if as_json:
            for row in rows:
                show_json(alert_row(row))
            return
        names = ("time", "level", "reason", "event", "recipient", "channel", "status")
        cells = (
            (session.when(row.alert.decided_at), session.level(row.alert),
             session.text(f"reason.{row.alert.reason}"), row.alert.subject_id, row.alert.recipient, row.alert.channel,
             session.text(f"delivery.{row.status}"))
            for row in rows
        )  # fmt: skip
        show_table((session.text(f"alerts.head_{name}") for name in names), cells)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    alert_quality.register(app)
    alert_silence.register(app)
    app.command("route")(alert_routes.route)
    parent.add_typer(app, name="alerts")
