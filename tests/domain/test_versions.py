"""Who may approve, what acts when, and where a roll-back leads."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.versions import (
    Act,
    ActKind,
    State,
    Version,
    against_activation,
    against_approval,
    state_of,
    timeline,
    versions,
)
from tests.factories import at


def act(kind: ActKind, config_id: str = "c1", actor: str = "wang", minutes: int = 0, **other: object) -> Act:
    return Act(kind=kind, config_id=config_id, actor=actor, at=at(minutes), **other)  # type: ignore[arg-type]


def proposed(config_id: str = "c1", actor: str = "wang") -> Act:
    return act(ActKind.PROPOSED, config_id, actor)


def approved(config_id: str = "c1", actor: str = "li") -> Act:
    return act(ActKind.APPROVED, config_id, actor)


def activated(config_id: str, minutes: int, replaces: str = "files") -> Act:
    return act(ActKind.ACTIVATED, config_id, starts_at=at(minutes), replaces=replaces)


def roster_changed(config_id: str, minutes: int, replaces: str) -> Act:
    return act(ActKind.ACTIVATED, config_id, starts_at=at(minutes), replaces=replaces, roster_only=True)


def rolled_back(config_id: str, minutes: int) -> Act:
    return act(ActKind.ROLLED_BACK, config_id, starts_at=at(minutes))


APPROVALS = [
    ("a second person", [proposed()], "li", True, False, None),
    ("the proposer", [proposed()], "wang", True, False, "version.own_proposal"),
    ("a name that looks like the proposer's", [proposed(actor="ｗａng")], "Wang\u200b", True, False, "version.own_proposal"),
    ("an earlier proposer of the same", [proposed(), proposed(actor="li")], "wang", True, False, "version.own_proposal"),
    ("nothing is proposed", [activated("c2", 1, "c1")], "li", True, False, "version.not_proposed"),
    ("it is approved already", [proposed(), approved()], "zhao", True, False, "version.not_proposed"),
    ("no users, and not said", [proposed(actor="local")], "local", False, False, "version.needs_alone"),
    ("no users, and said", [proposed(actor="local")], "local", False, True, None),
    ("alone although there are users", [proposed()], "li", True, True, "version.not_alone"),
    ("proposed before there were users", [proposed(actor="local")], "li", True, False, "version.nameless"),
    ("and again since", [proposed(actor="local"), proposed()], "li", True, False, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "acts", "actor", "has_staff", "alone", "refusal"),
    APPROVALS,
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_who_may_approve(
    name: str, acts: list[Act], actor: str, has_staff: bool, alone: bool, refusal: str | None
) -> None:
    assert against_approval(versions(acts)["c1"], actor, has_staff=has_staff, alone=alone) == refusal, name


TIMELINES = [
    ("before the first, files act", [], {0: None}, None),
    ("the files that acted are the first span", [activated("a", 10)], {9: "files", 10: "a", 99: "a"}, "files"),
    ("one after the other", [activated("a", 10), activated("b", 20, "a")], {9: "files", 19: "a", 20: "b"}, "a"),
    ("an earlier one calls off a later one", [activated("a", 20), activated("b", 10)], {9: "files", 10: "b", 20: "b"}, "files"),
    ("two of one moment: the last", [activated("a", 10), activated("b", 10)], {9: "files", 10: "b"}, "files"),
    ("rolled back", [activated("a", 10), activated("b", 20, "a"), rolled_back("a", 30)], {20: "b", 29: "b", 30: "a"}, "files"),
    ("rolled back twice", [activated("a", 10), activated("b", 20, "a"), rolled_back("a", 30), rolled_back("files", 40)],
     {30: "a", 39: "a", 40: "files"}, None),
    ("rolled back before it begins", [activated("a", 10), activated("b", 50, "a"), rolled_back("a", 30)], {30: "a", 50: "a"}, "files"),
    ("the files are activated as they act", [activated("files", 10)], {9: "files", 10: "files"}, None),
    ("another roster leaves later plans alone", [activated("a", 10), activated("b", 50, "a"), roster_changed("a2", 20, "a")],
     {19: "a", 20: "a2", 49: "a2", 50: "b"}, "a2"),
    ("and stands in their place", [activated("a", 10), activated("b", 50, "a"), roster_changed("a2", 20, "a"), roster_changed("b2", 50, "b")],
     {20: "a2", 49: "a2", 50: "b2"}, "a2"),
    ("another roster is rolled back like all else", [activated("a", 10), roster_changed("a2", 20, "a"), rolled_back("a", 30)],
     {20: "a2", 30: "a"}, "files"),
    ("and anew", [activated("a", 10), rolled_back("files", 20), activated("a", 30, "files")], {20: "files", 30: "a"}, "files"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "acts", "active", "before"), TIMELINES, ids=[row[0] for row in TIMELINES])
def test_what_acts_when(name: str, acts: list[Act], active: dict[int, str | None], before: str | None) -> None:
    line = timeline(acts)
    assert {minute: line.at(at(minute)) for minute in active} == active, name
    assert line.before(at(99)) == before


def test_what_is_planned_is_called_off_first() -> None:
    line = timeline([activated("a", 10), activated("b", 50, "a")])
    assert [span.config_id for span in line.planned(at(20))] == ["b"]
    assert line.before(at(20)) == "a", "what acts goes on"


def test_states_follow_from_the_acts() -> None:
    acts = [proposed("a"), proposed("b"), approved("b"), activated("c", 10), activated("d", 50, "c")]
    known, line = versions(acts), timeline(acts)
    states = {name: state_of(one, line, at(20)) for name, one in known.items()}
    assert states == {
        "a": State.PROPOSED,
        "b": State.APPROVED,
        "files": State.PAST,
        "c": State.ACTIVE,
        "d": State.PLANNED,
    }


def test_only_what_is_approved_is_activated() -> None:
    acts = [proposed(), activated("c2", 10)]
    known, line = versions([*acts, approved()]), timeline(acts)
    assert against_activation(versions(acts)["c1"], line, at(20)) == "version.not_approved"
    assert against_activation(known["c1"], line, at(20)) is None
    active = Version(config_id="c2", approved=approved("c2"))
    assert against_activation(active, line, at(20)) == "version.active_already"
    assert against_activation(active, line, at(5)) is None, "it is planned: it may begin earlier"


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.integers(0, 30), st.booleans()), max_size=8))
def test_the_past_never_changes(wishes: list[tuple[bool, str, int, bool]]) -> None:
    """Acts take effect now or later: whatever is decided, what acted until now stays as it was."""
    acts: list[Act] = []
    for minute, (is_rollback, name, wait, roster_only) in enumerate(wishes):
        now, line = at(minute * 10), timeline(acts)
        before = line.before(now)
        if not is_rollback:
            wish = activated(name, minute * 10 + wait, line.at(now) or "files")
            acts.append(replace(wish, roster_only=roster_only and bool(line.spans)))
        elif before is not None:
            acts.append(rolled_back(before, minute * 10))
        after = timeline(acts)
        if line.spans:
            moments = [at(0) + timedelta(minutes=one) for one in range(minute * 10)]
            assert [after.at(moment) for moment in moments] == [line.at(moment) for moment in moments]
        if is_rollback and before is not None:
            assert after.at(now) == before
            assert not after.planned(now)
        assert list(after.spans[1:]) == sorted(after.spans[1:], key=lambda span: str(span.starts_at))
