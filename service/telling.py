"""The message of an alert, rendered from what is stored when it is sent: titles and addresses are never copied before."""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from alerts.drill import Compose, marked
from alerts.follow import Case
from alerts.links import LIFE, PATH, Ticket, token_of
from alerts.message import Message
from alerts.render import Story, render
from alerts.route import reached
from domain.alerts import ACKNOWLEDGED, Alert, Reason, SubjectKind
from domain.clock import RealClock
from domain.divisions import is_inside
from domain.labels import Mention
from domain.risk import Level, level_of_duties
from domain.routes import duty_of
from domain.rules import Place
from service.app import App
from service.cases import case_of, duty_row
from service.digests import digest_of
from service.handover.story import missed_story
from service.link_key import link_key
from service.notices import is_notice, notice_of
from storage.values import EventRow


class Teller:
    """Composes messages from an open workspace."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._scopes = {scope.scope.id: scope for scope in app.rules.scopes}
        self._key = link_key(app.workspace) if app.settings.web.public_url else b""

    def message(self, alert: Alert, repeated: bool) -> Message:
        """The message as it is now, with the recipient's own addresses on its channel."""
        people = reached(alert, self._app.rules.roster)
        names = () if alert.recipient in {person.id for person in people} else tuple(person.name for person in people)
        message = self._composed(alert, names, repeated=repeated)
        contacts = (contact for person in people for contact in person.contacts if contact.channel == alert.channel)
        addresses = tuple(contact.address for contact in contacts)
        return replace(message, addresses=addresses)

    def _composed(self, alert: Alert, people: tuple[str, ...], *, repeated: bool) -> Message:
        if is_notice(alert):
            return notice_of(self._app, alert, people, repeated=repeated)
        return render(alert, replace(self._story(alert), people=people), self._app.catalogue, repeated=repeated)

    def _story(self, alert: Alert) -> Story:
        scope = self._scopes.get(alert.scope_id, self._app.rules.scopes[0])
        zone = ZoneInfo(scope.institution.time_zone)
        if alert.reason is Reason.DIGEST:
            digest = digest_of(self._app.storage, alert)
            title = self._app.catalogue.text("alert.digest_title", count=digest.total)
            return Story(title=title, digest=digest, zone=zone, link=self._link(alert))
        if alert.reason is Reason.HANDOVER:
            return missed_story(alert, self._app.storage, self._app.rules, self._app.catalogue)
        row = self._event(alert)
        if row is None:
            return Story(title=alert.subject_id, zone=zone)
        records = self._app.storage.event_documents(row.event.id)
        mentions = {mention for record in records if record.labels for mention in record.labels.mentions}
        places = tuple(place.name for place in scope.institution.places if _is_named(place, mentions))
        return Story(
            title=row.title,
            assessment=row.assessment,
            topics=tuple(self._app.rules.topic_names.get(topic, topic) for topic in row.event.topics),
            hurt=any(label.casualty for record in records if record.labels for label in record.labels.topics),
            places=places,
            first_source=records[0].document.url if records else None,
            duty=duty_of(scope.duties, level_of_duties(alert.level, proposed=alert.proposed)),
            case=self._case(alert, row),
            published_at=row.event.first_seen,
            zone=zone,
            link=self._link(alert),
        )

    def _case(self, alert: Alert, row: EventRow) -> Case | None:
        """The episode of the alert; None once it is over."""
        known = duty_row(self._app.storage, row.event.id, alert.scope_id)
        if known is None or known.memory.episode != alert.episode or alert.subject_id != row.event.id:
            return None
        return case_of(known, alert.due_at)

    def _link(self, alert: Alert) -> str | None:
        """By which a phone acknowledges, where there is something to acknowledge and an address to ask."""
        base = self._app.settings.web.public_url
        if base is None or alert.reason not in ACKNOWLEDGED or alert.level is Level.NONE:
            return None
        drill = self._app.drill.id if self._app.drill else ""
        ticket = Ticket(alert_id=alert.id, ends_at=alert.due_at + LIFE, drill=drill)
        return base + PATH + token_of(ticket, self._key)

    def _event(self, alert: Alert) -> EventRow | None:
        if alert.subject_kind is not SubjectKind.EVENT:
            return None
        return self._app.storage.event(alert.subject_id, alert.scope_id)


def composer(app: App) -> Compose:
    """What composes the messages of an open workspace: those of a drill are marked, whatever they say."""
    compose, drill = Teller(app).message, app.drill
    if drill is None:
        return compose
    zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
    return marked(
        compose, app.catalogue, drill.pace, lambda: f"{drill.desk_at(RealClock().now()).astimezone(zone):%m-%d %H:%M}"
    )


def _is_named(place: Place, mentions: Iterable[Mention]) -> bool:
    """By its own name, or by that of a division inside it."""
    names = {place.name, *place.aliases}
    return any(is_inside(one.code, place.code) if one.code else one.name in names for one in mentions)
