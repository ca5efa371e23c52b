"""Rules are values: what an administrator tunes, as one frozen whole with an id that every result carries."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from domain.clock import TIME_ZONE
from domain.codec import later, to_json
from domain.events import Scope
from domain.feedback import Task
from domain.harms import Harm
from domain.items import Platform
from domain.roster import Roster
from domain.routes import Channel, Duty, Flood, Route
from domain.weights import IndexRules, LevelRules


class PlaceGate(StrEnum):
    """What of the institution's own world a text has to name for a rule to count."""

    OWN = "own"
    REGION = "region"


class Status(StrEnum):
    """How far a rule or topic is trusted."""

    STABLE = "stable"
    EXPERIMENTAL = "experimental"
    """On trial: what only such rules find is suggested to a person and raises nothing."""
    RETIRED = "retired"
    """Kept for the record; matches nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword rule: matches where any of `any`, one of every group of `all`, and none of `none` stands in the text.

    With `near` > 0 the matched words of `any` and `all` must lie within that many characters.
    """

    id: str
    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    near: int = 0
    title_only: bool = False
    whole_word: bool = False
    weight: float = 1.0
    """What one match adds to the topic's evidence; doubled in title or lead."""
    excluding: tuple[str, ...] = ()
    """Phrases in which a word is not meant: where one of them overlaps a word, that occurrence does not count."""
    none_near: int = 0
    """With > 0, `none` forbids only within that many characters of the matched words; 0: anywhere in the text."""
    place: PlaceGate | None = None
    """The rule counts only in a text that names one of the institution's own places, or its region."""
    severity: float | None = None
    """In (0, 1]: stands in place of the harm's severity where this rule matched."""
    status: Status = Status.STABLE
    description: str = ""
    """What the rule looks for, for people."""
    false_positives: tuple[str, ...] = ()
    """What it may hit and does not mean, for people."""

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of words of each of which one must stand in the text: `any` where it has words, then those of `all`."""
        return (self.any, *self.all) if self.any else self.all


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the desk. Without `harm` and `purpose` it can be searched but has no severity and cannot alert."""

    id: str
    name: str
    harm: Harm | None = None
    purpose: str | None = None
    description: str = ""
    keywords: tuple[Keyword, ...] = ()
    casualty: tuple[Keyword, ...] = ()
    """Rules that raise the severity: people hurt, trapped, taken to hospital."""
    threshold: float = 1.0
    """Evidence from which the topic is assigned; confidence = 1 - exp(-evidence / threshold), rounded to 1e-4."""
    status: Status = Status.STABLE
    false_positives: tuple[str, ...] = ()
    """What looks like it and is not, for people."""

    @property
    def stated_harm(self) -> Harm | None:
        """The harm that its labels state: none where nobody wrote down what for."""
        return self.harm if self.purpose and self.purpose.strip() else None

    @property
    def rules(self) -> tuple[Keyword, ...]:
        """Its keyword rules, then its casualty rules."""
        return (*self.keywords, *self.casualty)

    def is_retired(self, rule: Keyword) -> bool:
        """Whether one of its rules takes no part, by the rule's own status or the topic's."""
        return Status.RETIRED in (rule.status, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words of tone with weights, and the words around them that turn, strengthen or weaken them."""

    words: tuple[tuple[str, float], ...] = ()
    """Negative weights are negative words. What is written without letters (emoji, `[...]`, faces) is a mark."""
    phrases: tuple[str, ...] = ()
    """Words that hold a word of tone or a negation without meaning it."""
    degrees: tuple[tuple[str, float], ...] = ()
    """Stand before the word they strengthen or weaken."""
    trailing: tuple[tuple[str, float], ...] = ()
    """Stand right behind the word they strengthen."""
    negations: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    """Negations right behind the word."""
    contrasts: tuple[str, ...] = ()
    """What follows the last of them weighs more than what stands before."""
    doubts: tuple[str, ...] = ()
    """What follows in the clause is supposed, asked or wished, not said."""
    personal: tuple[str, ...] = ()
    """Signs of somebody speaking; one letter may be a sign."""
    official: tuple[str, ...] = ()
    """Signs of a report: a text with more of them than of `personal` is one."""
    reach: int = 6
    """Most characters between a word and the negation or degree before it."""
    neutral_band: float = 0.12
    """Of a post with a score nearer to 0 than this nothing is said."""
    report_band: float = 0.6
    """A report with a score nearer to 0 than this is neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Whose desk it is. `region`: the wider area around its places; `sector`: words of its line of work."""

    name: str
    aliases: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    time_zone: str = TIME_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How documents become events."""

    window: timedelta = timedelta(hours=72)
    """An event is open for new documents this long after its last one; within it a return reopens the same id."""
    similarity: float = 0.22
    """Least cosine of title-and-lead terms, damped by time, to join an event."""
    merge: float = 0.25
    """Least cosine of two events' terms, damped by time, to be merged by the machine."""
    split: float = 0.2
    """Of an event's two halves: under this cosine, damped by time, they are two events. 0: the machine splits nothing."""
    time_sigma: timedelta = timedelta(days=3)
    near_duplicate: float = 0.7
    """Least estimated Jaccard similarity of shingles to be folded into the text it nearly repeats."""
    same_text: float = 0.95
    """Least similarity to share a duplicate group: a reprint with other white space, not the next day's bulletin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRules:
    """A desk or watch with its own institution profile, thresholds, duties and routes."""

    scope: Scope
    institution: Institution
    index: IndexRules = IndexRules()
    levels: LevelRules = LevelRules()
    duties: tuple[Duty, ...] = ()
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserWord:
    """A word that the cutter must know: a local name, a new term. `frequency` 0: as much as it takes to be cut whole."""

    word: str
    frequency: int = 0
    tag: str = "n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveModel:
    """A trained classifier in use, on texts of `platforms`; empty: on all of them."""

    task: Task
    model_id: str
    """16 hex digits of SHA-256 of the model's file."""
    platforms: tuple[Platform, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Everything that decides: one value, one `config_id`."""

    version: str = "1"
    topics: tuple[Topic, ...]
    lexicon: Lexicon
    grouping: Grouping = Grouping()
    scopes: tuple[ScopeRules, ...]
    channels: tuple[Channel, ...] = ()
    document_frequencies: str = "jieba-0.42.1"
    """Name of the frozen table that weights terms."""
    words: tuple[UserWord, ...] = ()
    models: tuple[ActiveModel, ...] = ()
    roster: Roster = Roster()
    flood: Flood = later(Flood())

    @cached_property
    def channels_by_id(self) -> Mapping[str, Channel]:
        """Channels by id."""
        return {channel.id: channel for channel in self.channels}

    @cached_property
    def topic_names(self) -> Mapping[str, str]:
        """Names of topics by id."""
        return {topic.id: topic.name for topic in self.topics}

    @cached_property
    def config_id(self) -> str:
        """16 hex digits of SHA-256 of the canonical form: equal rules have equal ids on every machine."""
        return hashlib.sha256(to_json(self)).hexdigest()[:16]
