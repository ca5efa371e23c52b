"""One pass finds every word, overlapping ones too, in texts of any length and within bounds."""

import random

from hypothesis import given
from hypothesis import strategies as st

from domain.harms import Harm
from domain.rules import Keyword, Topic
from pipeline.scan import MOST, PART, Scanner, forms
from pipeline.text import normal
from pipeline.topics import TopicRules

WORDS = ("火灾", "灾火", "火", "大火灾情", "aB", "Ｂa")


def plain(text: str, word: str) -> list[int]:
    return [at for at in range(len(text) - len(word) + 1) if text.startswith(word, at)]


@given(st.text("火灾大情aＢb\n", max_size=60), st.text("火灾大情aＢb\n", max_size=60))
def test_every_word_is_found_where_it_stands(title: str, text: str) -> None:
    scanned = Scanner(WORDS).find(normal(f"{title}\n{text}"), len(title))
    form = scanned.form.text
    assert {word: list(places) for word, places in scanned.places.items()} == {
        word: places for word in ("火灾", "灾火", "火", "大火灾情", "ab", "ba") if (places := plain(form, word))
    }


@given(st.lists(st.text("火災臺灣后發ＡbÀ\u200b\n ", max_size=5), max_size=8))
def test_words_in_one_go_have_the_forms_that_each_has_alone(words: list[str]) -> None:
    assert list(forms(words)) == list(dict.fromkeys(form for word in words if (form := normal(word).text)))


def test_a_long_text_is_read_in_parts_without_a_seam() -> None:
    chance = random.Random(1)
    text = "".join(chance.choices(("的", "大火灾情", "很"), weights=(300, 1, 300), k=3 * PART))
    scanned = Scanner(WORDS).find(normal(text), 0)
    assert list(scanned.places["大火灾情"]) == plain(scanned.form.text, "大火灾情")[:MOST]
    seam = "的" * (PART - 2) + "大火灾情" + "的"
    assert list(Scanner(WORDS).find(normal(seam), 0).places["大火灾情"]) == [PART - 2]


def test_one_keyword_again_and_again_stays_bounded() -> None:
    rules = tuple(
        Keyword(id=f"r{n}", any=("火灾",), all=(("灾火",),), near=n % 5, none=("大",), none_near=3, excluding=("火火",))
        for n in range(50)
    )
    judge = TopicRules([Topic(id="t", name="x", harm=Harm.OUTAGE, purpose="x", keywords=rules)], {})
    scanned = Scanner(judge.words()).find(normal("火灾" * 1_700_000), 0)
    assert all(len(places) <= MOST for places in scanned.places.values())
    (label,) = judge.judge(scanned)
    assert max(len(hit.positions) for hit in label.hits) <= 16
