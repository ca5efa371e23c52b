"""Roles and persons of the roster in words."""

from collections.abc import Sequence

from domain.roster import Person
from service.cli.session import Session


def titled(session: Session, role: str, scope: str | None) -> str:
    """A role, with its desk or watch where it is not for all."""
    name = session.text(f"duty.role_{role}")
    return session.text("duty.in_scope", role=name, scope=scope) if scope else name


def named(session: Session, people: Sequence[Person]) -> str:
    """The names of persons, or that it is nobody."""
    return session.text("duty.and").join(person.name for person in people) or session.text("duty.nobody")
