"""Settings of what watches the watch: silences, the outside monitor, the daily test message."""

import re
from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from config.durations import Duration, at_least
from config.fields import Part, refusal

AtLeastMinute = Annotated[Duration, at_least(timedelta(minutes=1))]
AtLeastDay = Annotated[Duration, at_least(timedelta(days=1))]


class SilenceSettings(Part):
    """When silence is an alarm. `quiet_once_in`: over all sources together, one may be told to be quiet by chance once in so
    long; `quiet_together`: more than so many within a day are one alarm."""

    quiet_once_in: AtLeastDay = timedelta(days=30)
    quiet_least: AtLeastMinute = timedelta(hours=3)
    quiet_age: AtLeastDay = timedelta(days=7)
    quiet_together: int = Field(default=5, ge=1, le=1000)
    late_intervals: float = Field(default=2.0, ge=1, le=100)
    late_least: AtLeastMinute = timedelta(minutes=15)
    undelivered: AtLeastMinute = timedelta(minutes=10)
    unprocessed: AtLeastMinute = timedelta(minutes=15)


def _address(secret: SecretStr) -> SecretStr:
    """The address is what the monitor knows the service by: a refusal does not show it."""
    text = secret.get_secret_value()
    if not text.startswith(("https://", "http://")) or not text.isprintable() or " " in text:
        raise PydanticCustomError("config.not_monitor", "refused")
    return secret


class HeartbeatSettings(Part):
    """An outside monitor that raises an alarm where it is not pinged."""

    url: Annotated[SecretStr, AfterValidator(_address)] | None = None
    interval: AtLeastMinute = timedelta(minutes=1)
    method: Literal["GET", "POST"] = "GET"


def _time_of_day(given: object) -> object:
    if isinstance(given, time):
        return given
    text = str(given)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise refusal("not_time_of_day", text)
    return time.fromisoformat(text)


class DailyTestSettings(Part):
    """The daily test message; none without a time of day, on the desk's own clock."""

    at: Annotated[time, BeforeValidator(_time_of_day)] | None = None
