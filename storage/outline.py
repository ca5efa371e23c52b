"""What a long past comes to, without texts, labels and explanations: a replay asks for it all at once."""

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, select

from domain.risk import Level
from storage.statements import streamed
from storage.tables import assessments, documents, members
from storage.values import AddressRow, LevelRow


def addresses(connection: Connection) -> Iterator[AddressRow]:
    wanted = (
        select(documents.c.url, documents.c.first_collected_at, documents.c.revision, members.c.event_id)
        .outerjoin(members, members.c.document_id == documents.c.id)
        .order_by(documents.c.sequence)
    )
    for url, at, revision, event_id in streamed(connection, wanted):
        yield AddressRow(url=url, first_collected_at=at, revisions=revision, event_id=event_id)


def levels(connection: Connection) -> Iterator[LevelRow]:
    of_event = (assessments.c.event_id, assessments.c.scope_id)
    wanted = select(*of_event, assessments.c.at, assessments.c.body).order_by(assessments.c.at, *of_event)
    for event_id, scope_id, at, text in streamed(connection, wanted):
        said = orjson.loads(text)
        yield LevelRow(
            event_id=event_id, scope_id=scope_id, at=at, level=Level(said["level"]), proposed=said["proposed"]
        )
