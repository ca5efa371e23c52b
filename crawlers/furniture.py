"""Which words and names tell page furniture: read once from the data file beside this module."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MOST_NAMES = 20_000
SHORT = 60  # characters; a longer block that begins with such a word is a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Names of regions and first words of blocks that are no article text."""

    regions: frozenset[str]
    whole_regions: frozenset[str]
    states: frozenset[str]
    kinds: frozenset[str]
    bodies: frozenset[str]
    furniture: tuple[str, ...]
    enders: tuple[str, ...]
    credits: tuple[str, ...]
    stops: tuple[str, ...]
    judged: dict[str, tuple[bool, int]] = field(default_factory=dict, compare=False, repr=False)
    """Answers given before: pages of a site use the same few hundred names."""

    def judge(self, name: str) -> tuple[bool, int]:
        """Whether class and id attributes name a region of furniture, and how surely what holds the text (0, 1 or 2)."""
        if name not in self.judged:
            if len(self.judged) >= MOST_NAMES:
                self.judged.clear()
            self.judged[name] = self._judge(name)
        return self.judged[name]

    def _judge(self, name: str) -> tuple[bool, int]:
        parts = set(map(str.lower, PART.findall(name)))
        is_region = not parts.isdisjoint(self.regions) and self._is_region(name)
        is_region = is_region or not self.whole_regions.isdisjoint(name.lower().split())
        is_named = not parts.isdisjoint(self.kinds) or not parts.isdisjoint(self.bodies)
        return is_region, self._hint(name) if is_named else 0

    def _is_region(self, name: str) -> bool:
        words = [list(map(str.lower, PART.findall(word))) for word in name.split()]
        return any(parts[0] not in self.states and not self.regions.isdisjoint(parts) for parts in words if parts)

    def _hint(self, name: str) -> int:
        words = [set(map(str.lower, PART.findall(word))) for word in name.split()]
        return max((not parts.isdisjoint(self.kinds)) + (not parts.isdisjoint(self.bodies)) for parts in words)

    def is_furniture(self, text: str) -> bool:
        """Whether a block is a line of furniture."""
        return len(text) < SHORT and text.startswith(self.furniture)

    def is_credit(self, text: str) -> bool:
        """Whether a line tells who made the article: a credit word in it, no full stop at its end."""
        return len(text) < SHORT and not text.endswith(self.stops) and any(word in text for word in self.credits)

    def ends_article(self, text: str) -> bool:
        """Whether a block heads what follows an article."""
        return len(text) < SHORT and text.startswith(self.enders)


@cache
def shipped_furniture() -> Furniture:
    """The words of `article_words.toml`; a constant of the package, read when first needed."""
    rows = tomllib.loads(Path(__file__).with_name("article_words.toml").read_text("utf-8"))
    return Furniture(
        regions=frozenset(rows["regions"]),
        whole_regions=frozenset(rows["whole_regions"]),
        states=frozenset(rows["states"]),
        kinds=frozenset(rows["kinds"]),
        bodies=frozenset(rows["bodies"]),
        furniture=tuple(rows["furniture"]),
        enders=tuple(rows["enders"]),
        credits=tuple(rows["credits"]),
        stops=tuple(rows["stops"]),
    )
