"""The store of a drill, opened as a desk of its own: its rules, its clock, and the words, channels and settings of the real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from domain.clock import Clock, RealClock, ScaledClock
from domain.drills import Drill
from domain.rules import Rules
from service.app import App, keep_rules
from service.drills.folder import STORE, Drills
from service.executor import open_labelling
from service.governance import kept_rules

INLINE = "inline"
"""Where a drill's few documents are labelled."""


def make_ready(app: App, rules: Rules) -> None:
    """Load what labelling under these rules needs, before the clock of a drill runs."""
    with open_labelling(INLINE, rules, app.workspace.models) as label_all:
        label_all([])


@contextmanager
def open_drill(app: App, drill: Drill, fresh: Rules | None = None) -> Iterator[App]:
    """A drill as an open workspace. `app`: the real one, of which neither store nor rules are touched. `fresh`: the rules of a
    drill that begins; later they are read from its store."""
    from storage.open import open_storage  # noqa: PLC0415  as in service.app

    path = Drills(app.workspace).folder(drill.id) / STORE
    storage = open_storage(f"sqlite:///{path.absolute()}")
    try:
        storage.upgrade()
        if fresh is not None:
            keep_rules(storage, fresh)
        settings = app.settings.model_copy(update={"executor": INLINE})
        rules = fresh or kept_rules(storage, drill.config_id)
        yield replace(app, settings=settings, storage=storage, rules=rules, drill=drill)
    finally:
        storage.close()


def clock_of(drill: Drill) -> Clock:
    """The drill's clock, wherever it is looked at."""
    return ScaledClock(drill.desk_at(RealClock().now()), drill.pace)
