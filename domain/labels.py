"""What is understood of one document, each statement with the evidence that gave it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.harms import Harm

LEXICON = "lexicon"
"""Origin of a tone that no trained model gave."""
SURE = 0.5
"""Least confidence with which a topic counts, and least probability with which a model gives one."""


class Where(StrEnum):
    TITLE = "title"
    LEAD = "lead"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A keyword rule that matched (or `model:<id>`): which words, where. Positions are code points in `title + "\\n" + text`."""

    rule: str
    words: tuple[str, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLabel:
    """A topic of a document. One that only a starter model or rules on trial gave (`is_suggested`) is kept apart, to be
    looked at by a person, and raises nothing.
    """

    topic: str
    harm: Harm | None
    confidence: float
    """0 to 1, rounded to 1e-4."""
    casualty: bool = False
    """A casualty, trapped or hospital rule matched as well."""
    about: Harm | None = None
    """For an unverified claim: the harm it is about, where named."""
    hits: tuple[Hit, ...] = ()
    severity: float | None = None
    """Highest severity that a matched rule has of its own; None: the harm's."""
    is_suggested: bool = False

    @property
    def stated_harm(self) -> Harm | None:
        """The harm that counts: that which an unverified claim is about; none where it names none or is only suggested."""
        if self.is_suggested:
            return None
        return self.about if self.harm is Harm.UNVERIFIED_CLAIM else self.harm


class Tone(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneWord:
    """One word that moved the tone, with the weight it had after negation and degree."""

    word: str
    position: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """Tone in [-1, 1], rounded to 1e-4; `label` None where it abstains."""

    label: Tone | None
    score: float
    evidence: tuple[ToneWord, ...] = ()
    origin: str = LEXICON
    """`lexicon`, or the id of the model that spoke."""
    is_outside: bool = False
    """The model that spoke was trained on another kind of text."""


class MentionKind(StrEnum):
    """What of the institution's own world a text names; places are named in the text, never where somebody is."""

    INSTITUTION = "institution"
    PLACE = "place"
    REGION = "region"
    SECTOR = "sector"
    ELSEWHERE = "elsewhere"
    """A place named in the text that is not of the institution's world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    kind: MentionKind
    name: str
    code: str | None = None
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Everything `pipeline` says of one revision of a document."""

    topics: tuple[TopicLabel, ...] = ()
    suggestions: tuple[TopicLabel, ...] = ()
    """Topics that only a starter model or rules on trial gave: shown to be confirmed or corrected; they raise nothing."""
    sentiment: Sentiment = Sentiment(label=None, score=0.0)
    mentions: tuple[Mention, ...] = ()
    config_id: str
    engine: str
    model: str
    severity: float = 0.0
    """Highest severity times confidence among the harm topics, 0 to 1."""
    score: float = 0.0
    """The document's own score for sorting, 0 to 100; no level follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What grouping keeps of a document, so that the open window can be rebuilt without its text.

    `signature`: MinHash values over text shingles, uint32. `terms`: ids of title and lead terms with their integer
    weights, sorted by id; both deterministic for a `config_id`.
    """

    signature: tuple[int, ...]
    terms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Everything the labeller returns of one revision of a document: pure values, made by any worker."""

    document_id: str
    revision: int
    labels: Labels
    sketch: Sketch
    tokens: str
    """Words of title and text for the search index, separated by single spaces."""
