"""What people do with events: checked against what is stored, then put where processing obeys it.

Grouping, levels and answers are orders, which stand in the inbox: they take effect with the next round of processing, at the
same place in every replay. Everything else is a response, and holds at once. What people type is masked here, before it is stored.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.article import article_row
from domain.addresses import canonical, document_id
from domain.duty import Disposition, Response, ResponseKind
from domain.errors import BadUse
from domain.events import EventState
from domain.items import Document
from domain.orders import Order, OrderKind
from domain.risk import Level
from pipeline.mask import mask_address
from service.admit import Refused
from service.app import App
from service.cases import as_done
from service.documents import read_row, read_source
from service.errands import copies, crawl_settings_of
from service.intake import add_absent
from service.typed import typed_order, typed_response
from storage.base import Storage
from storage.values import Change, EventRow, Harvest, OrderRow

STATES = {
    ResponseKind.ACKNOWLEDGED: EventState.ACKNOWLEDGED,
    ResponseKind.VERIFIED: EventState.VERIFYING,
    ResponseKind.ANSWERED: EventState.ANSWERED,
    ResponseKind.CLOSED: EventState.CLOSED,
}
"""The state that a response leads to; the others lead to none."""
DISPOSED = {
    Disposition.NOISE: EventState.NOISE,
    Disposition.DUPLICATE: EventState.CLOSED,
    Disposition.NOT_OURS: EventState.CLOSED,
}
"""As do these; what is real goes on."""
TOLD = {
    OrderKind.MERGE: ResponseKind.MERGED,
    OrderKind.SPLIT: ResponseKind.SPLIT,
    OrderKind.RENAME: ResponseKind.RENAMED,
    OrderKind.LEVEL: ResponseKind.LEVELLED,
    OrderKind.ANSWER: ResponseKind.ANSWERED,
    OrderKind.SHELVE: ResponseKind.SHELVED,
}
"""How an order stands in the event's own record; one that raises an event has none to stand in yet."""


def event_of(storage: Storage, event_id: str, scope_id: str = "desk") -> EventRow:
    """The event, or what it has been merged into, also by the number of an alert on it; BadUse where there is none."""
    told = storage.alert(event_id) if event_id.startswith("A") else None
    row = storage.event(told.alert.subject_id if told else event_id, scope_id)
    if row is None:
        raise BadUse("event.unknown", id=event_id)
    return row


def respond(storage: Storage, response: Response, change: Change) -> None:
    """Record what was done, what was typed masked; the state follows from it. BadAddress where the answer's address is none."""
    state = DISPOSED.get(response.disposition) if response.disposition else STATES.get(response.kind)
    storage.put_response(typed_response(as_done(storage, response)), state, change)


def give(storage: Storage, order: Order, change: Change, url: str | None = None) -> OrderRow:
    """Put an order into the inbox, what was typed masked, checked as far as it can be now; BadUse where it could never be
    carried out."""
    order = typed_order(order)
    check_reason(order.reason)
    _check(storage, order)
    kind = TOLD.get(order.kind)
    if kind is None:
        return storage.put_order(order, change)
    response = Response(
        event_id=order.event_id, scope_id=order.scope_id, kind=kind, actor=order.actor, at=order.at, note=_note(order),
        url=url,
    )  # fmt: skip
    return storage.put_order(order, change, typed_response(as_done(storage, response)), STATES.get(kind))


def documents_named(app: App, named: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Ids of documents named by id or address, each once. A page that is not stored is fetched as politely as any other,
    masked, and put into the inbox; BadUse where that cannot be had."""
    found = [_by_address(app, name, now) if "://" in name else _known(app.storage, name) for name in named]
    return tuple(dict.fromkeys(found))


def documents_stored(storage: Storage, named: Sequence[str]) -> tuple[str, ...]:
    """Ids of stored documents named by id or address, each once; BadUse where one is not stored."""
    ids = [_id_at(name) if "://" in name else name for name in named]
    return tuple(dict.fromkeys(_known(storage, document) for document in ids))


def check_reason(reason: str) -> None:
    """BadUse where somebody gives no reason."""
    if not reason.strip():
        raise BadUse("order.no_reason")


def _note(order: Order) -> str:
    """What the record says beside the reason."""
    what = order.other or order.name or (order.level.name if order.level is not None else "")
    return f"{what}: {order.reason}" if what else order.reason


def _check(storage: Storage, order: Order) -> None:
    if order.kind is OrderKind.MERGE:
        other = event_of(storage, order.other or "").event.id
        if other == order.event_id:
            raise BadUse("order.same_event", id=other)
    if order.kind is OrderKind.SPLIT:
        _check_split(storage, order)


def _check_split(storage: Storage, order: Order) -> None:
    members = {record.document.id for record in storage.event_documents(order.event_id)}
    strangers = [document for document in order.documents if document not in members]
    if strangers:
        raise BadUse("order.not_a_member", document=strangers[0], id=order.event_id)
    if not members - set(order.documents):
        raise BadUse("order.all_members", id=order.event_id)


def _known(storage: Storage, document: str) -> str:
    if storage.document(document) is None:
        raise BadUse("explain.unknown", id=document)
    return document


def _by_address(app: App, address: str, now: datetime) -> str:
    stored = _id_at(address)
    return stored if app.storage.document(stored) is not None else _fetched(app, address, now).id


def _id_at(address: str) -> str:
    """The id that a document at an address has."""
    return document_id(canonical(mask_address(canonical(address))))


def _fetched(app: App, address: str, now: datetime) -> Document:
    """The page at an address, read and stored as if it had been collected."""
    copy = next(copies([address], crawl_settings_of(app.settings)))
    if copy.reason is not None:
        raise BadUse("order.not_fetched", url=address[:200], reason=copy.reason)
    zone = app.rules.scopes[0].institution.time_zone
    row = article_row(copy.body, source=address, url=copy.url, content_type=copy.content_type, time_zone=zone)
    if not row["ok"]:
        raise BadUse("order.not_fetched", url=address[:200], reason=row["error"])
    row |= {"url": address, "source": urlsplit(copy.url).hostname or "import"}
    source = read_source(row)
    admitted = read_row(row, source, now)
    if isinstance(admitted, Refused):
        raise BadUse("order.not_fetched", url=address[:200], reason=admitted.reason)
    known = {one.id: one for one in app.storage.sources()}
    add_absent(app.storage, known, [source], now)
    app.storage.commit_harvest(Harvest(source_id=source.id, at=now, collected=(admitted,)))
    return admitted.document


def level_named(name: str) -> Level | None:
    """A person's level by its numeral; `none` takes the level back, `0` says that none is due. BadUse for another."""
    known = {"none": None, "0": Level.NONE, **{level.name: level for level in Level if level}}
    name = unicodedata.normalize("NFKC", name)  # as the numerals stand in every message: one character each
    if name not in known:
        raise BadUse("order.unknown_level", given=name[:40], known=", ".join(known))
    return known[name]
