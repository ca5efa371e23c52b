"""The card of a trained classifier: what it was made of, how well it does, and where it must not be trusted."""

from dataclasses import dataclass
from datetime import datetime

MODEL_FORMAT = 1
"""Version of the model file; a file of a higher one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSettings:
    """What of a text a classifier reads."""

    chars: int = 3
    """Longest character n-gram."""
    words: int = 2
    """Longest word n-gram; 0: the text is not cut."""
    bits: int = 22
    """2^bits ids."""
    most_characters: int = 2_000
    """Only so many characters of a text are read, from its beginning."""
    damped: bool = True
    """A feature that stands n times in a text counts 1 + ln n; else n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file of labelled rows that a model was trained on; its name without the folder."""

    name: str
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScore:
    """How a class fared on rows that were not trained on, every row answered; shares rounded to 1e-4."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Everything that is said of a model beside its weights."""

    format: int = MODEL_FORMAT
    task: str
    """`topic` or `sentiment`."""
    domain: str
    """Kind of text it was trained on, in one word of the trainer's: news, microblog, review."""
    labels: tuple[str, ...]
    """In the order of the probabilities."""
    rows: tuple[tuple[str, int], ...]
    """Rows trained on, by label."""
    files: tuple[DataFile, ...] = ()
    made_at: datetime | None = None
    features: FeatureSettings = FeatureSettings()
    method: str = ""
    """In words: the parts that were chosen, with their settings."""
    temperature: float = 1.0
    """Probability of a label: the logistic of score / temperature + shift, over the sum of all labels' ones."""
    shift: float = 0.0
    abstain_under: float = 0.0
    """With a highest probability under it the model does not answer."""
    measured_on: str = ""
    """`dev` (rows given for it), `held_out` or `folds` of the rows themselves."""
    measured_rows: int = 0
    accuracy: float = 0.0
    macro_f1: float = 0.0
    ece: float = 0.0
    """Expected calibration error over 15 bins of equal width."""
    abstained: float = 0.0
    """Share of the measured rows that the model would not have answered."""
    scores: tuple[ClassScore, ...] = ()
    feedback_rows: int = 0
    """Rows among them that analysts corrected."""
    is_starter: bool = False
    """Trained on too few texts of the desk's own, or on none: it suggests and raises nothing."""
