"""What quiet hours hold back and has nothing left to say: whatever is withdrawn is said by something else, no later."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import PAGING, Alert, Reason, alert_id
from domain.held import outrun, over
from tests.factories import an_alert, at

OCCASIONS = {
    "first:III": Reason.FIRST, "rise:III": Reason.LEVEL_ROSE, "rise:II": Reason.LEVEL_ROSE, "central": Reason.FIRST_CENTRAL,
    "platform:forum": Reason.NEW_PLATFORM, "platform:news": Reason.NEW_PLATFORM, "cleared": Reason.CLEARED,
    "check:III:50": Reason.DEADLINE_NEAR, "check:III:100": Reason.DEADLINE_PASSED, "answer:III:50": Reason.DEADLINE_NEAR,
    "escalate:first:III:deputy": Reason.ESCALATED, "escalate:first:III:all": Reason.ESCALATED,
}  # fmt: skip


def made(occasion: str, recipient: str, minute: int, wait: int) -> Alert:
    number = alert_id("E1", "desk", 1, occasion, recipient, "mail")
    return an_alert(
        id=number, subject_id="E1", occasion=occasion, reason=OCCASIONS[occasion], recipient=recipient, channel="mail",
        decided_at=at(minute), due_at=at(minute + wait),
    )  # fmt: skip


ALERTS = st.lists(
    st.builds(
        made,
        st.sampled_from(sorted(OCCASIONS)),
        st.sampled_from(("duty", "deputy")),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    unique_by=lambda alert: alert.id,
    max_size=8,
)


@given(ALERTS)
def test_what_is_withdrawn_is_said_by_something_that_is_not(alerts: list[Alert]) -> None:
    held = [alert for alert in alerts if alert.is_held]
    gone = {*outrun(held, alerts)}
    assert gone <= {alert.id for alert in held}
    left = [alert for alert in alerts if alert.id not in gone]
    for one in held:
        if one.id in gone:
            assert any(other.recipient == one.recipient and other.due_at <= one.due_at for other in left), one.occasion
            if one.reason in PAGING:
                assert any(other.reason in PAGING and other.recipient == one.recipient for other in left)


@given(ALERTS)
def test_asking_twice_changes_nothing(alerts: list[Alert]) -> None:
    held = [alert for alert in alerts if alert.is_held]
    gone = {*outrun(held, alerts)}
    left = [alert for alert in held if alert.id not in gone]
    assert not outrun(left, [])


@given(ALERTS)
def test_what_is_over_is_told_to_those_alone_who_were_told_of_it(alerts: list[Alert]) -> None:
    held = [alert for alert in alerts if alert.is_held]
    gone = {*over(held, [alert for alert in alerts if not alert.is_held])}
    assert {one.id for one in held if one.reason is not Reason.CLEARED} <= gone
    for end in (one for one in alerts if one.reason is Reason.CLEARED):
        mine = [one for one in alerts if one.recipient == end.recipient and one is not end]
        if mine:
            assert (end.id in gone) == all(one.is_held for one in mine)


def test_pages_that_one_late_turn_decides_do_not_withdraw_one_another() -> None:
    both = [made("escalate:first:III:deputy", "deputy", 0, 60), made("escalate:first:III:all", "deputy", 0, 60)]
    assert len(outrun(both, both)) == 1


def test_a_deadline_whose_half_and_end_fall_together_is_over() -> None:
    both = [made("check:III:50", "duty", 0, 60), made("check:III:100", "duty", 0, 60)]
    assert outrun(both, both) == (both[0].id,)
    assert both[0].due_at - both[0].decided_at == timedelta(hours=1)
