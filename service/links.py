"""What the links of messages are for, and acknowledging by them."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.follow import asks, is_acknowledged
from alerts.links import LIFE, LOCAL, PATH, Ticket, Validity, ticket_of, token_of
from domain.alerts import PAGING, Alert, Reason
from domain.clock import Clock
from domain.duty import FIRST_USE, Response
from domain.risk import Level, level_name
from service.app import App
from service.cases import case_of, duty_row
from service.digests import acknowledge, in_digest, unacknowledged
from service.link_key import link_key
from service.names import shown_name
from storage.values import EventRow
from web.links import Standing
from web.views import TicketView, grade_of

LISTED = 50
"""Events of a digest that its page names. What nobody was shown is not acknowledged by a press: more is for the command."""


class StoredLinks:
    """Links over an open workspace. One acknowledgement at a time, so that a link that is sent twice counts once."""

    def __init__(self, app: App, desk: Clock) -> None:
        self._app = app
        self._desk = desk
        self._key = link_key(app.workspace)
        self._drill = app.drill.id if app.drill else ""
        self._zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
        self._lock = threading.Lock()

    def paths(self, event_ids: Sequence[str], scope_id: str) -> Mapping[str, str]:
        """Where each of these events is acknowledged, of those that want to be."""
        found: dict[str, str] = {}
        for row in self._app.storage.duties(event_ids) if event_ids else ():
            case = case_of(row, self._desk.now())
            pages = (one.alert for one in reversed(row.alerts) if one.alert.reason in PAGING)
            page = next((one for one in pages if asks(one, case)), None)
            if row.memory.scope_id == scope_id and page is not None and not is_acknowledged(case):
                ticket = Ticket(alert_id=page.id, ends_at=self._desk.now() + LIFE, drill=self._drill, is_local=True)
                found[row.memory.event_id] = PATH + token_of(ticket, self._key)
        return found

    def shown(self, token: str) -> TicketView:
        """What a link is for; changes nothing."""
        found, ticket = ticket_of(token, self._key, self._desk.now())
        if ticket is None or ticket.drill != self._drill:
            return TicketView(standing=Standing.FORGED)
        if found is Validity.EXPIRED:
            return TicketView(standing=Standing.EXPIRED)
        row = self._app.storage.alert(ticket.alert_id)
        if row is not None and row.alert.reason is Reason.DIGEST:
            return self._digest(row.alert)
        event = self._app.storage.event(row.alert.subject_id, row.alert.scope_id) if row else None
        if row is None or event is None:
            return TicketView(standing=Standing.FORGED)
        return self._view(row.alert, event.title, *self._standing(row.alert, event))

    def acknowledged(self, token: str) -> TicketView:
        """Acknowledge by a link, if it is open."""
        with self._lock:
            view = self.shown(token)
            row = self._app.storage.alert(view.number) if view.standing == Standing.OPEN else None
            if row is None:
                return view
            now, alert, storage = self._desk.now(), row.alert, self._app.storage
            pages = unacknowledged(storage, alert, now) if alert.reason is Reason.DIGEST else [alert]
            actor = FIRST_USE.name if token.startswith(f"{LOCAL}.") else alert.recipient
            acknowledge(storage, pages, actor, now, alert.id)
            by = shown_name(actor, self._app.rules.roster, self._app.catalogue)
            return replace(view, standing=Standing.DONE, by=by, at=self._when(now))

    def _digest(self, alert: Alert) -> TicketView:
        """All that a digest tells of: open as long as any of it wants to be acknowledged and the page can show all of it."""
        storage = self._app.storage
        events = dict.fromkeys(row.alert.subject_id for row in in_digest(storage, alert))
        title = self._app.catalogue.text("alert.digest_title", count=len(events))
        if len(events) > LISTED:
            return self._view(alert, title, Standing.MANY, None)
        left = unacknowledged(storage, alert, self._desk.now())
        rows = (storage.event(event_id, alert.scope_id) for event_id in events)
        view = self._view(alert, title, Standing.OPEN if left else Standing.OVER, None)
        return replace(view, inside=tuple(row.title for row in rows if row))

    def _view(self, alert: Alert, title: str, standing: Standing, done: Response | None) -> TicketView:
        return TicketView(
            standing=standing,
            title=title,
            level=level_name(alert.level, proposed=alert.proposed),
            grade=grade_of(alert.level, proposed=alert.proposed),
            reason=alert.reason.value,
            number=alert.id,
            told=self._when(alert.decided_at),
            by=shown_name(done.actor, self._app.rules.roster, self._app.catalogue) if done else "",
            at=self._when(done.at) if done else "",
            drill=bool(self._drill),
        )

    def _standing(self, alert: Alert, event: EventRow) -> tuple[Standing, Response | None]:
        """What can be done by the link of an alert, and who did it already."""
        row = duty_row(self._app.storage, event.event.id, alert.scope_id)
        if row is None or row.memory.level is Level.NONE:
            return Standing.OVER, None
        case = case_of(row, self._desk.now())
        if not asks(alert, case):
            return Standing.OVER, None
        if not is_acknowledged(case):
            return Standing.OPEN, None
        return Standing.KNOWN, next(
            (one for one in row.responses if one.acknowledges in (case.pages[-1].occasion, None)), None
        )

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%m-%d %H:%M")
