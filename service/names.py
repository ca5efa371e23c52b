"""Who did or gets something, in words."""

from domain.messages import Catalogue
from domain.roster import ROLES, Roster


def shown_name(name: str, roster: Roster, catalogue: Catalogue) -> str:
    """A person of the roster by name, a role in words, and anybody else as written."""
    person = roster.by_id.get(name)
    if person is not None:
        return person.name
    return catalogue.text(f"duty.role_{name}") if name in ROLES else name
