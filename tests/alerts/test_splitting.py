"""Laws of cutting a text into parts, and where it is cut."""

import json

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from alerts.splitting import Size, parts_of, pieces_of, utf8_size

LINK = "https://example.org/a?b=1&c=2#d"
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "望川区一处厂房起火。",
                "有人被困！",
                "\n",
                "第一行\n",
                "e\u0301\u0323",
                "👩\u200d👩\u200d👧",
                "🇨🇳",
                f"{LINK} ",
                "\r\n",
                "3.5 米. ",
            ]
        ),
    ),
    max_size=60,
).map("".join)


def as_json(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")) - 2


@given(TEXTS, st.integers(40, 400), st.sampled_from([utf8_size, as_json]))
def test_pieces_are_the_text_and_none_is_too_large_or_empty(text: str, limit: int, size: Size) -> None:
    pieces = pieces_of(text, limit, size)
    assert "".join(pieces) == text
    assert all(pieces)
    assert all(size(piece) <= limit for piece in pieces)


@given(TEXTS, st.integers(60, 400))
def test_no_character_and_no_link_is_cut(text: str, limit: int) -> None:
    assert set(_cuts(pieces_of(text, limit, utf8_size))) <= set(_ends(text, limit))


@given(st.text(max_size=30), TEXTS, st.integers(200, 400))
def test_parts_are_numbered_and_within_the_limit(title: str, body: str, limit: int) -> None:
    parts = parts_of(title, body, limit, utf8_size)
    texts = [part.under(title) for part in parts]
    assert all(utf8_size(text) <= limit for text in texts)
    if len(parts) == 1:
        assert texts == [f"{title}\n{body}"]
        return
    assert [(part.number, part.count) for part in parts] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    titled = utf8_size(title) * 2 <= limit
    head = f"{title} " if titled and title else ""
    assert all(text.startswith(f"{head}({n}/{len(parts)})\n") for n, text in enumerate(texts, 1))
    assert "".join(part.piece for part in parts) == (body if titled else f"{title}\n{body}")


@given(TEXTS.map(lambda text: text + "甲" * 50))
def test_a_part_sent_again_has_room_for_its_mark(body: str) -> None:
    parts = parts_of("望川", body, 120, utf8_size)
    assert all(utf8_size(part.under("【重发】望川")) <= 120 for part in parts if part.count > 1)


@pytest.mark.parametrize(
    ("name", "text", "limit", "pieces"),
    [
        ("fits", "短文", 6, ("短文",)),
        ("empty", "", 6, ()),
        ("sentence", "甲乙丙丁。戊己庚辛", 24, ("甲乙丙丁。", "戊己庚辛")),
        ("sentence before line", "甲乙丙。丁\n戊己庚", 16, ("甲乙丙。", "丁\n戊己庚")),
        ("line where no sentence ends", "甲乙丙丁\n戊己庚辛", 18, ("甲乙丙丁\n", "戊己庚辛")),
        ("character where no line ends", "甲乙丙丁戊", 7, ("甲乙", "丙丁", "戊")),
        ("quote closes with the sentence", "他说：“甲。”乙丙丁戊", 27, ("他说：“甲。”", "乙丙丁戊")),
        ("full stop before white space", "It burns. Help is near", 16, ("It burns. ", "Help is near")),
        ("a question before white space", "Fire? Where is it", 11, ("Fire? ", "Where is it")),
        ("no question inside an address", "https://e.org/abc?defgh", 20, ("https://e.org/abc?de", "fgh")),
        ("no full stop inside a number", "aaaaaaa 3.5 bbbbbb", 12, ("aaaaaaa 3.5 ", "bbbbbb")),
        ("a sentence that ends early is no place", "甲。乙丙丁戊己庚辛壬癸", 24, ("甲。乙丙丁戊己庚", "辛壬癸")),
        ("link whole", f"甲乙丙丁{LINK}", 36, ("甲乙丙丁", LINK)),
        ("link ends before punctuation", f"{LINK}。甲乙", 34, (f"{LINK}。", "甲乙")),
        ("combining marks stay", "aaae\u0301", 4, ("aaa", "e\u0301")),
        ("flags stay", "aa🇨🇳", 9, ("aa", "🇨🇳")),
        ("a link longer than a part", "https://e.org/abcdefgh", 10, ("https://e.", "org/abcdef", "gh")),
        ("a cluster longer than a part", "e" + "\u0301" * 4, 4, ("e\u0301", "\u0301\u0301", "\u0301")),
    ],
)  # fmt: skip
def test_where_a_text_is_cut(name: str, text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert pieces_of(text, limit, utf8_size) == pieces


def test_more_than_nine_parts_make_room_for_their_numbers() -> None:
    parts = parts_of("题", "甲" * 300, 80, utf8_size)
    assert len(parts) > 9
    assert parts[0].under("题").startswith(f"题 (1/{len(parts)})\n")
    assert all(utf8_size(part.under("题")) <= 80 for part in parts)


def test_a_title_too_long_for_every_part_stands_once() -> None:
    title = "题" * 40
    parts = parts_of(title, "甲" * 30, 100, utf8_size)
    assert parts[0].under(title).startswith("(1/")
    assert "".join(part.piece for part in parts) == f"{title}\n" + "甲" * 30


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        pieces_of("甲", 2, utf8_size)


def _cuts(pieces: tuple[str, ...]) -> list[int]:
    return [sum(map(len, pieces[:number])) for number in range(1, len(pieces))]


def _ends(text: str, limit: int) -> list[int]:
    """Ends of clusters outside links; inside what is longer than a part a cut may be anywhere."""
    inside = {
        place for found in regex.finditer(regex.escape(LINK), text) for place in range(found.start() + 1, found.end())
    }
    cluster = regex.compile(r"\X")
    ends = [found.end() for found in cluster.finditer(text)]
    long = [
        place
        for found in cluster.finditer(text)
        if utf8_size(found.group()) > limit
        for place in range(found.start(), found.end())
    ]
    return [end for end in ends if end not in inside] + long
