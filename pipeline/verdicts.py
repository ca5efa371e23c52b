"""What a rule or a topic says of a text, with every part that stands in the way: values, in words only where shown."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The part of a rule that failed."""

    RETIRED = "retired"
    EMPTY = "empty"
    """A group without words."""
    PLACE = "place"
    """The text names nothing that opens the gate; `by` the gate."""
    NONE = "none"
    """A word that may stand nowhere does; `by` the word."""
    GROUP = "group"
    """No word of a group stands in the text; `by` the words."""
    TITLE_ONLY = "title_only"
    WHOLE_WORD = "whole_word"
    EXCLUDED = "excluded"
    """The occurrence stands in a phrase in which it is not meant; `by` the phrase."""
    FORBIDDEN = "forbidden"
    """A word of `none` stands too near; `by` the word, `found` the distance, `allowed` the reach."""
    NEAR = "near"
    """The groups stand too far apart; `found` the smallest distance, `allowed` the greatest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An occurrence of a word: its normal form, and where it begins in the original `title + "\\n" + text`."""

    word: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that stands in the way. `group` is `any`, or `all[1]` for the first of `all`."""

    part: Part
    group: str = ""
    by: tuple[str, ...] = ()
    found: int = 0
    allowed: int = 0
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVerdict:
    """Whether a rule matches a text. With `reasons` it does not."""

    rule: str
    matches: bool
    groups: int
    """How many groups of words it has; of how many no word stands in the text: those with a reason `group`."""
    weight: float
    """What the match adds, doubled in title or lead; what it would add at least, where there is none."""
    is_early: bool = False
    spots: tuple[Spot, ...] = ()
    """Words that count."""
    reasons: tuple[Reason, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Groups of which no word stands in the text."""
        return tuple(reason.group for reason in self.reasons if reason.part is Part.GROUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicVerdict:
    """Whether the rules of a topic assign it to a text."""

    topic: str
    is_assigned: bool
    is_suggested: bool
    """Reached only with rules on trial."""
    evidence: float
    threshold: float
    rules: tuple[RuleVerdict, ...]
    casualty: tuple[RuleVerdict, ...]

    def of(self, rule_id: str) -> RuleVerdict | None:
        """What a rule of the topic says."""
        return next((one for one in (*self.rules, *self.casualty) if one.rule == rule_id), None)
