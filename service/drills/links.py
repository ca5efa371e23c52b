"""Links of the desk's own alerts, and of those of its drills: each acknowledges where it was made, and nowhere else."""

import threading
from collections.abc import Callable
from dataclasses import replace

from alerts.links import ticket_of
from domain.clock import Clock, RealClock
from domain.drills import Drill, DrillState
from domain.errors import BadUse
from service.app import App
from service.drills.folder import Drills
from service.drills.opened import clock_of, open_drill
from service.link_key import link_key
from service.links import StoredLinks
from web.links import Standing
from web.views import TicketView

Asked = Callable[[StoredLinks, str], TicketView]


class DeskLinks:
    """What the console serves. A drill is opened for a link that was signed for it, and for no other."""

    def __init__(self, app: App, desk: Clock) -> None:
        self._app = app
        self._own = StoredLinks(app, desk)
        self._drills = Drills(app.workspace)
        self._key = link_key(app.workspace)
        self._lock = threading.Lock()

    def shown(self, token: str) -> TicketView:
        """What a link is for; changes nothing."""
        return self._asked(token, StoredLinks.shown)

    def acknowledged(self, token: str) -> TicketView:
        """Acknowledge by a link, if it is open."""
        return self._asked(token, StoredLinks.acknowledged)

    def _asked(self, token: str, asked: Asked) -> TicketView:
        drill = self._drill(token)
        if drill is None:
            return asked(self._own, token)
        with self._lock, open_drill(self._app, drill) as opened:
            links = StoredLinks(opened, clock_of(drill))
            view = links.shown(token)
            if view.standing == Standing.OPEN and self._drills.state(drill) is not DrillState.RUNNING:
                return replace(view, standing=Standing.OVER)
            return asked(links, token)

    def _drill(self, token: str) -> Drill | None:
        """The drill that a link was signed for; None for any other, which the desk's own links tell of."""
        _, ticket = ticket_of(token, self._key, RealClock().now())
        try:
            return self._drills.get(ticket.drill) if ticket and ticket.drill else None
        except BadUse:  # its folder is of another release, or damaged
            return None
