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


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What an order changed, and what is said of it."""

    events: tuple[Event, ...] = ()
    members: tuple[Member, ...] = ()
    memories: tuple[LevelMemory, ...] = ()
    outcome: str = DONE


def carry_out(order: Order, at: datetime, grouper: Grouper, assessor: Assessor) -> Carried:
    """Obey an order at its inbox time; the events it names have been taken up."""
    try:
        if order.kind in REGROUPING:
            regrouping = REGROUPING[order.kind](grouper, order, at)
            memories = assessor.regroup(regrouping.events, regrouping.members)
            return Carried(events=regrouping.events, members=regrouping.members, memories=tuple(memories))
    except ValueError as refused:
        return Carried(outcome=str(refused))
    if order.kind is OrderKind.ANSWER:
        return Carried(memories=(assessor.answer(order.event_id, order.scope_id, order.at),))
    return Carried(memories=(assessor.hold(order.event_id, order.scope_id, order.level, at),))


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
"""Kinds that move members between events."""
