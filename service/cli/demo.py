"""`wanglou demo`: a sample town through the whole system."""

import os
from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated

import typer

from samples.crew import load_acts
from service.build import crawl_settings
from service.demo import FACTOR, Stage, served, staged
from service.demo_crew import Crew
from service.run import Job
from service.serve import serve
from service.timeline import Timeline

PACE = 0.2
"""Real seconds, six desk minutes, in which the service of the demonstration looks again: a ladder of minutes is seen rung by rung."""
AFTER = 6.0
"""Real seconds after the story's end in which the last items are collected, assessed and told."""


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once")] = False,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535)] = None,
) -> int:
    with staged(context.obj.workspace, os.environ, port) as stage:
        return _play(stage, once=once)


def _play(stage: Stage, *, once: bool) -> int:
    text = stage.app.catalogue.text
    print(text("demo.opening", quiet=stage.quiet), flush=True)
    with ExitStack() as stack:
        clock = stack.enter_context(served(stage))
        timeline = Timeline(stage.app, stage.start)
        length = (stage.end - stage.start).total_seconds() / FACTOR + AFTER
        crawl = replace(crawl_settings(stage.app), desk_now=clock.now(), desk_factor=FACTOR, desk_slow_from=stage.end)
        crew = Crew(stage.app, load_acts(), clock)
        jobs = (Job("crew", PACE, crew.turn), Job("timeline", 0.5, lambda: _print(timeline)),
                *(() if once else (_closing(timeline, length),)))  # fmt: skip
        serve(stage.app, clock, seconds=length if once else None, web=True, crawl=crawl, extra=jobs, pace=PACE,
              on_console=lambda address: print(text("demo.page", address=address), flush=True))  # fmt: skip
        _print(timeline)
        twice = timeline.told_twice()
        if once:
            print(*timeline.summary(), sep="\n")
        if twice:
            print(text("demo.told_twice", occasions=", ".join(twice)))
        return 1 if twice else 0


def _print(timeline: Timeline) -> None:
    for line in timeline.news():
        print(line, flush=True)


def _closing(timeline: Timeline, length: float) -> Job:
    """Prints the summary once, when the story is over; the service goes on."""
    lines = iter(timeline.summary())

    def close() -> None:
        for line in lines:
            print(line, flush=True)

    return Job("summary", length, close)
