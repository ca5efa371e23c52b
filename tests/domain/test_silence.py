"""A silence is written into its alert's occasion, and read back."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import SubjectKind
from domain.silence import Form, Silence, cleared, form_in, silence_in, since_in

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  given a zone beside
SILENCES = st.builds(
    Silence, subject_kind=st.sampled_from(SubjectKind), subject_id=st.text(), form=st.sampled_from(Form), since=MOMENTS,
    count=st.integers(0, 10**6),
)  # fmt: skip


@given(SILENCES)
def test_an_occasion_holds_everything_but_the_subject(silence: Silence) -> None:
    assert silence_in(silence.subject_kind, silence.subject_id, silence.occasion) == silence


@given(SILENCES)
def test_the_end_names_form_and_beginning(silence: Silence) -> None:
    over = cleared(silence.occasion)
    assert (form_in(over), since_in(over)) == (silence.form, silence.since)
