"""Commands on versions of rules: propose, approve, activate, roll back, and what was done."""

import hashlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from config.diff import differences
from config.load import load_configuration, load_rules
from domain.clock import require_utc
from domain.errors import BadUse, ConfigError
from domain.messages import Catalogue
from domain.rules import Rules
from domain.versions import Act, state_of
from pipeline.learning.shelf import Shelf
from service import versions
from service.boundary import check_boundary
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.governance import Ledger, is_governed, kept_rules, read_ledger
from service.rule_tests import RuleTests

Named = Annotated[str, typer.Argument()]
Reason = Annotated[str, typer.Option("--reason")]
Whatif = Annotated[Path | None, typer.Option("--whatif")]


def register(parent: typer.Typer) -> None:
    """Put the commands into the group."""
    for command in (propose, approve, activate, rollback, history):
        parent.command(command.__name__)(command)


def propose(
    context: typer.Context,
    reason: Reason,
    folder: Annotated[Path | None, typer.Option("--config")] = None,
    whatif: Whatif = None,
) -> None:
    if folder is not None and not folder.is_dir():
        raise BadUse("config.no_folder", folder=folder)
    with changing(context, "config.propose", mending=True) as session:
        configuration = load_configuration(folder or session.app.workspace.config)
        rules = configuration.rules
        tests = RuleTests(rules)
        check_boundary(configuration, tests)
        failed = tests.failing(configuration.tests)
        if failed:
            raise BadUse("version.tests_fail", failed=len(failed), place=failed[0].place)
        _check_models(session, [one.model_id for one in rules.models])
        change = session.change("config.propose", rules.config_id, _reason(reason))
        versions.propose(session.app.storage, rules, change, _hash(whatif))
        changed, warned = len(differences(session.app.rules, rules)), len(configuration.warnings())
        print(session.text(_proposed(session, changed), version=rules.config_id, changed=changed, warnings=warned))
        print(session.text("version.next_approve", version=rules.config_id))


def approve(
    context: typer.Context,
    version: Named,
    reason: Reason = "",
    whatif: Whatif = None,
    alone: Annotated[bool, typer.Option("--alone")] = False,
) -> None:
    with changing(context, "config.approve", mending=True) as session:
        one = read_ledger(session.app.storage).find(version)
        detail = " ".join(filter(None, ("alone" if alone else "", reason.strip())))
        change = session.change("config.approve", one.config_id, detail)
        versions.approve(session.app.storage, one, change, alone=alone, whatif=_hash(whatif))
        print(session.text("version.approved_alone" if alone else "version.approved", version=one.config_id))
        print(session.text("version.next_activate", version=one.config_id))


def activate(
    context: typer.Context,
    version: Named,
    at: Annotated[str | None, typer.Option("--at")] = None,
    reason: Reason = "",
) -> None:
    with changing(context, "config.activate", mending=True) as session:
        storage = session.app.storage
        one, was_governed = read_ledger(storage).find(version), is_governed(storage)
        _check_models(session, [model.model_id for model in kept_rules(storage, one.config_id).models])
        change = session.change("config.activate", one.config_id, reason.strip())
        act = versions.activate(storage, one, change, session.app.rules, session.moment(at) or change.at)
        print(session.text("version.activated", version=one.config_id, at=_from(session, act)))
        if not was_governed:
            print(session.text("version.governed_now"))


def rollback(context: typer.Context, reason: Reason) -> None:
    with changing(context, "config.rollback", mending=True) as session:
        storage = session.app.storage
        ledger, now = read_ledger(storage), session.now()
        planned = ledger.line.planned(now)
        target = versions.rollback_target(ledger, now)
        kept_rules(storage, target)
        act = versions.roll_back(storage, session.change("config.rollback", target, _reason(reason)))
        if planned:
            called_off = ", ".join(span.config_id for span in planned)
            print(session.text("version.called_off", versions=called_off, version=act.config_id))
        else:
            print(session.text("version.rolled_back", version=act.config_id, at=_from(session, act)))


def history(context: typer.Context, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    with reading(context, mending=True) as session:
        ledger = read_ledger(session.app.storage)
        if as_json:
            for act in ledger.acts:
                show_json(_row(act))
            return
        headings = (
            session.text(f"version.{name}") for name in ("at", "act", "version", "by", "from", "reason", "whatif")
        )
        show_table(headings, (_cells(session, act) for act in ledger.acts))
        _tell_states(session, ledger)


def _proposed(session: Session, changed: int) -> str:
    """The code of what is said of a proposal. Against a version of another release nothing can be counted."""
    acting = read_ledger(session.app.storage).line.at(session.now())
    if acting not in (None, session.app.rules.config_id):
        return "version.proposed_anew"
    return "version.proposed" if changed else "version.proposed_same"


def _tell_states(session: Session, ledger: Ledger) -> None:
    if not ledger.line.spans:
        print(session.text("version.files_act", files=session.app.rules.config_id))
    for one in ledger.versions.values():
        state = state_of(one, ledger.line, session.now())
        print(session.text("version.stands", version=one.config_id, state=session.text(f"version.state_{state}")))


def _cells(session: Session, act: Act) -> tuple[object, ...]:
    said = session.text(f"version.act_{act.kind}") + (session.text("version.mark_alone") if act.alone else "")
    said += session.text("version.mark_roster") if act.roster_only else ""
    begins = _from(session, act) if act.starts_at else ""
    return (session.when(act.at, "%Y-%m-%d %H:%M"), said, act.config_id, act.actor, begins, act.reason, act.whatif[:12])


def _row(act: Act) -> dict[str, object]:
    starts_at = act.starts_at.isoformat() if act.starts_at else None
    return {"act": act.kind.value, "config_id": act.config_id, "by": act.actor, "at": act.at.isoformat(),
            "reason": act.reason, "whatif": act.whatif, "starts_at": starts_at, "replaces": act.replaces, "alone": act.alone,
            "roster_only": act.roster_only}  # fmt: skip


def _from(session: Session, act: Act) -> str:
    return session.when(require_utc(act.starts_at or act.at), "%Y-%m-%d %H:%M:%S")


def _reason(given: str) -> str:
    if not given.strip():
        raise BadUse("version.no_reason")
    return given.strip()


def _hash(report: Path | None) -> str:
    """SHA-256 of a report. The report stays where it is: it names events, whose texts may have to go."""
    return hashlib.sha256(report.read_bytes()).hexdigest() if report else ""


def _check_models(session: Session, wanted: list[str]) -> None:
    shelf = Shelf(session.app.workspace.models)
    for model in wanted:
        shelf.load(model)


def tell_files(session: Session) -> None:
    """Where an approved version acts: say on standard error whether the files are another, or at fault."""
    if not is_governed(session.app.storage):
        return
    try:
        files = load_rules(session.app.workspace.config)
    except ConfigError as error:
        print(session.text("version.files_at_fault", count=len(error.problems)), file=sys.stderr)
        return
    if files.config_id != session.app.rules.config_id:
        print(files_beside(session.app.rules, files, session.app.catalogue), file=sys.stderr)


def files_beside(active: Rules, files: Rules, catalogue: Catalogue) -> str:
    """How the files stand to the version that acts."""
    code = "version.same_as_active" if active.config_id == files.config_id else "version.files_differ"
    return catalogue.text(code, active=active.config_id, files=files.config_id, count=len(differences(active, files)))
