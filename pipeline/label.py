"""Everything that is said of one document: topics, tone, mentions, severity, own score, sketch and search tokens.

In order: normal form without boilerplate -> one scan for all words of the rules -> mentions, topics, tone -> what
trained models add -> severity and score -> one cut into words -> search tokens and sketch. A document's labels depend on
it, the rules, their models and the engine alone, never on its neighbours.

Own score = 100 (.7 severity (.65 + .35 negativity) + .2 tier + .1 negativity), with negativity = max(0, -tone) and tier
1 central, .7 provincial, .4 local, .2 other. It sorts items; no level follows from it.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from domain.codec import from_json
from domain.harms import Harm
from domain.items import Document, Tier
from domain.labels import Labelled, Labels, Sentiment, TopicLabel
from domain.rules import Rules
from domain.weights import SEVERITIES
from pipeline.boilerplate import read
from pipeline.places import Gazetteer
from pipeline.scan import Scanner
from pipeline.sentiment import ToneLexicon
from pipeline.shelf import Shelf
from pipeline.sketch import Sketcher
from pipeline.tokens import index_tokens, load_cutter
from pipeline.topics import TopicRules
from pipeline.voices import Voices
from pipeline.weights import load_frequencies

MODEL = "keywords-2"
SHIPPED = Shelf()
"""The models that ship with the program, and no others."""
_TIERS = {Tier.CENTRAL: 1.0, Tier.PROVINCIAL: 0.7, Tier.LOCAL: 0.4, Tier.OTHER: 0.2}


class Labeller:
    """Labels documents by one set of rules, with the models that they name from `shelf`.

    ValueError for an unknown engine or table of frequencies, BadUse where a model's file is missing.
    """

    def __init__(self, rules: Rules, engine: str = "rjieba", shelf: Shelf = SHIPPED) -> None:
        severities = rules.scopes[0].index.severities if rules.scopes else SEVERITIES
        self._severities = {harm: (plain, hurt) for harm, plain, hurt in severities}
        self._topics = TopicRules(rules.topics, self._severities)
        self._tone = ToneLexicon(rules.lexicon)
        self._gazetteer = Gazetteer(scope.institution for scope in rules.scopes)
        self._scanner = Scanner([*self._topics.words(), *self._tone.words(), *self._gazetteer.words()])
        self._cutter = load_cutter(engine, rules.words)
        self._sketcher = Sketcher(load_frequencies(rules.document_frequencies))
        self._voices = Voices(rules.models, rules.topics, shelf)
        self._model = "+".join(filter(None, (MODEL, self._voices.name)))
        self._config_id = rules.config_id

    def label(self, document: Document) -> Labelled:
        """Labels, sketch and search tokens of one revision."""
        reading = read(document.title, document.text)
        scanned = self._scanner.find(reading.form, reading.title_end)
        mentions = self._gazetteer.judge(scanned)
        found = self._topics.judge(scanned, mentions)
        found += self._voices.topics(document.platform, reading.form, found)
        topics = tuple(topic for topic in found if not topic.is_suggested)
        tone = self._voices.tone(document.platform, reading.form) or self._tone.judge(scanned)
        severity = max((self._severity(topic) for topic in topics), default=0.0)
        labels = Labels(
            topics=topics,
            suggestions=tuple(topic for topic in found if topic.is_suggested),
            sentiment=tone,
            mentions=mentions,
            config_id=self._config_id,
            engine=self._cutter.name,
            model=self._model,
            severity=severity,
            score=_own_score(severity, tone, document.tier),
        )
        form = reading.form.text
        words, names = self._cutter.words(form), self._gazetteer.spans(scanned)
        return Labelled(
            document_id=document.id,
            revision=document.revision,
            labels=labels,
            sketch=self._sketcher.sketch(form, words, reading.title_end, names),
            tokens=index_tokens(self._cutter, words),
        )

    def label_batch(self, documents: Sequence[Document]) -> list[Labelled]:
        """Each document labelled by itself, in the order given."""
        return [self.label(document) for document in documents]

    def _severity(self, topic: TopicLabel) -> float:
        """Severity by the rules or of the harm (of the one it is about, for an unverified claim) times confidence."""
        harm = topic.about if topic.harm is Harm.UNVERIFIED_CLAIM else topic.harm
        if harm is None or harm not in self._severities:
            return 0.0
        severity = self._severities[harm][topic.casualty] if topic.severity is None else topic.severity
        return round(severity * topic.confidence, 4)


@lru_cache(maxsize=2)
def load_labeller(rules: bytes, models: str | None = None, engine: str = "rjieba") -> Labeller:
    """The labeller of rules in canonical JSON and a folder of models, made once a worker process."""
    return Labeller(from_json(Rules, rules), engine, Shelf(Path(models) if models else None))


def _own_score(severity: float, tone: Sentiment, tier: Tier) -> float:
    negativity = max(0.0, -tone.score)
    return round(100 * (0.7 * severity * (0.65 + 0.35 * negativity) + 0.2 * _TIERS[tier] + 0.1 * negativity), 2)
