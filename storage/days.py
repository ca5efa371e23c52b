"""The units of the calendar in which things are counted and purged, in UTC."""

from datetime import datetime


def month_of(moment: datetime) -> str:
    """`YYYY-MM`: the unit in which texts are kept and purged."""
    return f"{moment.year:04d}-{moment.month:02d}"


def day_of(moment: datetime) -> str:
    """`YYYY-MM-DD` in UTC: the unit in which doors are counted."""
    return moment.date().isoformat()
