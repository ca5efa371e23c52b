"""Commands on alerts: what was told, whether it arrived, and who would be told next."""

from datetime import datetime
from typing import Annotated

import typer

from alerts.follow import Case, is_acknowledged
from domain.alerts import Reason
from domain.codec import to_plain
from domain.errors import BadUse
from domain.events import DESK, OVER
from domain.risk import Level
from domain.rules import ScopeRules
from service.by_hand import event_of, level_named
from service.cases import case_of, duty_row
from service.cli.moments import parse_moment
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.names import shown_name
from service.routing import Step, described, steps_of
from service.tables import alert_row
from service.watches import check_scope

app = typer.Typer(no_args_is_help=True)
CLOCKS = (Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED)


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


@app.command()
def route(
    context: typer.Context,
    event: Annotated[str | None, typer.Option("--event")] = None,
    for_level: Annotated[str | None, typer.Option("--for-level")] = None,
    at: Annotated[str | None, typer.Option("--at")] = None,
    scope: Annotated[str, typer.Option("--scope")] = DESK,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        rules = session.app.rules
        check_scope(rules, scope)
        own = next(one for one in rules.scopes if one.scope.id == scope)
        case = _case(session, event, for_level, parse_moment(at) or session.now(), own)
        steps = steps_of(case, own, rules)
        if as_json:
            for step in steps:
                show_json(to_plain(step))
            return
        if not steps:
            print(session.text("alerts.nobody"))
            return
        print(session.text("alerts.acknowledged" if is_acknowledged(case) else "alerts.if_nobody"))
        names = ("time", "why", "recipient", "channel", "status")
        cells = ((session.when(step.at), _why(session, step), shown_name(step.recipient, rules.roster, session.app.catalogue), step.channel,
                  session.text("alerts.told" if step.is_told else "alerts.to_come")) for step in steps)  # fmt: skip
        show_table((session.text(f"alerts.head_{name}") for name in names), cells)


def _case(session: Session, event: str | None, level: str | None, at: datetime, scope: ScopeRules) -> Case:
    """The case of a stored event with a level, or a described one."""
    if (event is None) == (level is None):
        raise BadUse("alerts.one_of_both")
    if level is not None:
        found = level_named(level)
        if not found:
            raise BadUse("order.unknown_level", given=level[:40], known="IV, III, II, I")
        return described(found, scope, at)
    row = event_of(session.app.storage, event or "", scope.scope.id)
    duty = duty_row(session.app.storage, row.event.id, scope.scope.id)
    if duty is None or duty.memory.level is Level.NONE or duty.state in OVER:
        raise BadUse("alerts.no_level", id=row.event.id, scope=scope.scope.id)
    return case_of(duty, at)


def _why(session: Session, step: Step) -> str:
    """Such as: half of the time to answer."""
    kind, _, rest = step.occasion.partition(":")
    code = f"alerts.{kind}_{rest.rpartition(':')[2]}" if step.reason in CLOCKS else f"reason.{step.reason}"
    return session.text(code)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="alerts")
