"""What notices say, from what is stored when they are sent: names, what is usual, why a source cannot be read."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from alerts.message import Message
from alerts.notice import Notice, render_notice
from domain.alerts import Alert, Reason, SubjectKind
from domain.silence import DELIVERY, LADDER, form_in, since_in
from service.app import App
from service.names import shown_name

NOTICES = frozenset({Reason.SILENCE, Reason.CLEARED, Reason.TEST})
DAYS = 28


def is_notice(alert: Alert) -> bool:
    """Whether an alert is of no event, and says so by itself."""
    return alert.subject_kind is not SubjectKind.EVENT and alert.reason in NOTICES


def notice_of(app: App, alert: Alert, people: tuple[str, ...], *, repeated: bool) -> Message:
    """The message of a silence, of its end, or of a test."""
    return render_notice(alert, _notice(app, alert, people), app.catalogue, repeated=repeated)


def _notice(app: App, alert: Alert, people: tuple[str, ...]) -> Notice:
    zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
    if alert.reason is Reason.TEST:
        name = shown_name(alert.recipient, app.rules.roster, app.catalogue)
        return Notice(name=name, form=alert.reason, zone=zone, people=people)
    plain = Notice(name=_name(app, alert), form=form_in(alert.occasion), zone=zone, people=people)
    return _of_source(app, alert, plain) if alert.subject_kind is SubjectKind.SOURCE else plain


def _of_source(app: App, alert: Alert, plain: Notice) -> Notice:
    """With what it usually brought in the four weeks before it fell silent."""
    health = app.storage.source_health(since_in(alert.occasion))
    one = next((row for row in health if row.source.id == alert.subject_id), None)
    if one is None:
        return plain
    failure = app.catalogue.text(f"crawl.{one.state.failure}") if one.state and one.state.failure else ""
    return replace(plain, name=one.source.name, per_day=one.items_28_days / DAYS, failure=failure)


def _name(app: App, alert: Alert) -> str:
    """Of a channel its id, of a level its name; a part of the system needs none."""
    kind, _, name = alert.subject_id.rpartition(":")
    if f"{kind}:" == LADDER:
        return app.catalogue.text(f"level.{name}")
    return name if f"{kind}:" == DELIVERY else ""
