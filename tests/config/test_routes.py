"""Routes by topic, place and quiet hours: what their file may say, and what is said of routes that cannot be meant."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load_configuration, load_rules
from domain.codec import from_json, to_json
from domain.errors import ConfigError
from domain.messages import load_catalogue
from domain.quiet import Quiet
from domain.roster import Hours
from domain.routes import Route
from domain.rules import Rules
from domain.workdays import Days
from tests.config.desk import INSTITUTION, write

EN = load_catalogue("en")
CONSOLE = "channels: [{id: console, kind: console}, {id: file, kind: file, target: a.jsonl}]\nroutes:\n"
ALL = "  - {recipient: duty, channel: console, levels: all}\n"


def routes(folder: Path, *lines: str) -> Path:
    write(folder, "institution.yaml", INSTITUTION)
    write(folder, "routes.yaml", CONSOLE + "".join(f"  - {line}\n" for line in lines))
    return folder


def said(folder: Path) -> list[str]:
    """Faults, or warnings, as a person reads them."""
    try:
        problems = load_configuration(folder).warnings()
    except ConfigError as error:
        problems = error.problems
    return [f"{one.path}: {EN.text(one.code, **dict(one.params))}" for one in problems]


def test_what_a_route_may_say(tmp_path: Path) -> None:
    write(tmp_path, "routes.yaml", CONSOLE + ALL + """\
  - recipient: duty
    channel: file
    levels: [III, IV]
    topics: outage accident outage
    places: ["330106"]
    quiet: [{hours: 22:00-07:00, weekdays: sat mon}, {days: off}]
