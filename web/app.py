"""The console: open events and the service's health to read, and the page behind a message's link. No script needed."""

from collections.abc import Callable, Collection, Sequence
from importlib.resources import files
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from domain.messages import Catalogue
from web.links import Links, links_router
from web.views import EventView, Health

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"})
"""Headers by which proxies say that they are."""


class Desk(Protocol):
    """What the page shows, as its owner knows it."""

    def events(self, *, at_home: bool = False) -> Sequence[EventView]:
        """Open events with a level, gravest first; `at_home`: with the way to acknowledge them, as long as there are no accounts."""

    def health(self) -> Health:
        """How the service fares."""


Catalogues = Callable[[str | None], Catalogue]


def create_app(desk: Desk, links: Links, catalogues: Catalogues, names: Collection[str] = ()) -> FastAPI:
    """The application. `catalogues` gives the words of a language, the desk's own for None; `names` are its host names."""
    known = frozenset({"localhost", *names})
    app = FastAPI(title="Wanglou", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Environment(
        loader=PackageLoader("web"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    app.mount("/static", StaticFiles(directory=str(files("web").joinpath("static"))), name="static")

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], object]) -> Response:
        if not _is_ours(request.url.hostname or "", known) and request.url.path != "/healthz":
            return Response(status_code=421)
        response: Response = await call_next(request)  # type: ignore[misc]
        response.headers.update(HEADERS)
        return response

    @app.get("/healthz")
    def healthz(request: Request) -> JSONResponse:
        # A monitor may use any name; who comes under a foreign one learns the status, and nothing of the desk.
        health = desk.health()
        row = health.as_row()
        shown = row if _is_ours(request.url.hostname or "", known) else {"status": row["status"]}
        return JSONResponse(shown, status_code=200 if health.is_well else 503)

    @app.get("/", response_class=HTMLResponse)
    def situation(request: Request, lang: str | None = None, why: str | None = None) -> str:
        # What a reader has opened stands in the address: the page renews itself and must not close it.
        words = catalogues(lang)
        return pages.get_template("situation.html").render(
            t=words.text, language=words.language, events=desk.events(at_home=_is_at_home(request)), health=desk.health(), why=why, at=_address,
        )  # fmt: skip

    app.include_router(links_router(links, pages, catalogues))
    return app


def _is_ours(host: str, known: frozenset[str]) -> bool:
    """An IP address or a known name: a foreign page whose name was turned to our address reads nothing (DNS rebinding)."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return host.lower() in known


def _is_at_home(request: Request) -> bool:
    """Whether the reader sits at this machine: asked by a loopback name, and through no proxy."""
    ends = (request.url.hostname or "", request.client.host if request.client else "")
    return all(map(_is_loopback, ends)) and not FORWARDED & {name.lower() for name in request.headers}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _address(**chosen: str | None) -> str:
    """The page with these choices of its reader."""
    return "/?" + urlencode({name: value for name, value in chosen.items() if value})
