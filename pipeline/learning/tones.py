"""Labels of tone as corpora write them, and the three tones that they mean here."""

from collections.abc import Sequence

from domain.errors import BadUse
from domain.items import Platform
from domain.labels import Tone

TONES = {
    **dict.fromkeys(("positive", "pos", "1", "happy"), Tone.POSITIVE),
    **dict.fromkeys(("negative", "neg", "0", "-1", "angry", "sad", "fear", "disgust"), Tone.NEGATIVE),
    **dict.fromkeys(("neutral", "surprise"), Tone.NEUTRAL),
}
"""A surprise may be either: it is neutral."""
DOMAINS = {
    Platform.MICROBLOG: "microblog",
    Platform.SHORT_VIDEO: "microblog",
    Platform.FORUM: "microblog",
    Platform.NEWS: "news",
    Platform.GOVERNMENT: "news",
    Platform.HOT_LIST: "news",
}
"""Kind of text that a platform carries, in the words of a card's `domain`."""
ANY = "any"


def tones_of(labels: Sequence[str]) -> tuple[Tone, ...]:
    """The tone of each label of a model; BadUse for a label that is none."""
    strange = [label for label in labels if label not in TONES]
    if strange:
        raise BadUse("model.no_tones", labels=", ".join(strange[:8]), known=", ".join(TONES))
    return tuple(TONES[label] for label in labels)


def is_outside(domain: str, platform: Platform) -> bool:
    """Whether texts of a platform are of another kind than a model was trained on."""
    return domain not in (ANY, DOMAINS.get(platform))
