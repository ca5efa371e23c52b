"""Holding a drill: documents -> inbox -> alerts -> channels, on its own clock, until nothing is left or somebody ends it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, timedelta

from domain.clock import RealClock
from domain.codec import to_json
from domain.drills import Drill, DrillState, starts_at
from domain.rules import Rules
from reports.drill_sections import offset
from samples.drills import Scenario, scenario_rows
from service.app import App
from service.build import processing
from service.drills.course import Course, name_sources, pace_of
from service.drills.folder import Drills
from service.drills.opened import clock_of, make_ready, open_drill
from service.drills.report import report_of
from service.processing import Processing
from service.run import Job, Service
from service.serve import Telling, desk_jobs
from service.timeline import Timeline
from storage.values import Change


def planned(app: App, scenario: Scenario, rules: Rules, *, by: str, pace: float) -> Drill:
    """A drill that is about to begin."""
    make_ready(app, rules)
    desk, now = rules.scopes[0], RealClock().now()
    return Drill(
        id=f"D{now.astimezone(UTC):%Y%m%d-%H%M%S}", scenario=scenario.id, begun_by=by,
        begun_at=now, starts_at=starts_at(now, scenario.length, pace), length=scenario.length, pace=pace,
        config_id=rules.config_id, channels=tuple(dict.fromkeys(route.channel for route in desk.routes)),
    )  # fmt: skip


def hold(
    app: App, drill: Drill, rules: Rules, scenario: Scenario, *, most: timedelta | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Drill:  # fmt: skip
    """Hold a drill to its end, at the latest after `most` real time; the drill as it ended. `told` gets a line for what is told
    and done. The real store gets two entries of the audit trail and nothing else. BadUse where another drill runs."""
    drills = Drills(app.workspace)
    with drills.begun(drill), open_drill(app, drill, rules) as opened:
        name_sources(opened, scenario)
        with processing(opened) as processor:
            drill = _started(drill)
            drills.keep(drill)
            app.storage.record(_change(drill, "drill.begun", drill.scenario))
            ending = _held(replace(opened, drill=drill), processor, drill, scenario, most, told)
        ended = replace(drill, ended_at=RealClock().now(), ending=ending)
        drills.keep_report(drill.id, to_json(report_of(ended, ending, opened.storage, rules)))
        drills.keep(ended)
        app.storage.record(_change(ended, "drill.ended", ending))
    return ended


def _started(drill: Drill) -> Drill:
    """The drill with its clock from now on: what takes time to open is open."""
    now = RealClock().now()
    return replace(drill, begun_at=now, starts_at=starts_at(now, drill.length, drill.pace))


def _held(
    app: App, processor: Processing, drill: Drill, scenario: Scenario, most: timedelta | None, told: Callable[[str], None]
) -> DrillState:  # fmt: skip
    """How it ended."""
    desk, timeline = clock_of(drill), Timeline(app, drill.starts_at, lambda at: offset(at, drill))
    course = Course(app, drill, scenario_rows(scenario, drill.id, drill.starts_at), desk)
    pace, state = pace_of(drill), DrillState.STOPPED

    def look() -> None:
        nonlocal state
        for line in timeline.news():
            told(line)
        is_up = most is not None and RealClock().now() >= drill.begun_at + most
        if ending := DrillState.OVER if is_up else course.ending():
            state = ending
            service.stop()

    with ExitStack() as stack:
        telling = Telling(app, desk, stack)
        jobs = (
            Job("publish", pace, course.publish),
            *desk_jobs(app, desk, processor, telling, pace),
            Job("look", pace, look),
        )
        service = Service(None, jobs, look)
        service.run()
        if state is DrillState.OVER:  # what fell due in its last moments is told too
            for job in jobs:
                job.run()
    return state


def _change(drill: Drill, action: str, detail: str) -> Change:
    return Change(at=RealClock().now(), actor=drill.begun_by, action=action, subject=drill.id, detail=detail)
