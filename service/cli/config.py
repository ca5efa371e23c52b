"""Commands on rules: are they sound, what are they, do their own tests hold."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from config.check import check_rules
from config.load import load_configuration
from config.settings import load_settings
from domain.codec import to_plain
from domain.errors import BadUse
from domain.messages import Catalogue, load_catalogue
from service.cli.root import show_json
from service.rule_tests import RuleTests
from service.workspace import Workspace

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option("--config")]


@app.command()
def check(context: typer.Context, folder: Folder = None) -> int:
    place, catalogue = _place(context, folder)
    configuration = load_configuration(place)
    warnings = check_rules(configuration.rules)
    for problem in warnings:
        print(f"{problem.path}: {catalogue.text(problem.code, **dict(problem.params))}", file=sys.stderr)
    print(catalogue.text("config.sound", config_id=configuration.rules.config_id, warnings=len(warnings)))
    return 0


@app.command()
def show(context: typer.Context, folder: Folder = None) -> None:
    place, _ = _place(context, folder)
    rules = load_configuration(place).rules
    show_json({"config_id": rules.config_id, **to_plain(rules)})


@app.command("test")
def run_rule_tests(context: typer.Context, folder: Folder = None) -> int:
    place, catalogue = _place(context, folder)
    configuration = load_configuration(place)
    failed = RuleTests(configuration.rules).failing(configuration.tests)
    for one in failed:
        code = "config.test_missed" if one.expect else "config.test_failed"
        said = catalogue.text(code, topic=one.rule or one.topic, text=f"{one.title} {one.text}".strip()[:60])
        print(f"{one.place}: {said}", file=sys.stderr)
    print(catalogue.text("config.tested", passed=len(configuration.tests) - len(failed), failed=len(failed)))
    return 1 if failed else 0


def _place(context: typer.Context, folder: Path | None) -> tuple[Path | None, Catalogue]:
    """The folder of rules: as given, the workspace's, or none for the shipped defaults."""
    settings = load_settings(context.obj.workspace, os.environ)
    catalogue = load_catalogue(settings.language)
    if folder is not None and not folder.is_dir():
        raise BadUse("config.no_folder", folder=folder)
    workspace = Workspace(settings.workspace)
    return folder or (workspace.config if workspace.exists else None), catalogue


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="config")
