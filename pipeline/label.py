"""Everything that is said of one document: topics, tone, mentions, severity, own score, sketch and search tokens.

In order: normal form without boilerplate -> one scan for all words of the rules -> mentions, topics, tone -> what
trained models add -> severity and score -> one cut into words -> search tokens and sketch. A document's labels depend on
it, the rules, their models and the engine alone, never on its neighbours.

Own score = 100 (.7 severity (.65 + .35 negativity) + .2 tier + .1 negativity), with negativity = max(0, -tone) and tier
1 central, .7 provincial, .4 local, .2 other. It sorts items; no level follows from it.
"""

import gc
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from domain.codec import from_json
from domain.harms import Harm
from domain.items import Document, Tier
from domain.labels import Labelled, Labels, Mention, Sentiment, TopicLabel
from domain.rules import Rules
from domain.weights import SEVERITIES
from pipeline.boilerplate import read
from pipeline.learning.shelf import Shelf
from pipeline.places import Gazetteer
from pipeline.scan import Scanned, Scanner
from pipeline.sentiment import ToneLexicon
from pipeline.sketch import Cut, Sketcher
from pipeline.tokens import index_tokens, load_cutter
from pipeline.topics import TopicRules
from pipeline.voices import Voices
from pipeline.weights import load_frequencies

MODEL = "keywords-2"
SHIPPED = Shelf()
"""The models that ship with the program, and no others."""
BLOCK = 100_000
"""Characters labelled together: some hundred reports, and what is kept of them meanwhile fits into some megabytes."""
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
        self._scanner = Scanner([*self._topics.words(), *self._gazetteer.words()])
        self._cutter = load_cutter(engine, rules.words)
        self._sketcher = Sketcher(load_frequencies(rules.document_frequencies))
        self._voices = Voices(rules.models, rules.topics, shelf)
        self._model = "+".join(filter(None, (MODEL, self._voices.name)))
        self._config_id = rules.config_id

    def label(self, document: Document, *, searched: bool = True) -> Labelled:
        """Labels, sketch and search tokens of one revision; without the tokens where nobody will search."""
        return self._block([document], searched=searched)[0]

    def label_batch(self, documents: Sequence[Document], *, searched: bool = True) -> list[Labelled]:
        """Each document labelled by itself, in the order given."""
        return [labelled for block in _blocks(documents) for labelled in self._block(block, searched=searched)]

    def _block(self, documents: Sequence[Document], *, searched: bool) -> list[Labelled]:
        """Stage by stage, not document by document: what a stage looks things up in then stays in the processor's cache."""
        readings = [read(one.title, one.text) for one in documents]
        scans = [self._scanner.find(one.form, one.title_end) for one in readings]
        labels = self._labels(documents, scans)
        words = [self._cutter.words(one.form.text) for one in readings]
        tokens = [index_tokens(self._cutter, one) if searched else "" for one in words]
        sketches = self._sketcher.sketches(
            [
                Cut(form=scan.form.text, words=cut, title_end=scan.title_end, hidden=self._gazetteer.spans(scan))
                for scan, cut in zip(scans, words, strict=True)
            ]
        )
        return [
            Labelled(document_id=one.id, revision=one.revision, labels=said, sketch=sketch, tokens=spoken)
            for one, said, sketch, spoken in zip(documents, labels, sketches, tokens, strict=True)
        ]

    def _labels(self, documents: Sequence[Document], scans: Sequence[Scanned]) -> list[Labels]:
        mentions = [self._gazetteer.judge(scan) for scan in scans]
        topics = [self._topics.judge(scan, named) for scan, named in zip(scans, mentions, strict=True)]
        pairs = list(zip(documents, scans, strict=True))
        tones = [self._tone_of(document, scan) for document, scan in pairs]
        topics = [
            found + self._voices.topics(one.platform, scan.form, found)
            for (one, scan), found in zip(pairs, topics, strict=True)
        ]
        return list(map(self._put, documents, topics, tones, mentions))

    def _tone_of(self, document: Document, scan: Scanned) -> Sentiment:
        return self._voices.tone(document.platform, scan.form) or self._tone.judge(scan.form, scan.title_end)

    def _put(
        self, document: Document, found: Sequence[TopicLabel], tone: Sentiment, mentions: tuple[Mention, ...]
    ) -> Labels:
        """What the stages said, with severity and score."""
        topics = tuple([topic for topic in found if not topic.is_suggested])
        severity = max(map(self._severity, topics), default=0.0)
        return Labels(
            topics=topics,
            suggestions=tuple([topic for topic in found if topic.is_suggested]),
            sentiment=tone,
            mentions=mentions,
            config_id=self._config_id,
            engine=self._cutter.name,
            model=self._model,
            severity=severity,
            score=_own_score(severity, tone, document.tier),
        )

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
    labeller = Labeller(from_json(Rules, rules), engine, Shelf(Path(models) if models else None))
    gc.collect()
    gc.freeze()  # its tables stay: walking them again and again would take a twentieth of the time
    return labeller


def _blocks(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """The documents in order, as many together as `BLOCK` allows."""
    start = size = 0
    for at, document in enumerate(documents):
        length = len(document.title) + len(document.text)
        if at > start and size + length > BLOCK:
            yield documents[start:at]
            start, size = at, 0
        size += length
    if documents:
        yield documents[start:]


def _own_score(severity: float, tone: Sentiment, tier: Tier) -> float:
    negativity = max(0.0, -tone.score)
    return round(100 * (0.7 * severity * (0.65 + 0.35 * negativity) + 0.2 * _TIERS[tier] + 0.1 * negativity), 2)
