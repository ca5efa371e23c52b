"""A synthesis is the receiver's own words: what is too short, what is a copy, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.synthesis import LEAST, RUN, copied, is_copy, says_nothing

BLOCKS = (
    "- Ⅱ级(重大) 青石镇仓库起火:指数 69.40,核查中  E8da1\n    下一时限:11-29 10:19 前公开回应(法定时限)",
    "- 如到 11-29 11:55 仍未公开回应(内部目标),则告知值班员、带班领导时限已过:青石镇仓库起火",
)
CASES = [
    ("own words", "仓库的火还没查清,十点前要发第一条通报;消防一回话就拟稿。", False, False),
    ("own words that name a title", "青石镇仓库起火:等消防回话,十点前一定要出通报,出不了就找带班领导。", False, False),
    ("nothing", " \n", True, False),
    ("a word", "知道了。", True, False),
    ("marks alone", "……!!!——————————————", True, False),
    ("understood", "Understood.", True, False),
    ("a nod five times", "收到收到收到收到收到", True, False),
    ("a phrase again and again", "好的收到明白," * 9, True, False),
    ("a word again and again", "Understood, understood, understood!", True, False),
    ("one letter", "aaaaaaaaaaaaaaaaaaaa", True, False),
    ("figures", "1234567890 2026-03-09 ①②③④⑤ 0987654321", True, False),
    ("figures and a nod", "11-29 11:55 好的", True, False),
    ("eleven letters", "十点前要发出第一条通报。", True, False),
    ("a short sentence", "消防一回话就拟稿,十点前要发。", False, False),
    ("the same in English", "Fire still unchecked; notice out by ten.", False, False),
    ("a line pasted", "Ⅱ级(重大) 青石镇仓库起火:指数 69.40,核查中", False, True),
    ("pasted in another width", "如到 11-29 11:55 仍未公开回应(内部目标),则告知值班员、带班领导时限已过", False, True),
    ("pasted and lightly cut", "如到 11:55 仍未公开回应(内部目标),则告知值班员、带班领导时限已过", False, True),
    ("two blocks pasted", "\n".join(BLOCKS), False, True),
    ("a block with a nod", "好的。" + BLOCKS[1], False, True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "short", "copy"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_counts_as_own_words(text: str, short: bool, copy: bool) -> None:
    assert (says_nothing(text), is_copy(text, BLOCKS)) == (short, copy)


WORDS = st.text(alphabet="火警通报核查消防abc123 ,。", min_size=0, max_size=60)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_the_share_is_one(text: str, blocks: list[str]) -> None:
    assert 0 <= copied(text, blocks) <= 1


@given(WORDS, WORDS, WORDS)
def test_what_stands_in_a_block_is_a_copy(before: str, text: str, after: str) -> None:
    plain = sum(char.isalnum() for char in text)
    assert is_copy(text, [before + text + after]) == (plain >= RUN)


@given(st.text(alphabet="甲乙丙丁", min_size=RUN, max_size=40), st.text(alphabet="子丑寅卯", max_size=40))
def test_other_letters_are_no_copy(text: str, block: str) -> None:
    assert copied(text, [block]) == 0


@given(st.text(alphabet="火警通报核查消防abc123", max_size=LEAST - 2), st.integers(1, 9))
def test_what_says_nothing_once_says_nothing_ever_again(phrase: str, times: int) -> None:
    assert says_nothing(phrase * times)


@given(st.lists(st.sampled_from("火警通报核查消防没有事明早八点前再看一遍"), unique=True, min_size=LEAST))
def test_letters_that_do_not_repeat_say_something(letters: list[str]) -> None:
    assert not says_nothing("".join(letters))
