"""A piece of a text around the words that matter, with the words marked."""

from collections.abc import Iterable, Sequence

CONTEXT = 12
"""Characters shown before and behind a word."""
MOST = 3
"""Pieces of a text shown at most."""
CUT = "…"

Span = tuple[int, int]


def excerpt(text: str, spans: Iterable[Span], mark: str) -> str:
    """The surroundings of `spans` ([start, end) of `text`) on one line; `mark` has `{}` where a marked word goes."""
    words = _joined(sorted((start, min(end, len(text))) for start, end in spans if 0 <= start < len(text)))
    pieces = _joined([(max(0, start - CONTEXT), min(len(text), end + CONTEXT)) for start, end in words])
    shown = [_marked(text, piece, words, mark) for piece in pieces[:MOST]]
    if not shown:
        return ""
    head = CUT if pieces[0][0] > 0 else ""
    tail = CUT if len(pieces) > MOST or pieces[-1][1] < len(text) else ""
    return head + CUT.join(shown) + tail


def _marked(text: str, piece: Span, words: Sequence[Span], mark: str) -> str:
    """A piece with the words in it marked; line breaks and runs of white space are one space."""
    at, end = piece
    parts = []
    for start, stop in words:
        if at <= start and stop <= end:
            parts += [text[at:start], mark.replace("{}", text[start:stop])]
            at = stop
    return " ".join("".join([*parts, text[at:end]]).split())


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
