"""Tokens of the search index in the one form that is stored and asked for, and as the two engines write them."""

import re
from collections.abc import Sequence

from storage.plain import plain
from storage.values import Terms

LONGEST_TOKEN = 255
"""Characters; PostgreSQL refuses lexemes over 2 046 bytes."""
LAST_POSITION = 16_383
"""Positions in a tsvector end there."""
MOST_POSITIONS = 255
"""Of one lexeme in a tsvector."""
MOST_BYTES = 500_000
"""Of all different lexemes of a tsvector, which ends at 1 MiB."""
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

TOKENIZER = (
    "ascii tokenchars '"
    + "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()).replace("'", "''")
    + "'"
)
"""FTS5's plainest tokenizer with every printable ASCII character as part of a token: it cuts at spaces alone."""


def split(tokens: str) -> list[str]:
    """Lower-case tokens, each at most LONGEST_TOKEN long."""
    return [token[:LONGEST_TOKEN] for token in CONTROLS.sub(" ", plain(tokens)).lower().split()]


def phrases(terms: Terms) -> list[list[str]]:
    """The phrases of a question in the same form; empty ones are left out."""
    found = [split(" ".join(phrase)) for phrase in terms.phrases]
    return [phrase for phrase in found if phrase]


def fts5_query(wanted: Sequence[Sequence[str]]) -> str:
    """`"side by side" AND "another"` in FTS5's language."""
    return " AND ".join('"' + " ".join(phrase).replace('"', '""') + '"' for phrase in wanted)


def tsquery(wanted: Sequence[Sequence[str]]) -> str:
    """`('side' <-> 'by' <-> 'side') & ('another')` in PostgreSQL's language."""
    return " & ".join("(" + " <-> ".join(map(_lexeme, phrase)) + ")" for phrase in wanted)


def tsvector(tokens: Sequence[str]) -> str:
    """`'a':1,3 'b':2`: the vector with its positions written out. What goes beyond the engine's limits is left out."""
    places: dict[str, list[int]] = {}
    size = 0
    for position, token in enumerate(tokens, 1):
        found = places.get(token)
        if found is None:
            size += len(token.encode())
            if size > MOST_BYTES:
                break
            places[token] = [position]
        elif len(found) < MOST_POSITIONS:
            found.append(position)
    return " ".join(
        f"{_lexeme(token)}:{','.join(str(min(at, LAST_POSITION)) for at in found)}" for token, found in places.items()
    )


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
