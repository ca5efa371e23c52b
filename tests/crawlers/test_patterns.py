"""An operator's pattern for links: found, refused, or stopped in time."""

import time

import pytest

from crawlers.patterns import BUDGET, PatternError, check_pattern, fitting


def test_addresses_that_fit() -> None:
    assert fitting(r"/\d+\.html$", ["http://a/1.html", "http://a/x.html"]) == {"http://a/1.html"}


@pytest.mark.parametrize("pattern", ["(", "*", "[z-a]", "(" * 5000])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        check_pattern(pattern)


def test_a_pattern_that_explodes_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(PatternError):
        fitting(r"(a|aa|a?a)+$", ["http://a/" + "a" * 1900 + "!"] * 1000)
    assert time.monotonic() - started < BUDGET * 5
