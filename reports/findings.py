"""What went well and what did not, and what follows from it by rule: a finding has a code, a suggestion an action and a role.

duty.KIND       a duty met, late or never done
warned          the first alert arrived within 30 min of the first publication, or not (DOMAIN 1)
untold          level III or graver, and nothing ever arrived
undelivered     messages given up          unproved     messages of unknown outcome
escalated       nobody acted, so that others were told
rose_again      a graver level after the public answer
came_back       a further episode, after its level had ended
blind           under .6 of the factors were known (DOMAIN 2)
false_alarm     found to be noise or not ours after people were told
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from domain.alerts import PAGING, DeliveryStatus, Reason
from domain.duty import ESCALATION, Disposition, ResponseKind
from domain.risk import Level
from domain.roster import DUTY, LEADER
from domain.routes import WARNING
from reports.evaluation import Evaluation, Judged, Result

LEAST_COVERAGE = 0.6
ADMINISTRATOR, ANALYST = "administrator", "analyst"

ACTIONS = {
    "duty.acknowledge": ("rehearse", LEADER),
    "duty.check": ("checkers", LEADER),
    "duty.answer": ("drafts", LEADER),
    "duty.limit": ("sign_off", LEADER),
    "warned": ("earlier", ANALYST),
    "untold": ("ways", ADMINISTRATOR),
    "undelivered": ("channel", ADMINISTRATOR),
    "unproved": ("provable", ADMINISTRATOR),
    "escalated": ("reach", DUTY),
    "rose_again": ("longer", ANALYST),
    "came_back": ("longer", ANALYST),
    "blind": ("sources", ADMINISTRATOR),
    "false_alarm": ("tune", ANALYST),
}
"""What is suggested for a finding that is not well, and the role that it is suggested to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that went well or did not."""

    code: str
    is_well: bool
    judged: Judged | None = None
    """Of a duty."""
    what: str = ""
    """A channel, or a role."""
    count: int = 0
    span: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An action that follows from what did not go well."""

    action: str
    role: str


def findings_of(one: Evaluation) -> tuple[Finding, ...]:
    """All findings: duties by their ends, then the rest."""
    return (*_duties(one), *_warned(one), *_undelivered(one), *_escalated(one), *_rose_again(one), *_came_back(one), *_blind(one),
            *_false_alarm(one))  # fmt: skip


def suggestions_of(findings: tuple[Finding, ...]) -> tuple[Suggestion, ...]:
    """Each action once, in the order of what it follows from."""
    bad = (ACTIONS[one.code] for one in findings if not one.is_well)
    return tuple(Suggestion(action=action, role=role) for action, role in dict.fromkeys(bad))


def _duties(one: Evaluation) -> Iterator[Finding]:
    for judged in one.duties:
        if judged.result is not Result.LAPSED:
            yield Finding(code=f"duty.{judged.kind}", is_well=judged.result is Result.MET, judged=judged)


def _warned(one: Evaluation) -> Iterator[Finding]:
    """From III on: how long after the first publication somebody first knew."""
    if one.highest is None or one.highest.level < Level.III:
        return
    arrived = [sent.arrived_at for told in one.tellings for sent in told.messages if sent.arrived_at]
    if not arrived:
        yield Finding(code="untold", is_well=False)
        return
    span = min(arrived) - one.first_seen
    yield Finding(code="warned", is_well=span <= WARNING, span=span)


def _undelivered(one: Evaluation) -> Iterator[Finding]:
    lost = {DeliveryStatus.DEAD: "undelivered", DeliveryStatus.UNKNOWN: "unproved"}
    counts = Counter((sent.status, sent.channel) for told in one.tellings for sent in told.messages)
    for status, code in lost.items():
        for channel in sorted(channel for known, channel in counts if known == status):
            yield Finding(code=code, is_well=False, what=channel, count=counts[status, channel])


def _escalated(one: Evaluation) -> Iterator[Finding]:
    rungs = [told for told in one.tellings if told.reason is Reason.ESCALATED and told.occasion.startswith(ESCALATION)]
    sent = [told for told in rungs if any(one.status != DeliveryStatus.WITHDRAWN for one in told.messages)]
    if sent:
        yield Finding(code="escalated", is_well=False, what=sent[-1].occasion.rpartition(":")[2], count=len(sent))


def _rose_again(one: Evaluation) -> Iterator[Finding]:
    """Told of as new or graver after the institution had answered."""
    answered = min((act.at for act in one.acts if act.kind is ResponseKind.ANSWERED), default=None)
    pages = [told.at for told in one.tellings if told.reason in PAGING]
    later = [at for at in pages if answered and at > answered]
    if later and len(later) < len(pages):
        yield Finding(code="rose_again", is_well=False, count=len(later))


def _came_back(one: Evaluation) -> Iterator[Finding]:
    episodes = {judged.episode for judged in one.duties}
    if len(episodes) > 1:
        yield Finding(code="came_back", is_well=False, count=len(episodes) - 1)


def _blind(one: Evaluation) -> Iterator[Finding]:
    if one.coverage is not None and one.coverage < LEAST_COVERAGE:
        yield Finding(code="blind", is_well=False, count=round(one.coverage * 100))


def _false_alarm(one: Evaluation) -> Iterator[Finding]:
    found = [act.disposition for act in one.acts if act.disposition is not None]
    if one.tellings and found and found[-1] in (Disposition.NOISE, Disposition.NOT_OURS):
        yield Finding(code="false_alarm", is_well=False)
