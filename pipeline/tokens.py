"""Cutting Chinese text into words, for search and for weighing terms; rjieba is the fast engine, jieba the reference.

Without the hidden Markov model: both engines then cut alike (every text of the measuring stream), and an unknown word
becomes single characters, which a phrase finds again whatever stands around them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version

from pipeline.text import normal

Cut = Callable[[str], list[str]]
PIECE = 20_000
"""Characters cut at once: an engine's lattice takes a hundred bytes a character."""
_PAUSE = re.compile(r"[^\w]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTES = str.maketrans("\u201c\u201d\u300c\u300d\uff02", '"""""')


@dataclass(frozen=True, slots=True)
class Cutter:
    """An engine behind jieba's interface. `words` cuts once; `search` gives the shorter words inside long ones too."""

    name: str
    words: Cut
    search: Cut


def load_cutter(engine: str = "rjieba") -> Cutter:
    """`rjieba` or `jieba`; ValueError for another engine. jieba takes a second to load and is imported here only."""
    if engine == "rjieba":
        return _rjieba()
    if engine == "jieba":
        return _jieba()
    raise ValueError(f"no such engine: {engine}")


def search_tokens(cutter: Cutter, form: str) -> str:
    """The words of a text in normal form for the search index, single spaces between; no punctuation."""
    return " ".join(_spoken(cutter.search(form)))


def query_phrases(query: str, cutter: Cutter | None = None) -> tuple[tuple[str, ...], ...]:
    """A question as phrases for the search index, each of tokens side by side.

    A quoted part is one phrase. Elsewhere each word of two or more characters stands for itself; characters that no
    dictionary joins stay side by side, so that names are found.
    """
    cutter = cutter or load_cutter()
    parts = normal(query.translate(_QUOTES)).text.split('"')
    phrases: list[tuple[str, ...]] = []
    for index, part in enumerate(parts):
        if index % 2 and index < len(parts) - 1:
            phrases.append(tuple(_spoken(cutter.search(part))))
        else:
            phrases += [phrase for piece in part.split() for phrase in _loose(_spoken(cutter.words(piece)))]
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def join_singles(words: Iterable[str]) -> list[str]:
    """Words of two characters and more, and each pair of neighbouring single Chinese characters: unknown names."""
    found, before = [], ""
    for word in words:
        if len(word) > 1:
            if word[0].isalnum():
                found.append(word)
            before = ""
        elif _HAN.match(word):
            if before:
                found.append(before + word)
            before = word
        else:
            before = ""
    return found


def _spoken(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.isalnum() or any(map(str.isalnum, word))]


def _loose(words: list[str]) -> list[tuple[str, ...]]:
    phrases: list[tuple[str, ...]] = []
    run: list[str] = []
    for word in words:
        if len(word) == 1:
            run.append(word)
            continue
        phrases += [tuple(run), (word,)]
        run = []
    return [*phrases, tuple(run)]


def _in_pieces(cut: Cut, text: str) -> list[str]:
    """A long text piece by piece, parted where no word can stand across: the words are the same."""
    if len(text) <= PIECE:
        return cut(text)
    found, start = [], 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        pause = _PAUSE.search(text, end) if end < len(text) else None
        end = pause.end() if pause and pause.end() < end + PIECE else end
        found += cut(text[start:end])
        start = end
    return found


def _rjieba() -> Cutter:
    # The module's own engine, which `names` asks as well: each engine holds 26 MB of dictionary.
    import rjieba  # noqa: PLC0415  loads its dictionary: only where chosen

    return Cutter(
        name=f"rjieba-{version('rjieba')}",
        words=lambda text: _in_pieces(lambda piece: rjieba.cut(piece, False), text),
        search=lambda text: _in_pieces(lambda piece: rjieba.cut_for_search(piece, False), text),
    )


def _jieba() -> Cutter:
    import jieba  # noqa: PLC0415  one second and 80 MB: only where chosen

    jieba.setLogLevel("WARNING")
    engine = jieba.Tokenizer()
    return Cutter(
        name=f"jieba-{version('jieba')}",
        words=lambda text: engine.lcut(text, HMM=False),
        search=lambda text: engine.lcut_for_search(text, HMM=False),
    )
