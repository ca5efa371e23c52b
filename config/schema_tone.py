"""The form of the tone lexicon's file, and the value it becomes."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import Field

from config.fields import Part, Words
from domain.rules import Lexicon


class ToneGroup(Part):
    """Words that share a weight (tone, 0 to 3) or a factor (degree)."""

    weight: Annotated[float, Field(gt=0, le=3)]
    words: Words


class OwnGroup(Part):
    """Words as a desk wants them weighed: praise over 0, blame under it; 0 says nothing."""

    weight: Annotated[float, Field(ge=-3, le=3)]
    words: Words


class ToneFile(Part):
    """`tone.yaml`. Weights of `negative` are written without a sign; what each list does: `domain.rules.Lexicon`."""

    own: tuple[OwnGroup, ...] = ()
    positive: tuple[ToneGroup, ...] = ()
    negative: tuple[ToneGroup, ...] = ()
    phrases: Words = ()
    degrees: tuple[ToneGroup, ...] = ()
    trailing: tuple[ToneGroup, ...] = ()
    negations: Words = ()
    undone: Words = ()
    contrasts: Words = ()
    doubts: Words = ()
    personal: Words = ()
    official: Words = ()
    reach: int = Field(default=Lexicon().reach, ge=1, le=40)
    neutral_band: float = Field(default=Lexicon().neutral_band, ge=0, lt=1)
    report_band: float = Field(default=Lexicon().report_band, ge=0, lt=1)

    def over(self, shipped: Self) -> Self:
        """This file's keys, and those of the shipped file that it leaves out."""
        return shipped.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})

    def value(self) -> Lexicon:
        """Words sorted, so that the order in the file changes no `config_id`."""
        own = {word: group.weight for group in self.own for word in group.words}
        given = [*_pairs(self.positive), *((word, -weight) for word, weight in _pairs(self.negative))]
        signed = [*(pair for pair in given if pair[0] not in own), *((word, at) for word, at in own.items() if at)]
        return Lexicon(
            words=tuple(sorted(signed)), phrases=tuple(sorted(self.phrases)),
            degrees=tuple(sorted(_pairs(self.degrees))), trailing=tuple(sorted(_pairs(self.trailing))),
            negations=tuple(sorted(self.negations)), undone=tuple(sorted(self.undone)),
            contrasts=tuple(sorted(self.contrasts)), doubts=tuple(sorted(self.doubts)),
            personal=tuple(sorted(self.personal)), official=tuple(sorted(self.official)), reach=self.reach,
            neutral_band=self.neutral_band, report_band=self.report_band,
        )  # fmt: skip


def _pairs(groups: Iterable[ToneGroup]) -> Iterator[tuple[str, float]]:
    return ((word, group.weight) for group in groups for word in group.words)
