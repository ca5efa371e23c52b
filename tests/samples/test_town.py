"""The sample town: its texts keep their promises, its story is in order, its quiet days repeat nothing."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from domain.items import Platform, SourceKind, Tier
from samples.quiet import ordinary_of_story, quiet_documents
from samples.sources import sources
from samples.timeline import posting, story_start
from samples.town import LENGTH, OPENING, Article, Town, institution_file, load_town

END = datetime(2031, 5, 6, 23, 0, tzinfo=UTC)
"""07:00 of the town's clock."""

HARMFUL = Path(__file__).with_name("harm_words.txt").read_text(encoding="utf-8").split()
"""Words of harm topics, more than the shipped keywords."""


@pytest.fixture(scope="module")
def town() -> Town:
    return load_town()


@pytest.fixture(scope="module")
def ordinary(town: Town) -> tuple[Article, ...]:
    return ordinary_of_story(town)


@pytest.fixture(scope="module")
def quiet(town: Town) -> list[dict[str, object]]:
    return list(quiet_documents(town, end=END))


def strand(town: Town, name: str) -> list[Article]:
    return [article for article in town.story if article.strand == name]


def words_in(text: str) -> list[str]:
    return [word for word in HARMFUL if word in text]


def test_every_strand_has_its_items(town: Town) -> None:
    assert Counter(article.strand for article in town.story) == {
        "fire": 30,
        "food": 15,
        "claim": 8,
        "criticism": 20,
        "feelgood": 25,
    }


def test_outlets_are_of_every_kind_and_each_has_an_address_of_its_own(town: Town) -> None:
    assert {outlet.platform for outlet in town.outlets} == set(Platform) - {Platform.OTHER}
    assert {outlet.tier for outlet in town.outlets} == set(Tier)
    assert len({outlet.address for outlet in town.outlets}) == len(town.outlets) == 13


@pytest.mark.parametrize("name", ["criticism", "feelgood"])
def test_criticism_and_praise_name_no_harm(town: Town, name: str) -> None:
    texts = {article.id: f"{article.title}\n{article.text}" for article in strand(town, name)}
    assert {article: words for article, text in texts.items() if (words := words_in(text))} == {}


def test_ordinary_items_name_no_harm_but_far_from_the_town(
    ordinary: tuple[Article, ...], quiet: list[dict[str, object]], town: Town
) -> None:
    far = town.material.words["faraway"]
    texts = [f"{article.title} {article.text}" for article in ordinary] + [
        f"{row['title']} {row['text']}" for row in quiet
    ]
    harmful = {text: words for text in texts if (words := words_in(text))}
    assert [text for text in harmful if not any(place in text for place in far)] == []
    assert [text for text in harmful if "苇舟" in text or "澜屿" in text] == []
    assert len(harmful) > 20


def test_story_texts_have_the_length_of_news_and_posts(town: Town) -> None:
    lengths = {article.id: len(article.text) for article in town.story}
    assert {article: length for article, length in lengths.items() if not 120 <= length <= 500} == {}


def test_risky_items_name_the_place_in_their_title(town: Town) -> None:
    profile = YAML(typ="safe").load(institution_file())
    places = [alias for place in profile["places"] for alias in place["aliases"]]
    risky = [article for article in town.story if article.strand in ("fire", "food", "claim")]
    assert [a.id for a in risky if not any(place in a.title for place in places)] == []


def test_the_fire_spreads_from_a_forum_to_a_central_outlet(town: Town) -> None:
    first: dict[tuple[Platform, Tier], int] = {}
    for article in strand(town, "fire"):
        outlet = town.outlet(article.outlet)
        first.setdefault((outlet.platform, outlet.tier), article.at)
    assert min(first, key=lambda key: first[key]) == (Platform.FORUM, Tier.OTHER)
    assert first[Platform.NEWS, Tier.LOCAL] < first[Platform.NEWS, Tier.PROVINCIAL] < first[Platform.NEWS, Tier.CENTRAL]
    assert {platform for platform, _ in first} == set(Platform) - {Platform.OTHER}


def test_every_item_lies_inside_the_story_and_edits_come_later(town: Town, ordinary: tuple[Article, ...]) -> None:
    assert all(0 <= article.at < LENGTH for article in town.story)
    assert all(-OPENING <= article.at < LENGTH for article in ordinary)
    assert [a.id for a in town.story if a.edit and a.edit.at <= a.at] == []
    assert any(article.edit for article in town.story)


def test_reposts_come_after_what_they_repeat(town: Town) -> None:
    articles = {article.id: article for article in town.story}
    reposts = [article for article in town.story if article.repost_of]
    assert len(reposts) > 10
    for article in reposts:
        original = articles[article.repost_of or ""]
        assert original.at < article.at
        assert original.outlet != article.outlet
        assert original.text == article.text


def test_addresses_are_all_different(town: Town, ordinary: tuple[Article, ...], quiet: list[dict[str, object]]) -> None:
    posted = (
        posting(town.outlet(article.outlet), article, start=END, now=END, port=80).url
        for article in (*town.story, *ordinary)
    )
    urls = [*posted, *(str(row["url"]) for row in quiet)]
    assert len(set(urls)) == len(urls)


