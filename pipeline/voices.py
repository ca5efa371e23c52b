"""What the trained classifiers in use say of a document: a topic beside those of the rules, a tone in the lexicon's place.

A topic that rules found already stays as they found it. One that only a model gives is added with the model's probability
as its confidence and the n-grams that spoke for it; from a starter model, or of a topic on trial, it is a suggestion.
A model of tone speaks on the platforms it was activated for; where its texts were of another kind, `is_outside` says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.feedback import OTHER, Task
from domain.items import Platform
from domain.labels import SURE, Hit, Sentiment, Tone, ToneWord, TopicLabel
from domain.rules import ActiveModel, Status, Topic
from pipeline.classifier import Classifier, Evidence, Prediction
from pipeline.learning.shelf import Shelf
from pipeline.learning.tones import is_outside, tones_of
from pipeline.text import Normal

STARTER_SURE = 0.7
"""As SURE for a starter, whose probabilities were fitted to texts written for a start."""
SHOWN = 5
"""N-grams of evidence kept."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A classifier in use under its id."""

    model_id: str
    classifier: Classifier
    tones: tuple[Tone, ...] = ()
    """Of each label, where it judges tone."""

    @property
    def is_starter(self) -> bool:
        return self.classifier.card.is_starter

    @property
    def reach(self) -> int:
        """Characters of a text that it reads."""
        return self.classifier.card.features.most_characters


class Voices:
    """The classifiers that rules name, each asked where it may speak. BadUse where a file is missing or no tone is meant."""

    def __init__(self, models: Sequence[ActiveModel], topics: Sequence[Topic], shelf: Shelf) -> None:
        self._topics = {topic.id: topic for topic in topics if topic.status is not Status.RETIRED}
        self._voices: Mapping[tuple[Task, Platform], Voice] = {
            (one.task, platform): voice
            for one in models
            for voice in (_voice(one, shelf),)
            for platform in one.platforms or Platform
        }
        self.name = "+".join(sorted({one.model_id for one in models}))
        """Ids of all of them, for what results are stamped with; empty where there is none."""

    def topics(self, platform: Platform, form: Normal, found: Sequence[TopicLabel]) -> tuple[TopicLabel, ...]:
        """What the model of topics adds to `found`, if anything; `form` is the normal form of title and text.

        A starter has learnt from short texts: it speaks of those alone, where rules found nothing.
        """
        voice = self._voices.get((Task.TOPIC, platform))
        if voice is None or (voice.is_starter and (found or len(form.text) > voice.reach)):
            return ()
        said = voice.classifier.predict(form.text)
        topic = self._topics.get(said.best)
        least = STARTER_SURE if voice.is_starter else SURE
        known = {label.topic for label in found}
        if said.label in (None, OTHER) or said.probability < least or topic is None or topic.id in known:
            return ()
        return (_topic_label(voice, topic, said, form),)

    def tone(self, platform: Platform, form: Normal) -> Sentiment | None:
        """The tone by the model for that platform; None where there is none, and the lexicon speaks."""
        voice = self._voices.get((Task.SENTIMENT, platform))
        if voice is None:
            return None
        said = voice.classifier.predict(form.text)
        shares = dict.fromkeys(Tone, 0.0)
        for tone, probability in zip(voice.tones, said.probabilities, strict=True):
            shares[tone] += probability
        best = max(Tone, key=shares.__getitem__)
        return Sentiment(
            label=None if said.label is None else best,
            score=round(shares[Tone.POSITIVE] - shares[Tone.NEGATIVE], 4),
            evidence=_tone_words(voice, form, best),
            origin=voice.model_id,
            is_outside=is_outside(voice.classifier.card.domain, platform),
        )


def _voice(model: ActiveModel, shelf: Shelf) -> Voice:
    classifier = shelf.load(model.model_id)
    tones = tones_of(classifier.card.labels) if model.task is Task.SENTIMENT else ()
    return Voice(model.model_id, classifier, tones)


def _topic_label(voice: Voice, topic: Topic, said: Prediction, form: Normal) -> TopicLabel:
    spoke = [(form.at(place), one.text) for place, one in _standing(voice, form)]
    hit = Hit(
        rule=f"model:{voice.model_id}",
        words=tuple(text for _, text in spoke),
        positions=tuple(place for place, _ in spoke),
    )
    return TopicLabel(
        topic=topic.id,
        harm=topic.stated_harm,
        confidence=said.probability,
        hits=(hit,),
        is_suggested=voice.is_starter or topic.status is Status.EXPERIMENTAL,
    )


def _tone_words(voice: Voice, form: Normal, best: Tone) -> tuple[ToneWord, ...]:
    sign = -1.0 if best is Tone.NEGATIVE else 1.0
    return tuple(
        ToneWord(word=one.text, position=form.at(place), weight=round(sign * one.weight, 4))
        for place, one in _standing(voice, form)
    )


def _standing(voice: Voice, form: Normal) -> Iterator[tuple[int, Evidence]]:
    """The n-grams that spoke, with the place of each in the normal form; one that spans white space may have none."""
    for one in voice.classifier.explain(form.text, SHOWN):
        place = form.text.find(one.text)
        if place >= 0:
            yield place, one
