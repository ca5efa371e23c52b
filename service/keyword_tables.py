"""Keyword lists between the files of a workspace and a spreadsheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.diff import Difference, differences
from config.keyword_files import put_rules
from config.keyword_lists import read_rows, rows_of
from config.load import Configuration, load_configuration, load_rules
from domain.errors import BadUse, ConfigError, Problem
from domain.rules import Rules
from reports.sheets import read_sheet, write_sheet
from service.boundary import crossed
from service.rule_tests import RuleTests
from service.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a table."""

    rules: Rules
    changes: Sequence[Difference]
    rows: int
    encoding: str


def export_words(folder: Path, topic: str | None, output: Path) -> tuple[int, int]:
    """Write the keyword rules of one topic or of all; (topics, rows). BadUse for an unknown topic."""
    topics = load_rules(folder).topics
    wanted = [one for one in topics if topic in (None, one.id)]
    if not wanted:
        raise BadUse("topic.unknown", value=topic, known=", ".join(one.id for one in topics))
    rows = list(rows_of(wanted))
    write_sheet(output, rows)
    return len(wanted), len(rows) - 1


def import_words(workspace: Workspace, path: Path) -> Imported:
    """Take the rules of a table into the topic files: each topic in it gets the rules that stand there, and no others.

    ConfigError with every problem of the table, or of the configuration that would come of it, the tests beside the topics
    and the boundary among them: nothing is then changed.
    """
    sheet = read_sheet(path)
    with workspace.changing_rules():
        now = load_configuration(workspace.config)
        problems: list[Problem] = list(sheet.problems)
        wanted = read_rows(sheet.name, sheet.rows, [topic.id for topic in now.rules.topics], problems)
        if problems:
            raise ConfigError(tuple(sorted(problems, key=lambda one: _row(sheet.name, one))))
        after = put_rules(workspace.config, now, wanted, lambda after: _check(now, after))
    changes = differences(now.rules, after.rules)
    return Imported(rules=after.rules, changes=changes, rows=len(sheet.rows) - 1, encoding=sheet.encoding)


def _check(now: Configuration, after: Configuration) -> None:
    """Tests are told at the places where they stand now: the files of `after` are not written yet."""
    tests = RuleTests(after.rules)
    problems = (*crossed(after, tests), *(one.problem() for one in tests.failing(now.tests)))
    if problems:
        raise ConfigError(problems)


def _row(file: str, problem: Problem) -> int:
    """The row that a problem of the table is about."""
    found = re.match(r"\d+", problem.path.removeprefix(f"{file}:"))
    return int(found.group()) if found else 0
