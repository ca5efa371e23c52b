"""The form of `scopes.yaml`: the desk, and special watches with a beginning, an end and limits."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from config.fields import Identifier, Part, Places, Topics, in_order, listed, refusal
from config.schema import DutiesFile, InstitutionFile, Name, RouteForm
from config.schema_index import IndexFile, LevelsFile
from domain.events import DESK, Scope

SCOPES = "scopes.yaml"
LIMITS = ("starts_at", "ends_at", "topics", "places", "sources")


def _source(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}", text):
        raise refusal("not_source_id", text)
    return text


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # in the first or the last hours that can be written
        raise PydanticCustomError("config.not_time", "refused") from error


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
SourceId = Annotated[str, AfterValidator(_source)]
Sources = Annotated[tuple[SourceId, ...], BeforeValidator(listed), AfterValidator(in_order)]


class ScopeForm(Part):
    """A desk or a watch; what it leaves out it shares with the files of the same name."""

    id: Identifier
    name: Name
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    topics: Topics = ()
    places: Places = ()
    sources: Sources = ()
    institution: InstitutionFile | None = None
    index: IndexFile | None = None
    levels: LevelsFile | None = None
    duties: DutiesFile | None = None
    routes: tuple[RouteForm, ...] | None = None

    @field_validator("ends_at")
    @classmethod
    def _ends_after_it_starts(cls, ends_at: datetime | None, info: ValidationInfo) -> datetime | None:
        starts_at = info.data.get("starts_at")
        if starts_at and ends_at and starts_at >= ends_at:
            raise refusal("ends_before_start", info.data.get("id"))
        return ends_at

    @field_validator(*LIMITS)
    @classmethod
    def _desk_is_whole(cls, limit: Any, info: ValidationInfo) -> Any:
        if info.data.get("id") == DESK and limit:
            raise refusal("desk_is_no_watch", info.field_name)
        return limit

    def value(self) -> Scope:
        return Scope(
            id=self.id, name=self.name, starts_at=self.starts_at, ends_at=self.ends_at, topics=self.topics,
            places=self.places, sources=self.sources,
        )  # fmt: skip


class ScopesFile(Part):
    """`scopes.yaml`: the desk and its watches."""

    scopes: Annotated[tuple[ScopeForm, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_a_desk(self) -> Self:
        if all(scope.id != DESK for scope in self.scopes):
            raise refusal("no_desk", DESK)
        return self
