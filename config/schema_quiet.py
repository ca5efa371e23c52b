"""The form of a route's quiet hours: hours of some days, or whole days."""

from typing import Self

from pydantic import model_validator

from config.fields import Part, refusal
from config.local_times import Weekdays, Window, weekday_numbers
from domain.quiet import Quiet, is_endless
from domain.workdays import Days


class QuietForm(Part):
    """A span in which what is below level II waits; it says at least one of its keys."""

    days: Days = Days.ALL
    weekdays: Weekdays = ()
    hours: Window | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("quiet_empty", "{}")
        return self

    def value(self) -> Quiet:
        return Quiet(days=self.days, weekdays=weekday_numbers(self.weekdays), hours=self.hours)


def with_an_end(quiet: tuple[QuietForm, ...]) -> tuple[QuietForm, ...]:
    """The same spans; refused where they leave no time of an ordinary week."""
    if quiet and is_endless([one.value() for one in quiet]):
        raise refusal("quiet_endless", "")
    return quiet
