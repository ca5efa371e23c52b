"""Labels that analysts gave, one a document and task; the last one counts."""

from sqlalchemy import Connection, select

from domain.errors import StorageError
from domain.feedback import Correction, Task
from storage.audit import record
from storage.rows import body, value_of
from storage.statements import upsert_rows
from storage.tables import documents, feedback
from storage.values import Change


def put_correction(connection: Connection, correction: Correction, change: Change) -> None:
    if connection.scalar(select(documents.c.id).where(documents.c.id == correction.document_id)) is None:
        raise StorageError("storage.unknown_document", document=correction.document_id)
    upsert_rows(connection, feedback, [{"document_id": correction.document_id, "task": correction.task.value,
                                        "body": body(correction)}])  # fmt: skip
    record(connection, change)


def corrections(connection: Connection, task: Task | None) -> tuple[Correction, ...]:
    wanted = select(feedback.c.body).order_by(feedback.c.document_id, feedback.c.task)
    if task is not None:
        wanted = wanted.where(feedback.c.task == task.value)
    return tuple(value_of(Correction, text) for text in connection.scalars(wanted))
