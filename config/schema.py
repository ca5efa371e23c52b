"""The form of the files about the institution, its duties, routes and grouping, and the values they become."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.durations import Duration, at_least, at_most
from config.fields import Identifier, Part, PlaceCode, Places, Topics, Words, Zone, refusal
from config.schema_channels import ChannelForm
from config.schema_index import LevelName
from config.schema_quiet import QuietForm, with_an_end
from domain.clock import TIME_ZONE
from domain.risk import Level
from domain.routes import Duty, Flood, Route
from domain.rules import Grouping, Institution, Place

Name = Annotated[str, Field(min_length=1, max_length=100)]
GROUPING = Grouping()
FLOOD = Flood()


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
    time_zone: Zone = TIME_ZONE

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


def _levels(given: object) -> object:
    return [level.name for level in Level if level is not Level.NONE] if given == "all" else given


class RouteForm(Part):
    """Alerts of `levels` (`all`, or a list), on `topics` in `places`, go to a recipient over a channel; what is below II not in
    its quiet hours."""

    recipient: Name
    channel: Identifier
    levels: Annotated[tuple[LevelName, ...], BeforeValidator(_levels), Field(min_length=1)]
    topics: Topics = ()
    places: Places = ()
    quiet: Annotated[tuple[QuietForm, ...], AfterValidator(with_an_end), Field(max_length=50)] = ()

    def value(self) -> Route:
        levels = tuple(sorted(set(self.levels), reverse=True))
        quiet = tuple(one.value() for one in self.quiet)
        return Route(
            recipient=self.recipient, channel=self.channel, levels=levels, topics=self.topics, places=self.places,
            quiet=quiet,
        )  # fmt: skip


class FloodForm(Part):
    """From when on a desk is told in digests: more than `limit` things within `window`."""

    limit: Annotated[int, Field(ge=1, le=1000)] = FLOOD.limit
    window: Annotated[Duration, at_least(timedelta(minutes=1)), at_most(timedelta(days=1))] = FLOOD.window

    def value(self) -> Flood:
        return Flood(**dict(self))


class RoutesFile(Part):
    """`routes.yaml`: channels, and who is told over which."""

    channels: tuple[ChannelForm, ...] = ()
    routes: tuple[RouteForm, ...] = ()
    flood: FloodForm = FloodForm()


class GroupingFile(Part):
    """`grouping.yaml`: how documents become events."""

    window: Duration = GROUPING.window
    similarity: Annotated[float, Field(gt=0, le=1)] = GROUPING.similarity
    merge: Annotated[float, Field(gt=0, le=1)] = GROUPING.merge
    split: Annotated[float, Field(ge=0, lt=1)] = GROUPING.split
    time_sigma: Duration = GROUPING.time_sigma
    near_duplicate: Annotated[float, Field(gt=0, le=1)] = GROUPING.near_duplicate
    same_text: Annotated[float, Field(gt=0, le=1)] = GROUPING.same_text

    def value(self) -> Grouping:
        return Grouping(**dict(self))
