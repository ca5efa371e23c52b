"""Which silences are told and which are over, from the alerts that were told."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.silence import begun, ended, ending_of, gathered, open_alarms, silence_alert
from domain.alerts import Alert, Reason, SubjectKind
from domain.silence import SOURCES, Form, Silence
from tests.factories import at


def quiet(name: str, minute: float = 0) -> Silence:
    return Silence(subject_kind=SubjectKind.SOURCE, subject_id=name, form=Form.QUIET, since=at(minute))


def told(silence: Silence, minute: float, recipient: str = "duty") -> Alert:
    moment = at(minute)
    return silence_alert(silence, "desk", recipient=recipient, channel="file", at=moment, due_at=moment, config_id="c")


def over(alerts: list[Alert], minute: float) -> list[Alert]:
    (alarm,) = open_alarms(alerts).values()
    return [*ending_of(alarm, at(minute), "c")]


def test_what_was_told_and_is_not_over_is_open() -> None:
    alerts = [told(quiet("a"), 10), told(quiet("a"), 10, "leader")]
    (alarm,) = open_alarms(alerts).values()
    assert (alarm.silence, alarm.alerts, alarm.told_at) == (quiet("a"), tuple(alerts), at(10))


def test_its_end_closes_it_and_a_new_silence_opens_another() -> None:
    first = [told(quiet("a"), 10)]
    closed = [*first, *over(first, 20)]
    assert open_alarms(closed) == {}
    assert open_alarms([*closed, told(quiet("a", 30), 40)])["a"].silence == quiet("a", 30)


def test_the_end_goes_to_those_who_were_told() -> None:
    alerts = [told(quiet("a"), 10), told(quiet("a"), 10, "leader")]
    ends = over(alerts, 20)
    assert [(one.reason, one.recipient, one.channel, one.decided_at) for one in ends] == [
        (Reason.CLEARED, "duty", "file", at(20)), (Reason.CLEARED, "leader", "file", at(20)),
    ]  # fmt: skip
    assert len({one.id for one in (*alerts, *ends)}) == 4


def test_an_end_is_not_told_before_the_silence_is() -> None:
    """It waited for quiet hours to end."""
    waiting = [
        silence_alert(quiet("a"), "desk", recipient="duty", channel="file", at=at(), due_at=at(60), config_id="c")
    ]
    assert [one.due_at for one in over(waiting, 20)] == [at(60)]


def test_begun_and_ended() -> None:
    alarms = open_alarms([told(quiet("a"), 10), told(quiet("b"), 10)])
    present = (quiet("b", 5), quiet("c"))
    assert begun(present, alarms) == (quiet("c"),)
    assert [alarm.silence.subject_id for alarm in ended(present, alarms)] == ["a"]


def names(silences: tuple[Silence, ...]) -> list[str]:
    return [one.subject_id for one in silences]


def together(present: list[Silence], alerts: list[Alert], minute: float = 60) -> list[str]:
    return names(gathered(present, open_alarms(alerts), 3, at(minute)))


def test_a_few_sources_are_told_one_by_one() -> None:
    assert together([quiet("a"), quiet("b"), quiet("c")], []) == ["a", "b", "c"]


def test_more_at_once_are_told_together() -> None:
    present = [quiet(name, number) for number, name in enumerate("abcd")]
    (group,) = gathered(present, {}, 3, at(60))
    assert (group.subject_id, group.form, group.count, group.since) == (SOURCES, Form.SEVERAL, 4, at(0))


def test_more_within_a_day_are_told_together_beside_those_told_before() -> None:
    alerts = [told(quiet(name), 10) for name in "abc"]
    present = [quiet(name) for name in "abcd"]
    assert together(present, alerts) == ["a", "b", "c", SOURCES]
    assert together(present, alerts, 25 * 60) == ["a", "b", "c", "d"], "a day later they count no more"


def test_a_group_lasts_until_not_even_half_are_left() -> None:
    group = told(Silence(subject_id=SOURCES, form=Form.SEVERAL, since=at(), count=4), 10)
    assert together([quiet("a"), quiet("b")], [group]) == [SOURCES]
    assert together([quiet("a")], [group]) == ["a"]
    assert together([], [group]) == []


TURNS = st.lists(st.frozensets(st.sampled_from("abc")), max_size=20)
"""Which subjects are silent at each turn."""


@given(TURNS)
def test_every_silence_is_told_once_and_cleared_once(turns: list[frozenset[str]]) -> None:
    alerts: list[Alert] = []
    since: dict[str, int] = {}
    for turn, silent in enumerate(turns):
        since = {name: since.get(name, turn) for name in sorted(silent)}
        present = [quiet(name, begin) for name, begin in since.items()]
        for _ in range(2):  # a restart in between sees the same
            alarms = open_alarms(alerts)
            fresh = [told(one, turn) for one in begun(present, alarms)]
            alerts += [end for alarm in ended(present, alarms) for end in ending_of(alarm, at(turn), "c")] + fresh
        assert sorted(open_alarms(alerts)) == sorted(silent)
    assert len({alert.id for alert in alerts}) == len(alerts)
    ends = [alert.reason is Reason.CLEARED for alert in alerts]
    assert ends.count(False) - ends.count(True) == len(turns[-1] if turns else ())