def test_times_are_said_by_the_towns_clock(town: Town) -> None:
    first = town.story_item("fire02")
    shown = posting(town.outlet("huting"), first, start=END, now=END + timedelta(days=1), port=80)
    assert "今天上午11时48分许" in shown.text
    assert "{" not in shown.text
    assert shown.published.isoformat() == "2031-05-07T12:26:00+08:00"


def test_an_edit_replaces_the_text_when_its_time_has_come(town: Town) -> None:
    article = next(article for article in town.story if article.edit)
    edited = END + timedelta(minutes=article.edit.at if article.edit else 0)
    outlet = town.outlet(article.outlet)
    before = posting(outlet, article, start=END, now=edited - timedelta(minutes=1), port=80)
    after = posting(outlet, article, start=END, now=edited, port=80)
    assert "5名受伤人员" in before.text
    assert "7名受伤人员" in after.text
    assert before.modified < after.modified == edited


def test_counters_grow_towards_their_total(town: Town) -> None:
    article = town.story_item("fire04")
    outlet = town.outlet(article.outlet)
    likes = [
        posting(
            outlet, article, start=END, now=END + timedelta(minutes=article.at, hours=hours), port=80
        ).counters.likes
        for hours in (0, 2, 6, 12, 48)
    ]
    assert likes == sorted(likes, key=lambda total: total or 0)
    assert 0 < (likes[0] or 0) < (likes[1] or 0) < (likes[-1] or 0) <= (article.counters.likes or 0)


def test_quiet_days_lie_in_their_window_in_order(quiet: list[dict[str, object]]) -> None:
    moments = [datetime.fromisoformat(str(row["published_at"])) for row in quiet]
    assert moments == sorted(moments)
    assert END - timedelta(days=28) <= moments[0]
    assert moments[-1] < END - timedelta(minutes=OPENING)
    assert len({moment.date() for moment in moments}) >= 28


def test_quiet_days_are_the_same_each_time_and_differ_by_seed(town: Town, quiet: list[dict[str, object]]) -> None:
    assert list(quiet_documents(town, end=END)) == quiet
    assert list(quiet_documents(town, end=END, seed="other")) != quiet


@pytest.mark.parametrize("seed", ["quiet", "other", "third"])
def test_no_quiet_text_comes_twice(town: Town, seed: str) -> None:
    texts = [row["text"] for row in quiet_documents(town, end=END, seed=seed)]
    assert len(texts) >= 450
    assert len(set(texts)) == len(texts)
    assert all(80 <= len(text) <= 300 for text in texts)


def test_items_of_the_same_days_are_really_different(quiet: list[dict[str, object]]) -> None:
    """No two within three days share half of their character triples, so that none folds into another."""
    rows = [(datetime.fromisoformat(str(row["published_at"])), shingles(str(row["text"]))) for row in quiet]
    near = ((one, other) for (t, one), (u, other) in combinations(rows, 2) if u - t <= timedelta(hours=72))
    assert max(len(one & other) / len(one | other) for one, other in near) < 0.5


def shingles(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}


def test_ordinary_items_of_the_story_repeat_no_quiet_one(
    ordinary: tuple[Article, ...], quiet: list[dict[str, object]], town: Town
) -> None:
    texts = [article.text for article in ordinary]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & {row["text"] for row in quiet}
    assert {article.outlet for article in ordinary if article.at < 0} == {outlet.id for outlet in town.outlets}


def test_a_quiet_row_has_the_form_of_an_import(quiet: list[dict[str, object]], town: Town) -> None:
    outlets = {outlet.name: outlet for outlet in town.outlets}
    for row in quiet:
        outlet = outlets[str(row["outlet"])]
        assert set(row) == {
            "url", "title", "text", "published_at", "source", "outlet", "platform", "tier", "counters",
        }  # fmt: skip
        assert (row["platform"], row["tier"]) == (outlet.platform, outlet.tier)
        assert str(row["url"]).startswith(f"http://{outlet.address}/")


def test_a_source_list_names_every_outlet(town: Town) -> None:
    rows = sources(town, port=8123)
    assert [row["name"] for row in rows] == [outlet.name for outlet in town.outlets]
    assert {row["kind"] for row in rows} == {SourceKind.FEED, SourceKind.SITE}
    assert rows[0]["url"] == "http://127.20.0.1:8123/rss/local.xml"


def test_the_story_starts_on_a_morning_and_ends_before_now() -> None:
    for hour in range(24):
        now = END + timedelta(hours=hour)
        start = story_start(now)
        assert (start.hour, start.minute) == (23, 0)
        assert timedelta(0) <= now - (start + timedelta(minutes=LENGTH)) < timedelta(days=1)


def test_the_institution_is_in_the_town_and_has_no_real_division_code() -> None:
    profile = YAML(typ="safe").load(institution_file())
    assert set(profile) == {"name", "aliases", "places", "region", "sector", "time_zone"}
    assert all(place["code"].startswith("99") for place in profile["places"])


def test_a_town_is_a_value(town: Town) -> None:
    assert load_town() == town
    assert replace(town, story=()) != town
