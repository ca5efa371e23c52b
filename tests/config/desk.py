"""Small fictional configurations for tests."""

from pathlib import Path
from textwrap import dedent

from domain.rules import Rules, Topic

INSTITUTION = """
name: 青槐县人民政府
aliases: [青槐县政府, 青槐发布]
region: 石帆省
places:
  - {code: 990201, name: 青槐县, aliases: 青槐}
"""


def write(folder: Path, name: str, text: str) -> None:
    """Write a file of a configuration, its folder made where it is missing."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def topic_named(rules: Rules, name: str) -> Topic:
    """The topic with this id; KeyError where there is none."""
    return {topic.id: topic for topic in rules.topics}[name]
