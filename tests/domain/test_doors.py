"""Doors by name, as they are counted, shown and told."""

import pytest

from domain.items import Door, DoorCount


@pytest.mark.parametrize(
    ("door", "reason", "name"), [(Door.NEW, "", "new"), (Door.REJECTED, "minor", "rejected(minor)")]
)
def test_a_door_has_one_name(door: Door, reason: str, name: str) -> None:
    assert DoorCount(door=door, reason=reason, count=2).name == name
