"""A desk for every test: a copy of one that was made by the command."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk

INSTITUTION = """\
name: 澄川市应急管理局
aliases: [澄川应急]
places: [{code: "990100", name: 澄川市, aliases: [澄川]}]
sector: [应急, 消防]
"""


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A workspace as `init` makes it, with the institution of the tests' town, used once so that its rules are kept."""
    one = Desk(tmp_path_factory.mktemp("first") / "desk")
    one.ok("init")
    (one.folder / "config" / "institution.yaml").write_text(INSTITUTION, encoding="utf-8")
    one.ok("audit", "verify")
    return one


@pytest.fixture
def desk(first_desk: Desk, tmp_path: Path) -> Desk:
    """A workspace of the test's own."""
    shutil.copytree(first_desk.folder, tmp_path / "desk")
    return Desk(tmp_path / "desk")
