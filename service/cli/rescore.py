"""`wanglou rescore`: do stored indices follow from what they were computed from?"""

from typing import Annotated

import typer

from domain.errors import BadUse
from service.cli.root import show_json
from service.cli.session import Session, reading
from service.governance import OTHER_RELEASE
from service.rescore import Deviation, Rescoring, RulesById
from service.rescore import rescore as compute


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("rescore")(rescore)


def rescore(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since")] = None,
    until: Annotated[str | None, typer.Option("--until")] = None,
    event: Annotated[str | None, typer.Option("--event")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    with reading(context) as session:
        storage = session.app.storage
        if event is not None and storage.event(event) is None:
            raise BadUse("event.unknown", id=event)
        rows = storage.assessments(event, session.moment(since), session.moment(until))
        done = compute(rows, RulesById(storage))
        if as_json:
            show_json(_row(done))
        else:
            _tell(session, done)
        return 1 if done.deviations else 0


def _tell(session: Session, done: Rescoring) -> None:
    for one in done.deviations:
        stored = one.stored
        print(session.text("rescore.differs", event=stored.event_id, scope=stored.scope_id, at=stored.at.isoformat()))
        for name, before, after in one.fields():
            print(f"    {name}: {before} -> {after}")
    for version, count in sorted(done.other_code.items()):
        print(session.text("rescore.other_code", version=version, count=count))
    for name, count in sorted(done.unknown_rules.items()):
        print(session.text("rescore.unknown_rules", config_id=name, count=count))
    for name, count in sorted(done.other_release.items()):
        print(session.text("rescore.other_release", count=count, reason=session.text(OTHER_RELEASE, version=name)))
    print(session.text("rescore.done", identical=done.identical, differing=len(done.deviations)))


def _row(done: Rescoring) -> dict[str, object]:
    return {
        "identical": done.identical,
        "differing": [_deviation(one) for one in done.deviations],
        "other_code": dict(sorted(done.other_code.items())),
        "unknown_rules": dict(sorted(done.unknown_rules.items())),
        "other_release": dict(sorted(done.other_release.items())),
    }


def _deviation(one: Deviation) -> dict[str, object]:
    stored, fields = one.stored, list(one.fields())
    return {"event_id": stored.event_id, "scope_id": stored.scope_id, "at": stored.at.isoformat(),
            "stored": {name: before for name, before, _ in fields},
            "again": {name: after for name, _, after in fields}}  # fmt: skip
