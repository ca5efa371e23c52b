"""Alerts through faults: none lost, none told twice where the outcome was known, none cut, all in order."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from storage.base import Storage
from tests.alerts.account import account
from tests.alerts.trial import Servers, made_alerts, run, servers


def test_hundreds_of_alerts_through_a_third_of_faults(store: Storage, tmp_path: Path) -> None:
    with servers(7, 0.3, tmp_path) as found:
        run(store, made_alerts(240), found, 120)
        said = account(store, found)
    assert said.is_right, str(said)
    assert sum(said.states.values()) == 240
    assert set(said.states) <= {"delivered", "unknown", "dead"}
    assert min(said.repeated, said.ambiguous, said.parted, said.states["unknown"]) > 0
    assert 0.2 < said.faults / said.requests < 0.4


def _lose(found: Servers) -> None:
    found.robots["wecom"].taken.pop()


def _double(found: Servers) -> None:
    found.robots["dingtalk"].taken.append(found.robots["dingtalk"].taken[0])


def _swap(found: Servers) -> None:
    found.mail.taken.reverse()


def _shorten(found: Servers) -> None:
    taken = found.robots["feishu"].taken
    taken[0] = replace(taken[0], text=taken[0].text[:-40])


@pytest.mark.parametrize(
    ("harm", "seen"), [(_lose, "lost"), (_double, "twice"), (_swap, "out_of_order"), (_shorten, "lost")]
)
def test_the_account_sees_what_is_wrong(
    store: Storage, tmp_path: Path, harm: Callable[[Servers], None], seen: str
) -> None:
    with servers(1, 0.0, tmp_path) as found:
        run(store, made_alerts(30), found, 60)
        assert account(store, found).is_right
        harm(found)
        said = account(store, found)
    assert not said.is_right
    assert getattr(said, seen)
