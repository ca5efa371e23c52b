"""What the alert of a missed hand-over says, as it is when it is sent."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from alerts.render import Story
from domain.alerts import Alert
from domain.handover import Handover, handover_id
from domain.messages import Catalogue
from domain.rules import Rules
from service.handover.missed import shift_told
from service.handover.words import Words
from service.names import shown_name
from storage.base import Storage


def missed_story(alert: Alert, storage: Storage, rules: Rules, catalogue: Catalogue) -> Story:
    """Which shift it is, and how far its hand-over has come."""
    role, ends_at = shift_told(alert)
    words = Words(storage, rules, catalogue)
    known = storage.handover(handover_id(role, alert.scope_id, ends_at))
    said = tuple(_said(known, rules, catalogue))
    title = words.ended_shift(role, alert.scope_id, ends_at)
    return Story(title=title, said=said, zone=ZoneInfo(rules.scopes[0].institution.time_zone))


def _said(known: Handover | None, rules: Rules, catalogue: Catalogue) -> Iterator[str]:
    if known is None:
        yield catalogue.text("alert.handover_absent")
    elif known.is_taken:
        yield catalogue.text("alert.handover_taken", receiver=shown_name(known.receiver, rules.roster, catalogue))
        return
    else:
        yield catalogue.text("alert.handover_given", id=known.id,
                             giver=shown_name(known.giver, rules.roster, catalogue))  # fmt: skip
    yield catalogue.text("alert.handover_do")
