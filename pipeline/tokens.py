"""Cutting Chinese text into words, for search and for weighing terms; rjieba is the fast engine, jieba the reference.

Without the hidden Markov model: both engines then cut alike (bench/cutting.py), they agree better with people, and an
unknown word becomes single characters, which a phrase finds again whatever stands around them. A text is cut once; the
shorter words inside a long one, which search wants as well, depend on the word alone and are remembered.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from domain.rules import UserWord
from pipeline.memo import Memo
from pipeline.text import normal

Cut = Callable[[str], list[str]]
PIECE = 20_000
"""Characters cut at once: an engine's lattice takes a hundred bytes a character."""
_PAUSE = re.compile(r"[^\w]")
_QUOTES = str.maketrans("\u201c\u201d\u300c\u300d\uff02", '"""""')


@dataclass(frozen=True, slots=True)
class Cutter:
    """An engine behind jieba's interface. `name` tells engine, version and the user's words."""

    name: str
    words: Cut
    """All of a text as words, nothing left out: joined they are the text again."""
    spoken: Memo[str]
    """A word as it stands in the search index: shorter words of the dictionary inside it, then itself; "" if unspoken.

    Inside a user word stand all words that it is made of, so that questions need no user words and find old texts too.
    """


def load_cutter(engine: str = "rjieba", user_words: Sequence[UserWord] = ()) -> Cutter:
    """`rjieba` or `jieba`, with words that its dictionary lacks; ValueError for another engine.

    User words are this cutter's alone. jieba takes a second to load and is imported here only.
    """
    if engine == "rjieba":
        return _rjieba(user_words)
    if engine == "jieba":
        return _jieba(user_words)
    raise ValueError(f"no such engine: {engine}")


def index_tokens(cutter: Cutter, words: Iterable[str]) -> str:
    """The words of a text for the search index, single spaces between; no punctuation."""
    return " ".join(filter(None, map(cutter.spoken.__getitem__, words)))


def search_tokens(cutter: Cutter, form: str) -> str:
    """The words of a text in normal form for the search index."""
    return index_tokens(cutter, cutter.words(form))


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
            phrases.append(tuple(search_tokens(cutter, part).split()))
        else:
            phrases += [phrase for piece in part.split() for phrase in _loose(cutter.words(piece))]
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def _loose(words: Iterable[str]) -> list[tuple[str, ...]]:
    phrases: list[tuple[str, ...]] = []
    run: list[str] = []
    for word in filter(_is_spoken, words):
        if len(word) == 1:
            run.append(word)
            continue
        phrases += [tuple(run), (word,)]
        run = []
    return [*phrases, tuple(run)]


def _is_spoken(word: str) -> bool:
    return word.isalnum() or any(map(str.isalnum, word))


def _as_indexed(word: str, is_known: Callable[[str], object]) -> str:
    """As jieba's `cut_for_search` gives a word: known pairs of characters inside it, known triples, itself."""
    if len(word) < 3 or not _is_spoken(word):
        return word if _is_spoken(word) else ""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    triples = [word[at : at + 3] for at in range(len(word) - 2)] if len(word) > 3 else []
    return " ".join([*filter(is_known, pairs), *filter(is_known, triples), word])


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


def _rjieba(user_words: Sequence[UserWord]) -> Cutter:
    import rjieba  # noqa: PLC0415  loads its dictionary: only where chosen

    # The module's own engine, which `names` asks as well: each engine holds 26 MB of dictionary.
    plain = _cutter("rjieba", lambda text: rjieba.cut(text, False), rjieba.has_word)
    if not user_words:
        return plain
    engine = rjieba.Jieba()
    return _taught(plain, engine, lambda text: engine.cut(text, False), user_words)


def _jieba(user_words: Sequence[UserWord]) -> Cutter:
    import jieba  # noqa: PLC0415  one second and 80 MB: only where chosen

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    plain = _cutter("jieba", lambda text: jieba.lcut(text, HMM=False), jieba.dt.FREQ.get)
    if not user_words:
        return plain
    engine = jieba.Tokenizer()
    engine.initialize()
    return _taught(plain, engine, lambda text: engine.lcut(text, HMM=False), user_words)


def _cutter(name: str, cut: Cut, is_known: Callable[[str], object]) -> Cutter:
    return Cutter(
        name=f"{name}-{version(name)}",
        words=lambda text: _in_pieces(cut, text),
        spoken=Memo(lambda word: _as_indexed(word, is_known)),
    )


def _taught(plain: Cutter, engine: Any, cut: Cut, user_words: Sequence[UserWord]) -> Cutter:
    """The cutter of an engine of its own that learns the words."""
    for one in user_words:
        word = normal(one.word).text
        engine.add_word(word, one.frequency or engine.suggest_freq(word), one.tag)
    told = "".join(f"{one.word}\t{one.frequency}\t{one.tag}\n" for one in user_words)
    taught = frozenset(normal(one.word).text for one in user_words)
    return Cutter(
        name=f"{plain.name}+{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}",
        words=lambda text: _in_pieces(cut, text),
        spoken=Memo(lambda word: _with_parts(word, plain) if word in taught else plain.spoken[word]),
    )


def _with_parts(word: str, plain: Cutter) -> str:
    """A user word behind what it is made of; a word that the dictionary has as well stands there once."""
    parts = plain.words(word)
    return plain.spoken[word] if parts == [word] else f"{index_tokens(plain, parts)} {word}"