""")  # fmt: skip
    route = load_rules(tmp_path).scopes[0].routes[1]
    assert (route.topics, route.places) == (("accident", "outage"), ("330106",))
    night = Hours(begins=timedelta(hours=22), ends=timedelta(hours=31))
    assert route.quiet == (Quiet(weekdays=(0, 5), hours=night), Quiet(days=Days.OFF))


def test_a_route_that_says_nothing_of_it_has_the_canonical_form_that_it_always_had(tmp_path: Path) -> None:
    write(tmp_path, "routes.yaml", CONSOLE + ALL)
    (route,) = load_rules(tmp_path).scopes[0].routes
    assert to_json(route) == b'{"channel":"console","levels":[4,3,2,1],"recipient":"duty"}'
    assert from_json(Route, to_json(route)) == route


def test_a_route_that_says_more_is_another_configuration_and_is_read_back(tmp_path: Path) -> None:
    plain = load_rules(routes(tmp_path, "{recipient: duty, channel: console, levels: all}"))
    quiet = load_rules(
        routes(tmp_path, "{recipient: duty, channel: console, levels: all, quiet: [{hours: 22:00-07:00}]}")
    )
    assert plain.config_id != quiet.config_id
    assert from_json(Rules, to_json(quiet)) == quiet


BAD = [
    ("a topic that is not there", "topics: outge", "routes.yaml:4 routes[1].topics: no topic is called outge; did you mean outage?"),
    ("a place that is no code", "places: [x1]", "routes.yaml:4 routes[1].places[0]: x1 is no division code: 2 to 12 digits"),
    ("hours that are none", "quiet: [{hours: 22-7}]", "routes.yaml:4 routes[1].quiet[0].hours: 22-7 are no hours; write 08:30-18:00, or 20:00-08:00 over midnight"),
    ("no span at all", "quiet: [{}]", "routes.yaml:4 routes[1].quiet[0]: quiet hours say at least one of hours, days, weekdays"),
    ("a span without end", "quiet: [{days: working}, {days: off}]", "routes.yaml:4 routes[1].quiet: these quiet hours leave no time of an ordinary week: III and IV would never be told"),
    ("two halves of every day", "quiet: [{hours: 20:00-08:00}, {hours: 08:00-20:00}]", "routes.yaml:4 routes[1].quiet: these quiet hours leave no time of an ordinary week: III and IV would never be told"),
    ("a key that is near", "quite: []", "routes.yaml:4 routes[1].quite: there is no key called quite here; did you mean quiet?"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_no_route_may_say(tmp_path: Path, line: str, wanted: str) -> None:
    all_ = "{recipient: duty, channel: console, levels: all}"
    assert said(routes(tmp_path, all_, f"{{recipient: duty, channel: file, levels: all, {line}}}")) == [wanted]


NOBODY = "neither a role (duty, deputy, leader, all) nor a person of the roster"
CATCH_ALL = "{recipient: duty, channel: file, levels: all}"
DOUBTS: list[tuple[str, list[str], list[str]]] = [
    ("sound", [CATCH_ALL, "{recipient: leader, channel: console, levels: [II, I], topics: outage}"], []),
    ("quiet for its own channel", [CATCH_ALL, "{recipient: duty, channel: console, levels: all, quiet: [{days: off}]}"], []),
    (
        "quiet hours that another route undoes",
        [CATCH_ALL, "{recipient: duty, channel: file, levels: [III, IV], quiet: [{days: off}]}"],
        ["routes.yaml:4 routes[1]: this route tells nothing that routes[0] does not tell the same recipient over the same channel, and no later"],
    ),
    (
        "the same twice is told of the later",
        [CATCH_ALL, CATCH_ALL],
        ["routes.yaml:4 routes[1]: this route tells nothing that routes[0] does not tell the same recipient over the same channel, and no later"],
    ),
    (
        "a place inside another",
        [CATCH_ALL, "{recipient: duty, channel: console, levels: all, places: [990201]}", "{recipient: duty, channel: console, levels: [I], places: [990200]}"],
        [],
    ),
    (
        "quiet hours of what never waits",
        [CATCH_ALL, "{recipient: leader, channel: console, levels: [II, I], quiet: [{days: off}]}"],
        ["routes.yaml:4 routes[1]: quiet hours hold back III and IV alone: on this route they change nothing"],
    ),
    (
        "a role with a slip of the pen",
        [CATCH_ALL, "{recipient: leadr, channel: console, levels: [II, I]}"],
        [f"routes.yaml:4 routes[1].recipient: leadr is {NOBODY}; did you mean leader?"],
    ),
    (
        "a person with a slip of the pen",
        [CATCH_ALL, "{recipient: lantin, channel: console, levels: [II, I]}"],
        [f"routes.yaml:4 routes[1].recipient: lantin is {NOBODY}; did you mean lanting?"],
    ),
    ("a person of the roster", [CATCH_ALL, "{recipient: lanting, channel: console, levels: [II, I]}"], []),
    ("all is duty, too", ["{recipient: all, channel: file, levels: all}"], []),
    ("a free name of whoever reads a room", [CATCH_ALL, "{recipient: harbour, channel: console, levels: [II, I]}"], []),
    (
        "no route to duty",
        ["{recipient: duti, channel: file, levels: all}"],
        [
            f"routes.yaml:3 routes[0].recipient: duti is {NOBODY}; did you mean duty?",
            "routes.yaml:2 routes: no route goes to duty (or all): whoever is on duty is not told",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "wanted"), [row[1:] for row in DOUBTS], ids=[row[0] for row in DOUBTS])
def test_what_is_doubted(tmp_path: Path, lines: list[str], wanted: list[str]) -> None:
    write(tmp_path, "roster.yaml", "people: [{id: lanting, name: 蓝汀}]")
    assert said(routes(tmp_path, *lines)) == wanted


def test_a_level_without_a_route_for_all_the_rest(tmp_path: Path) -> None:
    found = said(
        routes(
            tmp_path, "{recipient: duty, channel: file, levels: [II, I]}",
            "{recipient: duty, channel: console, levels: [III, IV], topics: outage}",
            "{recipient: duty, channel: file, levels: [III], places: [990201]}",
        )
    )  # fmt: skip
    assert len(found) == 2
    for line, level in zip(found, ("IV", "III"), strict=True):
        assert line.startswith(f"routes.yaml:2 routes: level {level}: events of ")
        assert "outage" not in line
        assert "accident" in line


def test_a_route_on_topics_that_raise_nothing(tmp_path: Path) -> None:
    write(tmp_path, "topics.yaml", """
        topics:
          - {id: own, name: 甲, harm: outage, purpose: x, status: experimental, keywords: [{id: a, any: 起火塘}]}
        """)  # fmt: skip
    lines = [CATCH_ALL, "{recipient: duty, channel: console, levels: all, topics: own}"]
    (line,) = [one for one in said(routes(tmp_path, *lines)) if "routes" in one]
    assert line == "routes.yaml:4 routes[1]: this route tells nobody anything: its topics raise nothing (own)"


def test_routes_of_a_watch_are_checked_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, "institution.yaml", INSTITUTION)
    write(tmp_path, "scopes.yaml", """
        scopes:
          - {id: desk, name: 台}
          - id: storm
            name: 汛
            routes:
              - {recipient: duty, channel: console, levels: all, topics: [outge]}
        """)  # fmt: skip
    assert said(tmp_path) == [
        "scopes.yaml:7 scopes[1].routes[0].topics: no topic is called outge; did you mean outage?"
    ]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_routes_to_copy_keep_the_shipped_ones_and_add_a_webhook(page: str, tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / page).read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(channels:.*?)```", text, re.DOTALL)
    shipped = load_rules(tmp_path)
    write(tmp_path, "routes.yaml", block)
    rules = load_rules(tmp_path)
    assert set(shipped.channels) < set(rules.channels)
    assert set(shipped.scopes[0].routes) < set(rules.scopes[0].routes)
    assert (rules.channels[-1].id, rules.channels[-1].kind) == ("hook", "webhook")
    assert [line for line in said(tmp_path) if line.startswith("routes.yaml")] == []
