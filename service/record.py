"""The record of an event as people read it: what was done about it, by whom, when; also before it was merged."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from domain.duty import Response
from domain.messages import Catalogue


def record_lines(
    catalogue: Catalogue, event_id: str, record: Iterable[Response], when: Callable[[datetime], str]
) -> Iterator[str]:
    """One line for each response to the event; `when` shows a moment."""
    for one in record:
        said = " ".join([*one.note.split(), *filter(None, [one.url])])
        detail = catalogue.text("record.detail", detail=said) if said else ""
        line = catalogue.text(
            "record.line", at=when(one.at), what=_what(catalogue, one), actor=one.actor, detail=detail
        )
        if one.event_id != event_id:
            line = catalogue.text("record.of_merged", line=line, id=one.event_id)
        yield line


def _what(catalogue: Catalogue, one: Response) -> str:
    disposition = catalogue.text(f"record.{one.disposition}") if one.disposition else ""
    return catalogue.text(f"record.{one.kind}", disposition=disposition)
