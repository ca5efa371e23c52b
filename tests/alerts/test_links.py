"""A link acknowledges the alert it was made for, until its end, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.links import FORM, LIFE, Ticket, Validity, ticket_of, token_of

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
KEY = b"k" * 32
TICKET = Ticket(alert_id="A" + "0123456789" * 2, ends_at=NOW + LIFE)
TOKEN = token_of(TICKET, KEY)


def test_a_link_opens_until_its_end() -> None:
    assert ticket_of(TOKEN, KEY, NOW) == (Validity.VALID, TICKET)
    assert ticket_of(TOKEN, KEY, TICKET.ends_at) == (Validity.EXPIRED, TICKET)


def test_a_link_of_another_desk_is_forged() -> None:
    assert ticket_of(TOKEN, b"x" * 32, NOW) == (Validity.FORGED, None)


def test_a_link_fits_a_short_message() -> None:
    assert len(TOKEN) < 60
    assert TOKEN.isascii()


@given(st.integers(0, len(TOKEN) - 1), st.characters(max_codepoint=0x2FF))
def test_no_change_of_a_character_opens(place: int, other: str) -> None:
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    assert changed == TOKEN or ticket_of(changed, KEY, NOW) == (Validity.FORGED, None)


@given(st.text(max_size=200))
def test_no_text_opens(text: str) -> None:
    assert ticket_of(text, KEY, NOW) == (Validity.FORGED, None)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=9)))  # noqa: DTZ001
def test_the_end_is_kept_to_the_second(end: datetime, before: timedelta) -> None:
    ends_at = end.replace(microsecond=0, tzinfo=UTC)
    made = Ticket(alert_id=TICKET.alert_id, ends_at=ends_at)
    found = ticket_of(token_of(made, KEY), KEY, ends_at - before)
    assert found == (Validity.VALID if before else Validity.EXPIRED, made)


@given(st.from_regex(FORM, fullmatch=True))
def test_no_token_of_the_right_form_opens(token: str) -> None:
    assert ticket_of(token, KEY, NOW) == (Validity.FORGED, None)


def test_an_end_that_is_no_time_is_forged() -> None:
    assert ticket_of(f"{TICKET.alert_id}.ffffffffff.{'A' * 22}", KEY, NOW) == (Validity.FORGED, None)


DRILLED = replace(TICKET, drill="D20260504-120000")


def test_a_link_of_a_drill_says_of_which() -> None:
    token = token_of(DRILLED, KEY)
    assert ticket_of(token, KEY, NOW) == (Validity.VALID, DRILLED)
    assert token.startswith("D20260504-120000.A")


@given(st.sampled_from(["", "D20260504-120000.", "D20260504-120001."]), st.sampled_from([TICKET, DRILLED]))
def test_what_is_signed_for_a_drill_holds_in_that_drill_alone(prefix: str, ticket: Ticket) -> None:
    """A token with its drill taken away, put before it, or changed for another is forged."""
    own = f"{ticket.drill}." if ticket.drill else ""
    moved = prefix + token_of(ticket, KEY).removeprefix(own)
    expected = (Validity.VALID, ticket) if prefix == own else (Validity.FORGED, None)
    assert ticket_of(moved, KEY, NOW) == expected
