"""Keywords that look like a Chinese personal name: a rule may watch happenings, never people."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Surnames, characters that given names are made of, and words that only look like a name."""

    surnames: frozenset[str]
    given: frozenset[str]
    words: frozenset[str]

    def looks_personal(self, word: str) -> bool:
        """Whether `word` is a surname and one or two characters of given names, and no known word."""
        if word in self.words:
            return False
        ends = (length for length in (1, 2) if word[:length] in self.surnames)
        return any(self._is_given(word[end:]) for end in ends)

    def _is_given(self, rest: str) -> bool:
        return 1 <= len(rest) <= 2 and all(character in self.given for character in rest)


def load_names() -> Names:
    """The lists shipped beside this module."""
    table = tomllib.loads(files("config").joinpath("names.toml").read_text(encoding="utf-8"))
    return Names(
        surnames=frozenset(table["surnames"].split()),
        given=frozenset("".join(table["given"].split())),
        words=frozenset(table["words"].split()),
    )
