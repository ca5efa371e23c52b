"""Gathering an evaluation: one event in one scope, from its first document to its close."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from domain.duty import Response
from domain.errors import BadUse
from domain.events import OVER
from domain.headings import heading
from domain.items import Platform, Tier
from domain.risk import Assessment, Level
from domain.rules import Rules, ScopeRules
from reports.evaluation import Evaluation, Evidence, Levelled, Milestone, Sent, Told
from service.arrivals import arrival, with_digests
from service.cases import duty_row
from service.effect import answers_of
from service.evaluation.duties import Course, judged
from storage.base import Storage
from storage.values import AlertRow, EventRow, Record

WITHIN = 5
"""Working days after closing (DOMAIN 1)."""


def evaluation_of(storage: Storage, rules: Rules, row: EventRow, scope: ScopeRules, now: datetime) -> Evaluation:
    """The evaluation of an event in a scope. BadUse where it is not closed there."""
    event, scope_id = row.event, scope.scope.id
    acts = tuple(one for one in storage.responses(event.id) if one.scope_id == scope_id)
    closed_at = _closed_at(row, acts)
    history = [one for one in storage.assessments(event.id) if one.scope_id == scope_id]
    levels = tuple(_levels(history))
    records = sorted(storage.event_documents(event.id), key=lambda one: (one.document.happened_at, one.sequence))
    told = with_digests(storage, (one for one in storage.event_alerts(event.id) if one.alert.scope_id == scope_id))
    duty = duty_row(storage, event.id, scope_id)
    course = Course(published_at=event.first_seen, closed_at=closed_at, levels=levels)
    return Evaluation(
        event_id=event.id,
        scope=scope.scope.name,
        title=row.title,
        topics=_topics(rules, row),
        first_seen=event.first_seen,
        last_seen=event.last_seen,
        documents=event.documents,
        outlets=event.outlets,
        peak_index=max((one.index for one in history), default=None),
        levels=levels,
        milestones=tuple(_milestones(records)),
        tellings=tuple(_tellings(told)),
        acts=acts,
        duties=judged(replace(duty, alerts=told), scope.duties, course) if duty else (),
        effects=answers_of(storage, row, scope_id),
        coverage=min((one.coverage for one in history if one.level), default=None),
        closed_at=closed_at,
        due_on=_due_on(rules, scope, closed_at),
        evidence=tuple(_evidence(storage, records)),
        configurations=tuple(dict.fromkeys(one.config_id for one in history)),
        code_versions=tuple(dict.fromkeys(one.code_version for one in history)),
        made_at=now,
    )


def _closed_at(row: EventRow, acts: Sequence[Response]) -> datetime:
    ends = [one.at for one in acts if one.is_end]
    if row.state not in OVER or not ends:
        raise BadUse("evaluation.not_closed", id=row.event.id)
    return ends[-1]


def _due_on(rules: Rules, scope: ScopeRules, closed_at: datetime) -> date:
    """By the calendar of the desk."""
    day = closed_at.astimezone(ZoneInfo(scope.institution.time_zone)).date()
    return rules.roster.workdays.after(day, WITHIN)


def _topics(rules: Rules, row: EventRow) -> tuple[str, ...]:
    return tuple(rules.topic_names.get(topic, topic) for topic in row.event.topics)


def _levels(history: Sequence[Assessment]) -> Iterator[Levelled]:
    """Each move, from the first level on."""
    before = (Level.NONE, False)
    for one in history:
        if (one.level, one.proposed) != before:
            yield Levelled(at=one.at, level=one.level, proposed=one.proposed, index=one.index)
        before = (one.level, one.proposed)


def _milestones(records: Sequence[Record]) -> Iterator[Milestone]:
    """The first of all, of each further kind of platform, and of a central outlet."""
    platforms: set[Platform] = set()
    central = False
    for number, record in enumerate(records):
        document = record.document
        if number == 0:
            yield _milestone(record, "document")
        elif document.platform not in platforms:
            yield _milestone(record, "platform")
        if document.tier is Tier.CENTRAL and not central:
            central = True
            yield _milestone(record, "central")
        platforms.add(document.platform)


def _milestone(record: Record, kind: str) -> Milestone:
    document = record.document
    return Milestone(
        at=document.happened_at, kind=kind, outlet=document.outlet, platform=document.platform, tier=document.tier,
        title=heading(document.title, document.text),
    )  # fmt: skip


def _tellings(rows: Sequence[AlertRow]) -> Iterator[Told]:
    """One an occasion, with everybody who was told of it."""

    def key(one: AlertRow) -> tuple[datetime, str]:
        return one.alert.decided_at, one.alert.occasion

    for _, same in groupby(sorted(rows, key=key), key):
        group = [*same]
        alert = group[0].alert
        yield Told(
            at=alert.decided_at, reason=alert.reason, occasion=alert.occasion, level=alert.level,
            proposed=alert.proposed, messages=tuple(sorted(map(_sent, group), key=lambda one: (one.recipient, one.channel))),
        )  # fmt: skip


def _sent(row: AlertRow) -> Sent:
    return Sent(recipient=row.alert.recipient, channel=row.alert.channel, status=row.status, arrived_at=arrival(row))


def _evidence(storage: Storage, records: Sequence[Record]) -> Iterator[Evidence]:
    """Every revision, in the order in which the documents happened."""
    for record in records:
        document = record.document
        for one in storage.revisions(document.id) if document.revision > 1 else (document,):
            yield Evidence(captured_at=one.collected_at, source=record.source_name, url=one.url,
                           content_hash=one.content_hash, revision=one.revision)  # fmt: skip
