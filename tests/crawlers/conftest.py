"""A crawl child that the tests of one file share, and a web for each test."""

from collections.abc import Iterator

import pytest

from tests.crawlers.driver import Child
from tests.crawlers.web import Web, serve


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as running:
        yield running


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running
