"""What the links of messages are for, and acknowledging by them."""

import threading
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.follow import Case, is_acknowledged
from alerts.links import Validity, ticket_of
from domain.alerts import Alert
from domain.clock import Clock
from domain.duty import ESCALATION, Response, ResponseKind
from domain.risk import Level, level_name
from service.app import App
from service.by_hand import respond
from service.cases import case_of, duty_row
from service.link_key import link_key
from service.names import shown_name
from storage.values import AlertRow, Change, EventRow
from web.links import Standing
from web.views import TicketView, grade_of


class StoredLinks:
    """Links over an open workspace. One acknowledgement at a time, so that a link that is sent twice counts once."""

    def __init__(self, app: App, desk: Clock) -> None:
        self._app = app
        self._desk = desk
        self._key = link_key(app.workspace)
        self._drill = app.drill.id if app.drill else ""
        self._zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
        self._lock = threading.Lock()

    def shown(self, token: str) -> TicketView:
        """What a link is for; changes nothing."""
        found, ticket = ticket_of(token, self._key, self._desk.now())
        if ticket is None or ticket.drill != self._drill:
            return TicketView(standing=Standing.FORGED)
        if found is Validity.EXPIRED:
            return TicketView(standing=Standing.EXPIRED)
        row = self._app.storage.alert(ticket.alert_id)
        event = self._app.storage.event(row.alert.subject_id, row.alert.scope_id) if row else None
        if row is None or event is None:
            return TicketView(standing=Standing.FORGED)
        return self._view(row.alert, event)

    def acknowledged(self, token: str) -> TicketView:
        """Acknowledge by a link, if it is open."""
        with self._lock:
            view = self.shown(token)
            row = self._app.storage.alert(view.number) if view.standing == Standing.OPEN else None
            if row is None:
                return view
            self._acknowledge(row)
            return replace(self.shown(token), standing=Standing.DONE)

    def _acknowledge(self, row: AlertRow) -> None:
        alert, now = row.alert, self._desk.now()
        response = Response(event_id=alert.subject_id, scope_id=alert.scope_id, kind=ResponseKind.ACKNOWLEDGED,
                            actor=alert.recipient, at=now)  # fmt: skip
        respond(self._app.storage, response, Change(
            at=now, actor=alert.recipient, action="event.acknowledged", subject=alert.subject_id, detail=alert.id,
        ))  # fmt: skip

    def _view(self, alert: Alert, event: EventRow) -> TicketView:
        standing, done = self._standing(alert, event)
        return TicketView(
            standing=standing,
            title=event.title,
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
        if not _is_of_last_page(alert, case):
            return Standing.OVER, None
        if not is_acknowledged(case):
            return Standing.OPEN, None
        return Standing.KNOWN, next(
            (one for one in row.responses if one.acknowledges in (case.pages[-1].occasion, None)), None
        )

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%m-%d %H:%M")


def _is_of_last_page(alert: Alert, case: Case) -> bool:
    """Whether an alert still asks for something: it is the last page of a case that is open, or escalates it."""
    if not case.pages or case.closed_at is not None or alert.episode != case.episode:
        return False
    page = case.pages[-1].occasion
    return alert.occasion == page or alert.occasion.startswith(f"{ESCALATION}{page}:")
