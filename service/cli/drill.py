"""Commands on drills: what can be drilled, holding one, acting in it, and what became of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from domain.clock import RealClock
from domain.drills import DrillState
from domain.errors import BadUse
from domain.risk import Level
from domain.rules import Rules
from reports.drill_sections import span
from reports.writing import written
from samples.drills import Scenario, load_places, load_scenarios
from service.cli import drill_acts
from service.cli.confirm import confirmed
from service.cli.drill_views import report_row, report_sections, show_past, show_report, show_scenarios
from service.cli.filing import Format, Output, format_of, give_file
from service.cli.moments import span_of
from service.cli.root import show_json
from service.cli.session import Session, changing, reading
from service.drills.audience import audience
from service.drills.folder import Drills
from service.drills.report import drill_report
from service.drills.rules import rules_of_drill
from service.names import shown_name
from service.reach import is_served

app = typer.Typer(invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json")]
SLOWEST, FASTEST = 1.0, 3600.0


@app.callback()
def group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        with reading(context) as session:
            show_scenarios(session, as_json=False)


@app.command("list")
def show(context: typer.Context, past: Annotated[bool, typer.Option("--past")] = False, as_json: Json = False) -> None:
    with reading(context) as session:
        if past:
            show_past(session, as_json=as_json)
        else:
            show_scenarios(session, as_json=as_json)


@app.command()
def run(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument()],
    pace: Annotated[float, typer.Option("--pace", min=SLOWEST, max=FASTEST)] = 1.0,
    channels: Annotated[str | None, typer.Option("--to")] = None,
    duration: Annotated[str | None, typer.Option("--for")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> int:
    from service.drills.holding import hold, planned  # noqa: PLC0415  loads a whole service: only where one runs

    with changing(context, "drill.begin") as session:
        chosen = _scenario(scenario)
        now = RealClock().now()
        named = tuple(one.strip() for one in channels.split(",")) if channels else ()
        rules = rules_of_drill(session.app.rules, load_places(), named, now)
        most = span_of(duration)
        for line in _announced(session, chosen, rules, pace, now):
            print(line)
        confirmed(session.text("drill.confirm"), given=yes)
        drill = planned(session.app, chosen, rules, by=session.actor, pace=pace)
        print(session.text("drill.begins", id=drill.id), flush=True)
        ended = hold(session.app, drill, rules, chosen, most=None if most is None else timedelta(seconds=most),
                     told=lambda line: print(line, flush=True))  # fmt: skip
        found = drill_report(session.app, ended)
        show_report(session, found, brief=True)
        print(session.text("drill.see_report", id=ended.id))
        return 1 if found.undelivered and ended.ending is not DrillState.STOPPED else 0


@app.command()
def report(
    context: typer.Context,
    drill: Annotated[str | None, typer.Argument()] = None,
    report_format: Format = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        found = drill_report(session.app, Drills(session.app.workspace).named(drill))
        if as_json:
            show_json(report_row(found))
        elif report_format is None and output is None:
            show_report(session, found)
        else:
            chosen, language = format_of(report_format, output), session.app.catalogue.language
            give_file(session, written(report_sections(session, found), chosen, language, session.now()), output)


def _scenario(named: str) -> Scenario:
    known = {one.id: one for one in load_scenarios()}
    if named not in known:
        raise BadUse("drill.no_scenario", given=named[:40], known=", ".join(known))
    return known[named]


def _announced(session: Session, scenario: Scenario, rules: Rules, pace: float, now: datetime) -> Iterator[str]:
    """What is about to happen: to whom messages may go, over what, and for how long."""
    text, language = session.text, session.app.catalogue.language
    yield text("drill.about", name=scenario.name[language], about=scenario.about[language])
    lasts = "drill.lasts" if pace == 1 else "drill.lasts_fast"
    yield text(lasts, real=span(scenario.length / pace), desk=span(scenario.length), pace=f"{pace:g}")
    yield text("drill.audience")
    for one in audience(rules, now):
        who = shown_name(one.recipient, rules.roster, session.app.catalogue)
        people = text("drill.people", names=text("duty.and").join(one.people)) if one.people else ""
        yield text("drill.hearer", who=who, people=people, channels=text("alert.and").join(one.channels))
    yield from _warnings(session)


def _warnings(session: Session) -> Iterator[str]:
    """What whoever begins a drill should know before."""
    grave = sum(1 for row in session.app.storage.duties() if row.memory.level >= Level.II)
    if grave:
        yield session.text("drill.real_events", count=grave)
    web = session.app.settings.web
    if web.public_url is None:
        yield session.text("drill.no_links")
    elif not is_served(web.host, web.port):
        yield session.text("drill.no_service", address=f"{web.host}:{web.port}")


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    drill_acts.register(app)
    parent.add_typer(app, name="drill")
