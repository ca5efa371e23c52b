"""Rules from files: the shipped defaults, each file of which a workspace may replace with its own.

1. `institution casualty tone index levels duties routes grouping scopes models words`.yaml: the workspace's file stands in place of the shipped one;
   of the tone lexicon each list that it holds.
2. Topics: `topics.yaml` and `topics/*.yaml` of the workspace add to the shipped topics; one with a known id replaces the
   shipped topic whole, and `disabled: true` takes it away.
3. Every fault of every file is reported at once, with file, line and path; nothing is half loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from config.check import faults
from config.problems import unknown
from config.read import read, validated
from config.schema import DutiesFile, GroupingFile, InstitutionFile, RoutesFile
from config.schema_index import IndexFile, LevelsFile
from config.schema_models import MODELS, ModelsFile
from config.schema_scopes import SCOPES, ScopeForm, ScopesFile
from config.schema_tone import ToneFile
from config.schema_topics import CasualtyFile
from config.schema_words import WORDS, WordsFile
from config.topic_tests import TopicTest, topic_tests
from config.topics import TOPIC_FOLDER, TOPICS, StandingTopic, read_topics
from domain.errors import ConfigError, Problem
from domain.rules import Rules, ScopeRules, Topic

FORMS: Mapping[str, type[BaseModel]] = {
    "institution.yaml": InstitutionFile,
    "casualty.yaml": CasualtyFile,
    "tone.yaml": ToneFile,
    "index.yaml": IndexFile,
    "levels.yaml": LevelsFile,
    "duties.yaml": DutiesFile,
    "routes.yaml": RoutesFile,
    "grouping.yaml": GroupingFile,
    SCOPES: ScopesFile,
    MODELS: ModelsFile,
    WORDS: WordsFile,
}
"""Every file but those of topics, and its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Rules and the tests written beside them."""

    rules: Rules
    tests: tuple[TopicTest, ...]


def load_rules(folder: Path | None) -> Rules:
    """The rules of a workspace's `config` folder over the shipped ones; None: the shipped ones alone.

    Raises ConfigError with every problem of every file.
    """
    return load_configuration(folder).rules


def load_configuration(folder: Path | None) -> Configuration:
    """Rules and tests, as `load_rules`."""
    problems: list[Problem] = []
    shipped = files("config").joinpath("defaults")
    forms = {name: _form(name, folder, shipped, problems) for name in FORMS}
    topics = _merged(read_topics(shipped, problems), read_topics(folder, problems) if folder else {}, problems)
    problems += _strangers(folder) if folder else []
    if problems:
        raise ConfigError(tuple(problems))
    rules = _rules(cast("dict[str, Any]", forms), topics)
    tests = topic_tests(topics, rules.topics, problems)
    problems += faults(rules)
    if problems:
        raise ConfigError(tuple(problems))
    return Configuration(rules=rules, tests=tests)


def _form(name: str, folder: Path | None, shipped: Traversable, problems: list[Problem]) -> BaseModel | None:
    """The form of one file, from the workspace where it has one; None where it is at fault."""
    own = read(folder, name, problems) if folder else None
    parsed = own or read(shipped, name, problems)
    form = validated(FORMS[name], parsed, problems) if parsed else None
    if own and isinstance(form, ToneFile):
        return form.over(cast("ToneFile", _form(name, None, shipped, problems)))
    return form


def _merged(
    shipped: dict[str, StandingTopic], own: dict[str, StandingTopic], problems: list[Problem]
) -> dict[str, StandingTopic]:
    """The workspace's topics over the shipped ones; to take away a topic that is not there is a fault."""
    for name, topic in own.items():
        if topic.form.disabled and name not in shipped:
            problems.append(unknown(topic.parsed.place((*topic.path, "id")), name, shipped, "config.unknown_topic"))
    return {**shipped, **own}


def _strangers(folder: Path) -> list[Problem]:
    """YAML files of a workspace that no one would read."""
    known = {*FORMS, TOPICS}
    names = (
        sorted(file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml")) if folder.is_dir() else []
    )
    inner = folder / TOPIC_FOLDER
    lost = sorted(file.name for file in inner.iterdir() if file.suffix == ".yml") if inner.is_dir() else []
    found = [unknown(name, name, known, "config.unknown_file") for name in names if name not in known]
    return found + [unknown(f"{TOPIC_FOLDER}/{name}", name, (), "config.unknown_file") for name in lost]


def _rules(forms: Mapping[str, Any], topics: Mapping[str, StandingTopic]) -> Rules:
    common = forms["casualty.yaml"].values()
    routes: RoutesFile = forms["routes.yaml"]
    return Rules(
        topics=tuple(_topic_values(topics, common)),
        lexicon=forms["tone.yaml"].value(),
        grouping=forms["grouping.yaml"].value(),
        scopes=tuple(_scope(form, forms) for form in forms[SCOPES].scopes),
        channels=tuple(form.value() for form in routes.channels),
        words=forms[WORDS].values(),
        models=forms[MODELS].values(),
    )


def _topic_values(topics: Mapping[str, StandingTopic], common: Any) -> list[Topic]:
    """Sorted by id, so that the name of a file changes no `config_id`."""
    return [topics[name].form.value(common) for name in sorted(topics) if not topics[name].form.disabled]


def _scope(form: ScopeForm, forms: Mapping[str, Any]) -> ScopeRules:
    """A scope's rules: its own parts, and those of the files for the rest."""
    routes = forms["routes.yaml"].routes if form.routes is None else form.routes
    levels: LevelsFile = forms["levels.yaml"]
    return ScopeRules(
        scope=form.value(),
        institution=(form.institution or forms["institution.yaml"]).value(),
        index=(form.index or forms["index.yaml"]).value(),
        levels=(form.levels.over(levels) if form.levels else levels).value(),
        duties=(form.duties or forms["duties.yaml"]).values(),
        routes=tuple(route.value() for route in routes),
    )
