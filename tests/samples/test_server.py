"""The town's web servers over real loopback: feeds that parse, pages, conditional requests, nothing before its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import pytest

from samples.feeds import feed
from samples.quiet import ordinary_of_story, quiet_documents
from samples.server import TownServer
from samples.site import Part
from samples.sources import sources
from samples.timeline import address, postings
from samples.town import LENGTH, Outlet, Shape, Town, load_town

START = datetime(2031, 5, 6, 23, 0, tzinfo=UTC)


class Hands:
    """A desk clock that the test turns."""

    def __init__(self) -> None:
        self.minute = 0

    def now(self) -> datetime:
        return START + timedelta(minutes=self.minute)


@pytest.fixture(scope="module")
def town() -> Town:
    return load_town()


@pytest.fixture(scope="module")
def clock() -> Hands:
    return Hands()


@pytest.fixture
def hands(clock: Hands) -> Hands:
    clock.minute = 0
    return clock


@pytest.fixture(scope="module")
def server(town: Town, clock: Hands) -> Iterator[TownServer]:
    with TownServer(town, start=START, now=clock.now) as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=10) as client:
        yield client


FEEDS = [outlet.id for outlet in load_town().outlets if outlet.shape is not Shape.LIST]


@pytest.mark.parametrize("name", FEEDS)
def test_every_feed_parses_and_carries_what_is_out(
    town: Town, server: TownServer, hands: Hands, client: httpx.Client, name: str
) -> None:
    hands.minute = LENGTH
    outlet = town.outlet(name)
    response = client.get(f"http://{outlet.address}:{server.port}{outlet.path}")
    expected = shown(town, outlet, hands, server.port)
    if outlet.shape is Shape.JSON:
        items = response.json()["items"]
        assert [(item["url"], item["title"], item["content_text"]) for item in items] == expected
    else:
        parsed = feedparser.parse(response.content, response_headers=dict(response.headers))
        assert not parsed.bozo
        assert [(entry.link, entry.title) for entry in parsed.entries] == [row[:2] for row in expected]


def shown(town: Town, outlet: Outlet, hands: Hands, port: int) -> list[tuple[str, str, str]]:
    articles = (*town.story, *ordinary_of_story(town))
    out = postings(outlet, articles, start=START, now=hands.now(), port=port)
    return [(posting.url, posting.title, posting.text) for posting in out[:40]]


def test_one_feed_is_gb18030_and_its_dates_bear_no_zone(
    town: Town, server: TownServer, hands: Hands, client: httpx.Client
) -> None:
    evening = town.outlet("evening")
    response = client.get(f"http://{evening.address}:{server.port}{evening.path}")
    assert "encoding='gb18030'" in response.content[:60].decode("ascii")
    assert "苇舟晚报" in response.content.decode("gb18030")
    assert b"+0800" not in response.content


def test_every_source_has_something_to_show_from_the_start(
    town: Town, server: TownServer, hands: Hands, client: httpx.Client
) -> None:
    for row in sources(town, port=server.port):
        response = client.get(row["url"])
        assert response.status_code == 200
        assert "2031" in response.text


def test_nothing_is_out_before_its_time(town: Town, server: TownServer, hands: Hands, client: httpx.Client) -> None:
    fire, board = town.story_item("fire01"), town.outlet("weian")
    url = address(board, fire.id, START + timedelta(minutes=fire.at), server.port)
    board_url = f"http://{board.address}:{server.port}{board.path}"
    hands.minute = fire.at - 1
    assert client.get(url).status_code == 404
    assert fire.title not in client.get(board_url).text
    hands.minute = fire.at
    assert fire.text.split("\n")[0] in client.get(url).text
    assert fire.title in client.get(board_url).text


def test_an_unchanged_feed_answers_304(town: Town, server: TownServer, hands: Hands, client: httpx.Client) -> None:
    daily = town.outlet("release")
    url = f"http://{daily.address}:{server.port}{daily.path}"
    first = client.get(url)
    by_tag = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (first.status_code, by_tag.status_code, by_date.status_code) == (200, 304, 304)
    assert by_tag.content == b""
    hands.minute = LENGTH
    later = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert later.headers["ETag"] != first.headers["ETag"]


def test_quiet_articles_can_still_be_read(town: Town, server: TownServer, hands: Hands, client: httpx.Client) -> None:
    row = list(quiet_documents(town, end=START, port=server.port))[-1]
    assert str(row["text"])[:30] in client.get(str(row["url"])).text


def test_an_address_without_its_account_leads_to_the_same_post(
    town: Town, server: TownServer, hands: Hands, client: httpx.Client
) -> None:
    hands.minute = LENGTH
    post, outlet = town.story_item("fire03"), town.outlet("yejian")
    url = address(outlet, post.id, START + timedelta(minutes=post.at), server.port)
    neutral = url.replace(url.split("/")[3], "@")
    assert neutral != url
    assert client.get(neutral).text == client.get(url).text


def test_robots_forbid_the_account_pages(town: Town, server: TownServer, hands: Hands, client: httpx.Client) -> None:
    response = client.get(f"http://{town.outlets[0].address}:{server.port}/robots.txt")
    assert "Disallow: /space/" in response.text


def test_requests_are_counted(town: Town, hands: Hands, client: httpx.Client) -> None:
    daily = town.outlet("daily")
    with TownServer(town, start=START, now=hands.now) as server:
        base = f"http://{daily.address}:{server.port}"
        for path in (daily.path, daily.path, "/", "/nothing", "/robots.txt"):
            client.get(base + path)
        assert client.head(base + "/").content == b""
        assert server.requests() == {
            ("daily", Part.FEED, 200): 2,
            ("daily", Part.LIST, 200): 2,
            ("daily", Part.MISSING, 404): 1,
            ("daily", Part.ROBOTS, 200): 1,
        }


def test_a_port_that_is_taken_is_an_error_and_a_closed_one_is_free(town: Town, hands: Hands) -> None:
    with TownServer(town, start=START, now=hands.now) as first:
        with pytest.raises(OSError, match="in use"):
            TownServer(town, start=START, now=hands.now, port=first.port).start()
        port = first.port
    with TownServer(town, start=START, now=hands.now, port=port) as again:
        assert again.port == port
    again.close()


def test_a_feed_of_summaries_cuts_its_texts(town: Town) -> None:
    central = town.outlet("tongwen")
    out = postings(central, town.story, start=START, now=START + timedelta(minutes=LENGTH), port=80)
    _, body = feed(central, out, port=80)
    assert out[0].text not in body.decode()
    assert out[0].text[:50] in body.decode()
