"""Ordinary days: short news put together from the town's themes, the same for the same seed."""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from domain.items import Counters, Platform
from samples.rows import import_row
from samples.timeline import SHANGHAI, address
from samples.town import LENGTH, OPENING, Article, Material, Outlet, Theme, Town

_PER_DAY = (17, 24)
_OPENS = 7 * 60
"""The story starts at 07:00 of the town's day; minutes since midnight."""

_HOURS = (1, 0, 0, 0, 0, 1, 3, 6, 9, 9, 9, 7, 6, 6, 8, 8, 8, 7, 6, 6, 7, 6, 4, 2)
"""Weights: how the items of a day fall on its hours."""

_STORY_USES = 400
"""The story's ordinary items go on from this use of each theme: other sentences meet in them."""

QUIET_DAYS = 28
QUIET_SEED = "quiet"

_SLOT = re.compile(r"\{(?:(\d+)\.\.(\d+)|(\w+))\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The words of one ordinary item."""

    theme: Theme
    title: str
    text: str


def quiet_documents(
    town: Town, *, days: int = QUIET_DAYS, end: datetime, port: int = 80, seed: str = QUIET_SEED
) -> Iterator[dict[str, Any]]:
    """Rows in the import format, oldest first, over the `days` * 24 hours before `end` (the story's start, aware).

    The last OPENING minutes are left out: the town's own server shows those. `published_at` is ISO 8601 with +08:00.
    """
    outlets = {outlet.id: outlet for outlet in town.outlets}
    for article in quiet_articles(town, days=days, seed=seed):
        published = (end + timedelta(minutes=article.at)).astimezone(SHANGHAI)
        outlet = outlets[article.outlet]
        yield import_row(article, outlet, address(outlet, article.id, published, port), published)


def quiet_articles(town: Town, *, days: int = QUIET_DAYS, seed: str = QUIET_SEED) -> tuple[Article, ...]:
    """The articles behind `quiet_documents`, so that their addresses lead somewhere."""
    return tuple(ordinary(town, first=-days * 1440, last=-OPENING, seed=seed))


def ordinary_of_story(town: Town, *, seed: str = "story") -> tuple[Article, ...]:
    """The ordinary items served while the story runs: one an outlet to open with, none of the usual quiet texts."""
    rng = Random(f"{seed} opening")  # noqa: S311 - repeatable choice of words, no secret
    seen = {article.text for article in quiet_articles(town)}
    openers = tuple(_openers(town, rng, seen))
    return (*openers, *ordinary(town, first=0, last=LENGTH, seed=seed, used=_STORY_USES, seen=seen))


def ordinary(
    town: Town, *, first: int, last: int, seed: str, used: int = 0, seen: AbstractSet[str] = frozenset()
) -> Iterator[Article]:
    """Ordinary items from desk minute `first` to before `last`, in time order, none with a text of `seen`.

    `used` tells how often each theme was used before.
    """
    rng = Random(seed)  # noqa: S311 - as above
    drafts = _drafts(town.material, rng, used, seen)
    outlets = {outlet.id: outlet for outlet in town.outlets}
    for index, at in enumerate(_moments(first, last, rng)):
        draft = next(drafts)
        yield _article(f"{seed}{index}", at, outlets[rng.choice(draft.theme.outlets)], draft, rng)


def compose(theme: Theme, use: int, words: Material, rng: Random) -> Draft:
    """The `use`-th item of a theme: sentences taken in turn; a slot says the same wherever it stands in the item."""
    title, lead = (sentences[use % len(theme.leads)] for sentences in (theme.titles, theme.leads))
    middle, closing = _middle(theme, use), theme.closings[use % len(theme.closings)]
    chosen: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        if match[0] not in chosen:
            chosen[match[0]] = _drawn(match, words, set(chosen.values()), rng)
        return chosen[match[0]]

    return Draft(theme=theme, title=_SLOT.sub(fill, title), text=_SLOT.sub(fill, lead + middle + closing))


def _middle(theme: Theme, use: int) -> str:
    """One sentence or, every other time round, two."""
    if theme.extras is None:
        return "".join(theme.middles[(use + step) % len(theme.middles)] for step in range(1 + use % 2))
    rounds = use // len(theme.leads)
    extra = theme.extras[rounds // 2 % len(theme.extras)] if theme.extras and rounds % 2 else ""
    return theme.middles[use % len(theme.leads)] + extra


def _drawn(match: re.Match[str], material: Material, taken: set[str], rng: Random) -> str:
    """A number of the slot's range, or a word of its list that no other slot of the item has."""
    if match[1]:
        return str(rng.randint(int(match[1]), int(match[2])))
    return rng.choice([word for word in material.words[match[3].rstrip("2")] if word not in taken])


def _drafts(material: Material, rng: Random, used: int, seen: AbstractSet[str]) -> Iterator[Draft]:
    """Drafts without end, no text twice and none of `seen`: the themes in a new order each round."""
    uses: Counter[str] = Counter()
    told = set(seen)
    while True:
        for theme in rng.sample(material.themes, len(material.themes)):
            draft = compose(theme, used + uses[theme.id], material, rng)
            uses[theme.id] += 1
            if draft.text not in told:
                told.add(draft.text)
                yield draft


def _openers(town: Town, rng: Random, seen: set[str]) -> Iterator[Article]:
    """One item an outlet in the opening minutes, so that no feed of the town is ever empty; adds them to `seen`."""
    step = OPENING // (len(town.outlets) + 1)
    for index, outlet in enumerate(town.outlets):
        themes = [theme for theme in town.material.themes if outlet.id in theme.outlets]
        drafts = (compose(rng.choice(themes), use, town.material, rng) for use in count(2 * _STORY_USES + index))
        draft = next(draft for draft in drafts if draft.text not in seen)
        seen.add(draft.text)
        yield _article(f"opening{index}", -OPENING + (index + 1) * step, outlet, draft, rng)


def _article(name: str, at: int, outlet: Outlet, draft: Draft, rng: Random) -> Article:
    counters = _counters(outlet.platform, rng)
    return Article(
        id=name, at=at, outlet=outlet.id, strand="ordinary", title=draft.title, text=draft.text, counters=counters
    )


def _moments(first: int, last: int, rng: Random) -> Iterator[int]:
    """Desk minutes of the items, ascending, day by day from `first`."""
    for day in range(first, last, 1440):
        hours = rng.choices(range(24), _HOURS, k=rng.randint(*_PER_DAY))
        minutes = sorted((hour * 60 + rng.randrange(60) - _OPENS) % 1440 for hour in hours)
        yield from (day + minute for minute in minutes if day + minute < last)


def _counters(platform: Platform, rng: Random) -> Counters:
    small, middling, large = (rng.randrange(1, 9) * rng.randrange(1, top) for top in (4, 9, 40))
    if platform is Platform.FORUM:
        return Counters(comments=middling)
    if platform in (Platform.MICROBLOG, Platform.SHORT_VIDEO):
        return Counters(reposts=small, comments=middling, likes=large)
    return Counters()
