"""The form of the files about the institution, its scopes, duties, routes and grouping, and the values they become."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from config.durations import Duration
from config.fields import Identifier, Part, PlaceCode, Words, Zone, refusal
from config.schema_index import IndexFile, LevelName, LevelsFile
from domain.events import Scope
from domain.risk import Level
from domain.routes import Channel, ChannelKind, Duty, Route
from domain.rules import Grouping, Institution, Place

Name = Annotated[str, Field(min_length=1, max_length=100)]
GROUPING = Grouping()


class PlaceForm(Part):
    """A place of the institution by its division code; quotes around the code are not needed."""

    code: PlaceCode
    name: Name
    aliases: Words = ()


class InstitutionFile(Part):
    """`institution.yaml`: whose desk it is."""

    name: Name
    aliases: Words = ()
    places: tuple[PlaceForm, ...] = ()
    region: Words = ()
    sector: Words = ()
    time_zone: Zone = "Asia/Shanghai"

    def value(self) -> Institution:
        places = tuple(Place(code=one.code, name=one.name, aliases=one.aliases) for one in self.places)
        return Institution(
            name=self.name, aliases=self.aliases, places=places, region=self.region, sector=self.sector,
            time_zone=self.time_zone,
        )  # fmt: skip


class DutyForm(Part):
    """What one level asks of the desk."""

    acknowledge: Duration
    deputy_after: Duration
    leader_after: Duration | None = None
    fact_check: Duration
    answer_target: Duration
    answer_limit: Duration

    @model_validator(mode="after")
    def _target_inside(self) -> Self:
        if self.answer_target > self.answer_limit:
            raise refusal("target_after_limit", self.answer_target)
        return self


class DutiesFile(Part):
    """`duties.yaml`: duties by level."""

    duties: Mapping[LevelName, DutyForm] = {}

    def values(self) -> tuple[Duty, ...]:
        """From the gravest level down, whatever the order in the file."""
        return tuple(Duty(level=level, **dict(self.duties[level])) for level in sorted(self.duties, reverse=True))


class ChannelForm(Part):
    """A way out. A file's target is a path inside the workspace, a webhook's an address."""

    id: Identifier
    kind: ChannelKind
    target: str = ""
    secret: Identifier | None = None

    @model_validator(mode="after")
    def _target_fits(self) -> Self:
        if self.kind is ChannelKind.FILE:
            path = PurePosixPath(self.target)
            if not self.target or path.is_absolute() or ".." in path.parts or "\\" in self.target:
                raise refusal("not_inside_path", self.target)
        if self.kind is ChannelKind.WEBHOOK and not self.target.startswith(("https://", "http://")):
            raise refusal("not_http", self.target)
        return self

    def value(self) -> Channel:
        return Channel(id=self.id, kind=self.kind, target=self.target, secret=self.secret)


def _levels(given: object) -> object:
    return [level.name for level in Level if level is not Level.NONE] if given == "all" else given


class RouteForm(Part):
    """Alerts of `levels` (`all`, or a list) go to a recipient over a channel."""

    recipient: Name
    channel: Identifier
    levels: Annotated[tuple[LevelName, ...], BeforeValidator(_levels), Field(min_length=1)]

    def value(self) -> Route:
        levels = tuple(sorted(set(self.levels), reverse=True))
        return Route(recipient=self.recipient, channel=self.channel, levels=levels)


class RoutesFile(Part):
    """`routes.yaml`: channels, and who is told over which."""

    channels: tuple[ChannelForm, ...] = ()
    routes: tuple[RouteForm, ...] = ()


class GroupingFile(Part):
    """`grouping.yaml`: how documents become events."""

    window: Duration = GROUPING.window
    similarity: Annotated[float, Field(gt=0, le=1)] = GROUPING.similarity
    merge: Annotated[float, Field(gt=0, le=1)] = GROUPING.merge
    time_sigma: Duration = GROUPING.time_sigma
    near_duplicate: Annotated[float, Field(gt=0, le=1)] = GROUPING.near_duplicate
    same_text: Annotated[float, Field(gt=0, le=1)] = GROUPING.same_text

    def value(self) -> Grouping:
        return Grouping(**dict(self))


class ScopeForm(Part):
    """A desk or a watch; what it leaves out it shares with the files of the same name."""

    id: Identifier
    name: Name
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    institution: InstitutionFile | None = None
    index: IndexFile | None = None
    levels: LevelsFile | None = None
    duties: DutiesFile | None = None
    routes: tuple[RouteForm, ...] | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise refusal("ends_before_start", self.id)
        return self

    def value(self) -> Scope:
        return Scope(id=self.id, name=self.name, starts_at=_utc(self.starts_at), ends_at=_utc(self.ends_at))


class ScopesFile(Part):
    """`scopes.yaml`: desks and watches."""

    scopes: Annotated[tuple[ScopeForm, ...], Field(min_length=1)]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
