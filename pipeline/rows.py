"""What grouping and spread read of a stored document: the member it is of an event, and its latest revision."""

from typing import Protocol

from domain.events import Member
from domain.items import Document
from domain.labels import Labels, Sketch


class Row(Protocol):
    """A stored member of an event with its latest revision's outlet and sketch."""

    @property
    def member(self) -> Member: ...
    @property
    def document(self) -> Document: ...
    @property
    def sketch(self) -> Sketch: ...


class LabelledRow(Row, Protocol):
    """The same with the revision's labels."""

    @property
    def labels(self) -> Labels: ...
