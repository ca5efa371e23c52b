"""What all tests share."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

import config.load
from bench.shared import shared_folder


@pytest.fixture(scope="session", autouse=True)
def _shipped_rules_are_read_once() -> Iterator[None]:
    """The shipped files do not change while tests run: hundreds of desks are opened over one reading of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config.load, "read_shipped", cache(config.load.read_shipped))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real texts, pages and feeds for measuring; skips where it is absent."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip(f"measuring data is absent: {folder} (set WANGLOU_SHARED)")
    return folder


def pytest_configure() -> None:
    """No example is judged by its time: the machine may be busy."""
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test fails the run")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--fail-on-skip") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
