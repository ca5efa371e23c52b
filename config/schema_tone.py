"""The form of the tone lexicon's file, and the value it becomes."""

from typing import Annotated

from pydantic import Field

from config.fields import Part, Words
from domain.rules import Lexicon


class ToneGroup(Part):
    """Words that share a weight (tone, 0 to 3) or a factor (degree)."""

    weight: Annotated[float, Field(gt=0, le=3)]
    words: Words


class ToneFile(Part):
    """`tone.yaml`. Weights of `negative` are written without a sign."""

    positive: tuple[ToneGroup, ...] = ()
    negative: tuple[ToneGroup, ...] = ()
    degrees: tuple[ToneGroup, ...] = ()
    negations: Words = ()
    reach: int = Field(default=Lexicon().reach, ge=1, le=40)
    neutral_band: float = Field(default=Lexicon().neutral_band, ge=0, lt=1)

    def value(self) -> Lexicon:
        """Words sorted, so that the order in the file changes no `config_id`."""
        signed = [(word, group.weight) for group in self.positive for word in group.words]
        signed += [(word, -group.weight) for group in self.negative for word in group.words]
        degrees = sorted((word, group.weight) for group in self.degrees for word in group.words)
        return Lexicon(
            words=tuple(sorted(signed)), degrees=tuple(degrees), negations=tuple(sorted(self.negations)),
            reach=self.reach, neutral_band=self.neutral_band,
        )  # fmt: skip
