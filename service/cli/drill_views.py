"""Drills as people and programs read them: scenarios, earlier drills, one drill's report."""

import sys
from collections.abc import Sequence
from datetime import timedelta

from domain.codec import to_plain
from domain.drills import Drill
from domain.errors import BadUse
from reports.drill_sections import Words, sections, span
from reports.drills import DrillReport, Measure, Timed, Verdict
from reports.tables import Section
from samples.drills import Scenario, load_scenarios
from service.cli.root import show_json, show_table
from service.cli.session import Session
from service.drills.folder import Drills
from service.drills.report import drill_report
from service.names import shown_name

FORM = "%Y-%m-%d %H:%M"


def show_scenarios(session: Session, *, as_json: bool) -> None:
    """What can be drilled."""
    language, scenarios = session.app.catalogue.language, load_scenarios()
    if as_json:
        for one in scenarios:
            show_json(_scenario_row(one, language))
        return
    heads = ("id", "name", "level", "documents", "length")
    cells = ((one.id, one.name[language], session.text(f"level.{one.reaches.name}"), len(one.documents), span(one.length))
             for one in scenarios)  # fmt: skip
    show_table((session.text(f"drill.head_{head}") for head in heads), cells)
    for one in scenarios:
        print(session.text("drill.about", name=one.name[language], about=one.about[language]))
    print(session.text("drill.how"))


def _scenario_row(one: Scenario, language: str) -> dict[str, object]:
    return {
        "id": one.id, "name": one.name[language], "about": one.about[language], "reaches": one.reaches.name,
        "documents": len(one.documents), "minutes": round(one.length / timedelta(minutes=1)),
    }  # fmt: skip


def show_past(session: Session, *, as_json: bool) -> None:
    """Drills that were held, newest first, with their main figures."""
    drills = Drills(session.app.workspace)
    found = [(drill, _told(session, drill)) for drill in drills.all()]
    for name in drills.unreadable():
        print(session.text("drill.unreadable", id=name), file=sys.stderr)
    if as_json:
        for drill, report in found:
            show_json(to_plain(drill) | (_figures(report) if report else {}))
        return
    if not found:
        print(session.text("drill.none"))
        return
    heads = ("id", "scenario", "state", "told", "undelivered", "acknowledged", "verdicts")
    cells = ((drill.id, _name(session, drill), *_cells(session, report)) for drill, report in found)
    show_table((session.text(f"drill.head_{head}") for head in heads), cells)


def _told(session: Session, drill: Drill) -> DrillReport | None:
    """Its report; None where this release cannot tell."""
    try:
        return drill_report(session.app, drill)
    except BadUse:
        return None


def _figures(report: DrillReport) -> dict[str, object]:
    """The main figures of a drill."""
    last = _last_acknowledgement(report)
    return {
        "state": report.state.value, "reached": report.reached.name, "alerts": len(report.tellings),
        "undelivered": len(report.undelivered), "acknowledged_after": to_plain(last.took) if last else None,
        "verdicts": {verdict.value: report.counted(verdict) for verdict in Verdict},
    }  # fmt: skip


def _cells(session: Session, report: DrillReport | None) -> tuple[object, ...]:
    if report is None:
        return ("-",) * 5
    last = _last_acknowledgement(report)
    took = f"{span(last.took)} / {span(last.target)}" if last else "-"
    met, counted = report.counted(Verdict.MET), len(report.measures) - report.counted(Verdict.OPEN)
    state = session.text(f"drill.is_{report.state}")
    return state, len(report.tellings), len(report.undelivered), took, f"{met} / {counted}"


def _last_acknowledgement(report: DrillReport) -> Measure | None:
    """Of the gravest alert that asked for one."""
    asked = [one for one in report.measures if one.timed is Timed.ACKNOWLEDGE]
    return asked[-1] if asked else None


def report_row(report: DrillReport) -> dict[str, object]:
    """The whole report for a program, levels by name."""
    plain = to_plain(report)
    for name in ("events", "levels", "tellings", "measures"):
        plain[name] = [
            {**row, "level": one.level.name} for row, one in zip(plain[name], getattr(report, name), strict=True)
        ]
    return {**plain, "reached": report.reached.name}


def report_sections(session: Session, report: DrillReport) -> Sequence[Section]:
    """The report in words."""
    roster, catalogue = session.app.rules.roster, session.app.catalogue
    words = Words(
        catalogue=catalogue, scenario=_name(session, report.drill), when=lambda moment: session.when(moment, FORM),
        named=lambda name: shown_name(name, roster, catalogue),
    )  # fmt: skip
    return sections(report, words)


def _name(session: Session, drill: Drill) -> str:
    """The scenario's name; its id where this release has it no more."""
    names = {one.id: one.name[session.app.catalogue.language] for one in load_scenarios()}
    return names.get(drill.scenario, drill.scenario)


def show_report(session: Session, report: DrillReport, *, brief: bool = False) -> None:
    """On the terminal; `brief`: the summary and the times."""
    for section in report_sections(session, report)[: 2 if brief else None]:
        print(section.heading, *section.lines, sep="\n")
        if section.rows:
            show_table(section.heads, section.rows)
        print()
