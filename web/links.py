"""The page behind the link of a message: GET shows, only POST acknowledges, so that no preview of a link does."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from domain.messages import Catalogue
from web.views import TicketView


class Standing(StrEnum):
    """What a link is good for."""

    OPEN = "open"
    DONE = "done"
    """Just acknowledged, by this very request."""
    KNOWN = "known"
    """Acknowledged before."""
    OVER = "over"
    """Nothing to acknowledge any more: the level ended, or a graver alert took its place."""
    MANY = "many"
    """A digest of more than a page can show."""
    EXPIRED = "expired"
    FORGED = "forged"


STATUS = {
    Standing.OPEN: 200, Standing.DONE: 200, Standing.KNOWN: 200, Standing.OVER: 200, Standing.MANY: 200, Standing.EXPIRED: 410,
    Standing.FORGED: 404,
}  # fmt: skip
"""Of a page that shows. A POST that did nothing is a conflict where the page itself is well."""


class Links(Protocol):
    """What links are for, as the owner of the alerts knows it."""

    def shown(self, token: str) -> TicketView:
        """What a link is for; changes nothing."""

    def acknowledged(self, token: str) -> TicketView:
        """Acknowledge by a link, if it is open."""


def links_router(links: Links, pages: Environment, catalogues: Callable[[str | None], Catalogue]) -> APIRouter:
    """The page under /a/."""
    router = APIRouter()

    def page(view: TicketView, lang: str | None, status: int) -> HTMLResponse:
        words = catalogues(lang)
        text = pages.get_template("link.html").render(t=words.text, language=words.language, view=view)
        return HTMLResponse(text, status_code=status, headers={"X-Robots-Tag": "noindex"})

    @router.get("/a/{token}")
    def show(token: str, lang: str | None = None) -> HTMLResponse:
        view = links.shown(token)
        return page(view, lang, STATUS[Standing(view.standing)])

    @router.post("/a/{token}")
    def acknowledge(token: str, lang: str | None = None) -> HTMLResponse:
        view = links.acknowledged(token)
        status = STATUS[Standing(view.standing)]
        did_nothing = view.standing in (Standing.KNOWN, Standing.OVER, Standing.MANY)
        return page(view, lang, 409 if did_nothing else status)

    return router
