"""Carrying out a person's order: what it does to grouping and to levels, or the code of why it cannot be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.events import Event, Member
from domain.orders import DONE, Order, OrderKind
from domain.risk import LevelMemory
from pipeline.events import Grouper
from pipeline.regrouping import Regrouping
from service.assess import Assessor

REFUSALS = frozenset({"unknown_event", "same_event", "not_a_member", "all_members"})
"""Outcomes of orders that could not be carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What an order changed, and what is said of it."""

    events: tuple[Event, ...] = ()
    members: tuple[Member, ...] = ()
    memories: tuple[LevelMemory, ...] = ()
    outcome: str = DONE


def carry_out(order: Order, at: datetime, grouper: Grouper, assessor: Assessor) -> Carried:
    """Obey an order at its inbox time; the events it names have been taken up."""
    if order.kind in REGROUPING:
        return _regrouped(order, at, grouper, assessor)
    if order.kind is OrderKind.ANSWER:
        return Carried(memories=(assessor.answer(order.event_id, order.scope_id, order.at),))
    if order.kind is OrderKind.SHELVE:
        shelved = assessor.shelve(order.event_id, order.scope_id, order.until)
        return Carried(memories=(shelved,)) if shelved else Carried(outcome="not_to_shelve")
    return Carried(memories=(assessor.hold(order.event_id, order.scope_id, order.level, at),))


def _regrouped(order: Order, at: datetime, grouper: Grouper, assessor: Assessor) -> Carried:
    try:
        found = REGROUPING[order.kind](grouper, order, at)
    except ValueError as refused:
        if str(refused) not in REFUSALS:
            raise
        return Carried(outcome=str(refused))
    memories = assessor.regroup(found.events, found.members)
    return Carried(events=found.events, members=found.members, memories=tuple(memories))


def _raise(grouper: Grouper, order: Order, at: datetime) -> Regrouping:
    return grouper.raise_event(order.documents, at, actor=order.actor, reason=order.reason)


def _merge(grouper: Grouper, order: Order, at: datetime) -> Regrouping:
    return grouper.merge(order.event_id, order.other or "", at)


def _split(grouper: Grouper, order: Order, at: datetime) -> Regrouping:
    return grouper.split(order.event_id, order.documents, at)


def _rename(grouper: Grouper, order: Order, at: datetime) -> Regrouping:
    return grouper.rename(order.event_id, order.name, at)


REGROUPING: Mapping[OrderKind, Callable[[Grouper, Order, datetime], Regrouping]] = {
    OrderKind.RAISE: _raise,
    OrderKind.MERGE: _merge,
    OrderKind.SPLIT: _split,
    OrderKind.RENAME: _rename,
}
"""Kinds that grouping carries out."""
