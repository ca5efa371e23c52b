"""Topics, mentions, severity and score of small texts, each with its reason."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codec import to_json
from domain.events import Scope
from domain.harms import Harm
from domain.items import Document, Platform, Tier
from domain.labels import MentionKind, Where
from domain.rules import Institution, Keyword, Lexicon, Place, Rules, ScopeRules, Topic
from pipeline.label import Labeller, load_labeller
from pipeline.weights import term_id

AT = datetime(2026, 1, 1, tzinfo=UTC)
TOPICS = (
    Topic(
        id="fire",
        name="火灾",
        harm=Harm.FIRE_EXPLOSION,
        purpose="答复",
        keywords=(
            Keyword(id="fire", any=("火灾", "起火"), none=("演练",)),
            Keyword(id="smoke", all=(("浓烟",), ("消防", "119")), near=10, weight=0.6),
        ),
        casualty=(Keyword(id="hurt", any=("受伤", "送医")),),
    ),
    Topic(id="rumour", name="未证实", harm=Harm.UNVERIFIED_CLAIM, purpose="核实", keywords=(Keyword(id="claim", any=("网传",)),)),
    Topic(id="outage", name="停水", harm=Harm.OUTAGE, purpose="答复", keywords=(Keyword(id="water", any=("停水",)),)),
    Topic(id="mac", name="电脑", keywords=(Keyword(id="mac", any=("mac",), whole_word=True),)),
    Topic(id="headline", name="标题", keywords=(Keyword(id="headline", any=("通报",), title_only=True),)),
)  # fmt: skip
RULES = Rules(
    topics=TOPICS,
    lexicon=Lexicon(
        words=(("满意", 1.0), ("愤怒", -1.5), ("不满", -1.0), ("好", 0.5)),
        degrees=(("非常", 1.6),),
        negations=("不", "没有"),
    ),
    scopes=(
        ScopeRules(
            scope=Scope(name="值班"),
            institution=Institution(
                name="云岭市应急局",
                aliases=("云岭应急",),
                places=(Place(code="990101", name="东溪区", aliases=("东溪",)),),
                region=("云岭",),
                sector=("消防",),
            ),
        ),
    ),
)
LABELLER = Labeller(RULES)


def document(title: str, text: str, tier: Tier = Tier.LOCAL) -> Document:
    return Document(
        id="D1", source_id="S1", outlet="o", platform=Platform.NEWS, tier=tier, url="http://a.example/1", title=title, text=text,
        published_at=None, collected_at=AT, content_hash="c", duplicate_group="G1",
    )  # fmt: skip


def topics(title: str, text: str) -> dict[str, float]:
    return {topic.topic: topic.confidence for topic in LABELLER.label(document(title, text)).labels.topics}


FILLER = "这是与事情无关的一段普通文字，" * 12


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("厂房火灾", "", {"fire": 0.8647}),
        ("", "厂房起火", {"fire": 0.8647}),
        ("", FILLER + "厂房起火", {"fire": 0.6321}),
        ("", FILLER + "起火，演练", {}),
        ("消防演练：模拟火灾", "", {}),
        ("", "浓烟中消防赶到", {"fire": 0.6988}),
        ("", "浓烟散去" + "很久很久以后又过了一些时候" + "消防赶到", {}),
        ("", FILLER + "浓烟中消防赶到", {}),
        ("my MAC book", "", {"mac": 0.8647}),
        ("machine", "", {}),
        ("ＭＡＣ", "", {"mac": 0.8647}),
        ("通报", "", {"headline": 0.8647}),
        ("", "通报", {}),
        ("", "火\u200b灾", {"fire": 0.8647}),
    ],
)
def test_topics(title: str, text: str, expected: dict[str, float]) -> None:
    assert topics(title, text) == expected


def test_hits_say_where_in_the_original() -> None:
    title, text = "一\u200b则", "城东起\u200b火，两人受伤"
    topic = LABELLER.label(document(title, text)).labels.topics[0]
    joined = f"{title}\n{text}"
    assert [(hit.rule, hit.words, hit.positions) for hit in topic.hits] == [
        ("fire", ("起火",), (joined.index("起"),)),
        ("hurt", ("受伤",), (joined.index("受伤"),)),
    ]
    assert topic.casualty


def test_a_claim_is_about_the_gravest_harm_named() -> None:
    labels = LABELLER.label(document("网传停水和火灾", "")).labels
    claim = next(topic for topic in labels.topics if topic.harm is Harm.UNVERIFIED_CLAIM)
    assert claim.about is Harm.FIRE_EXPLOSION
    assert LABELLER.label(document("网传消息", "")).labels.severity == 0.0


def test_mentions_at_their_best_place() -> None:
    mentions = LABELLER.label(document("东溪有事", FILLER + "云岭应急：消防已到东溪区")).labels.mentions
    assert [(m.kind, m.name, m.code, m.where) for m in mentions] == [
        (MentionKind.INSTITUTION, "云岭市应急局", None, Where.BODY),
        (MentionKind.PLACE, "东溪区", "990101", Where.TITLE),
        (MentionKind.REGION, "云岭", None, Where.BODY),
        (MentionKind.SECTOR, "消防", None, Where.BODY),
    ]


def test_names_of_the_own_world_tell_no_events_apart() -> None:
    """Terms are those of the text without the names; the signature is of the whole text, and other names count."""
    text = "{}仓库夜里起火，云岭应急已到东溪区救援，西溪区也派了消防"
    named, unnamed = (LABELLER.label(document("", text.format(name))).sketch for name in ("东溪", ""))
    assert named.terms == unnamed.terms
    assert named.signature != unnamed.signature
    terms = {term for term, _ in named.terms}
    assert {term_id("消防"), term_id("西溪")} <= terms
    assert not {term_id("云岭"), term_id("东溪")} & terms


def test_a_text_may_be_nothing_but_names() -> None:
    assert LABELLER.label(document("东溪区东溪区", "")).sketch.terms == ()


def test_severity_and_score() -> None:
    plain = LABELLER.label(document("厂房火灾", "")).labels
    hurt = LABELLER.label(document("厂房火灾", "两人受伤，家属愤怒", Tier.CENTRAL)).labels
    assert plain.severity == round(0.7 * 0.8647, 4)
    assert hurt.severity == 0.8647
    assert 0 <= plain.score < hurt.score <= 100


def test_batches_change_nothing() -> None:
    documents = [document(f"厂房火灾{n}", "大家满意" * n) for n in range(20)]
    whole = [to_json(one) for one in LABELLER.label_batch(documents)]
    assert whole == [to_json(LABELLER.label(one)) for one in documents]
    assert [to_json(one) for one in load_labeller(to_json(RULES)).label_batch(documents)] == whole


def test_engines_label_alike() -> None:
    one = Labeller(RULES).label(document("云岭市厂房火灾", "两人受伤送医"))
    assert one.tokens.startswith("云岭 市 厂房 火灾")
    assert one.labels.engine.startswith("rjieba-")
    assert one.labels.config_id == RULES.config_id


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_labelled(text: str, title: str) -> None:
    labelled = LABELLER.label(document(title, text))
    assert -1 <= labelled.labels.sentiment.score <= 1
    assert 0 <= labelled.labels.score <= 100
    assert len(labelled.sketch.signature) in {0, 64}
    assert list(labelled.sketch.terms) == sorted(labelled.sketch.terms)
    assert replace(labelled) == LABELLER.label(document(title, text))
