"""Commands on rules: are they sound, what are they, do their own tests hold, what differs, which version acts."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from config.diff import Difference, differences
from config.load import load_configuration, load_rules
from config.settings import load_settings
from domain.clock import RealClock
from domain.codec import to_plain
from domain.errors import BadUse
from domain.messages import Catalogue, load_catalogue
from domain.rules import Rules
from service.app import desk_of, governs
from service.boundary import load_within
from service.cli import config_versions, config_words
from service.cli.root import show_json
from service.cli.session import reading
from service.cli.wording import said
from service.governance import kept_rules, read_ledger
from service.known_places import unknown_places
from service.roster import gaps_ahead
from service.rule_tests import RuleTests
from service.workspace import Workspace

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option("--config")]
ACTIVE, FILES = "active", "files"


@app.command()
def check(context: typer.Context, folder: Folder = None) -> int:
    place, catalogue = _place(context, folder)
    configuration = load_within(place)
    warnings = (
        *configuration.warnings(), *unknown_places(configuration), *gaps_ahead(configuration, RealClock().now())
    )  # fmt: skip
    for problem in warnings:
        print(f"{problem.path}: {catalogue.text(problem.code, **dict(problem.params))}", file=sys.stderr)
    print(catalogue.text("config.sound", config_id=configuration.rules.config_id, warnings=len(warnings)))
    _tell_apart(context, configuration.rules, catalogue)
    return 0


@app.command()
def show(
    context: typer.Context, version: Annotated[str | None, typer.Argument()] = None, folder: Folder = None
) -> None:
    if folder is None and version is None:
        rules, _, _ = desk_of(context.obj.workspace, os.environ)
    elif version is None:
        rules = load_rules(_place(context, folder)[0])
    else:
        rules = _named(context, version)
    show_json({"config_id": rules.config_id, **to_plain(rules)})


@app.command("test")
def run_rule_tests(context: typer.Context, folder: Folder = None) -> int:
    place, catalogue = _place(context, folder)
    configuration = load_configuration(place)
    failed = RuleTests(configuration.rules).failing(configuration.tests)
    for one in failed:
        problem = one.problem()
        print(f"{one.place}: {catalogue.text(problem.code, **dict(problem.params))}", file=sys.stderr)
    print(catalogue.text("config.tested", passed=len(configuration.tests) - len(failed), failed=len(failed)))
    return 1 if failed else 0


@app.command()
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument()] = ACTIVE,
    after: Annotated[str, typer.Argument()] = FILES,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    catalogue = load_catalogue(load_settings(context.obj.workspace, os.environ).language)
    found = differences(_named(context, before), _named(context, after))
    for one in found:
        if as_json:
            show_json(_plain(one))
        else:
            print(f"{one.path}: {said(one, catalogue)}")
    if not as_json:
        print(catalogue.text("diff.count" if found else "diff.none", count=len(found)))


def _place(context: typer.Context, folder: Path | None) -> tuple[Path | None, Catalogue]:
    """The folder of rules: as given, the workspace's, or none for the shipped defaults."""
    settings = load_settings(context.obj.workspace, os.environ)
    catalogue = load_catalogue(settings.language)
    if folder is not None and not folder.is_dir():
        raise BadUse("config.no_folder", folder=folder)
    workspace = Workspace(settings.workspace)
    return folder or (workspace.config if workspace.exists else None), catalogue


def _named(context: typer.Context, name: str) -> Rules:
    """Rules by name: `active`, `files`, a folder, or the id of a version or of rules that results name."""
    if name == ACTIVE:
        return desk_of(context.obj.workspace, os.environ)[0]
    if name == FILES:
        return load_rules(_place(context, None)[0])
    if Path(name).is_dir():
        return load_rules(Path(name))
    with reading(context, mending=True) as session:
        storage = session.app.storage
        if storage.rules(name) is not None:
            return kept_rules(storage, name)
        return kept_rules(storage, read_ledger(storage).find(name).config_id)


def _tell_apart(context: typer.Context, rules: Rules, catalogue: Catalogue) -> None:
    """Where an approved version acts: whether these rules are another."""
    if governs(context.obj.workspace, os.environ):
        active, _, _ = desk_of(context.obj.workspace, os.environ)
        print(config_versions.files_beside(active, rules, catalogue))


def _plain(one: Difference) -> dict[str, Any]:
    if one.added or one.removed or one.is_order:
        return {"path": one.path, "added": list(one.added), "removed": list(one.removed), "order": one.is_order}
    return {"path": one.path, "before": one.before, "after": one.after}


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    config_versions.register(app)
    config_words.register(app)
    parent.add_typer(app, name="config")
