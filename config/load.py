"""Rules from files: the shipped defaults, each file of which a workspace may replace with its own.

1. `institution casualty tone index levels duties routes grouping scopes models words roster`.yaml: the workspace's file stands in place of the shipped one;
   of the tone lexicon each list that it holds.
2. Topics: `topics.yaml` and `topics/*.yaml` of the workspace add to the shipped topics; one with a known id replaces the
   shipped topic whole, and `disabled: true` takes it away.
3. Every fault of every file is reported at once, with file, line and path; nothing is half loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.check import check_rules, faults
from config.parse import Parsed
from config.places import Places
from config.problems import unknown
from config.read import SHIPPED, Folder, read, validated
from config.schema import DutiesFile, GroupingFile, InstitutionFile, RoutesFile
from config.schema_index import IndexFile, LevelsFile
from config.schema_models import MODELS, ModelsFile
from config.schema_roster import ROSTER, RosterFile
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
    ROSTER: RosterFile,
}
"""Every file but those of topics, and its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A file that was read: its form, None where it is at fault, and where its values stand."""

    form: BaseModel | None
    parsed: Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The shipped files, read."""

    files: Mapping[str, Standing]
    topics: Mapping[str, StandingTopic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Rules, the tests written beside them, and where everything stands."""

    rules: Rules
    tests: tuple[TopicTest, ...]
    places: Places

    def warnings(self) -> tuple[Problem, ...]:
        """What the rules may be meant to be, but probably are not, each with its place."""
        return tuple(dict.fromkeys(self.places.located(problem) for problem in check_rules(self.rules)))


def load_rules(folder: Path | None) -> Rules:
    """The rules of a workspace's `config` folder over the shipped ones; None: the shipped ones alone.

    Raises ConfigError with every problem of every file.
    """
    return load_configuration(folder).rules


def load_configuration(folder: Path | None) -> Configuration:
    """Rules, tests and places, as `load_rules`."""
    return load_over(read_shipped(), folder)


def read_shipped() -> Shipped:
    """The files that come with the program."""
    problems: list[Problem] = []
    folder = files("config").joinpath("defaults")
    read_files = {name: _standing(name, folder, problems, SHIPPED) for name in FORMS}
    topics = read_topics(folder, problems, shown=SHIPPED)
    if problems:
        raise ConfigError(tuple(problems))
    return Shipped(files={name: one for name, one in read_files.items() if one}, topics=topics)


def load_over(shipped: Shipped, folder: Path | None) -> Configuration:
    """The configuration of a folder over the shipped files."""
    problems: list[Problem] = []
    standing = {name: _over(name, shipped, folder, problems) for name in FORMS}
    topics = _merged(shipped.topics, read_topics(folder, problems) if folder else {}, problems)
    problems += _strangers(folder) if folder else []
    if problems:
        raise ConfigError(tuple(problems))
    places = Places(topics=topics, files={name: one.parsed for name, one in standing.items()})
    rules = _rules({name: one.form for name, one in standing.items()}, topics)
    tests = topic_tests(topics, rules.topics, problems)
    problems += dict.fromkeys(places.located(fault) for fault in faults(rules))
    if problems:
        raise ConfigError(tuple(problems))
    return Configuration(rules=rules, tests=tests, places=places)


def _standing(name: str, folder: Folder, problems: list[Problem], shown: str = "") -> Standing | None:
    """One file of a folder; None where it is not there."""
    parsed = read(folder, name, problems, shown=shown)
    return Standing(form=validated(FORMS[name], parsed, problems), parsed=parsed) if parsed else None


def _over(name: str, shipped: Shipped, folder: Path | None, problems: list[Problem]) -> Standing:
    """The workspace's file in place of the shipped one; of the tone lexicon each list that it holds."""
    own = _standing(name, folder, problems) if folder else None
    below = shipped.files[name]
    if own and isinstance(own.form, ToneFile) and isinstance(below.form, ToneFile):
        return Standing(form=own.form.over(below.form), parsed=own.parsed)
    return own or below


def _merged(
    shipped: Mapping[str, StandingTopic], own: Mapping[str, StandingTopic], problems: list[Problem]
) -> dict[str, StandingTopic]:
    """The workspace's topics over the shipped ones; to take away a topic that is not there is a fault."""
    for name, topic in own.items():
        if topic.form.disabled and name not in shipped:
            problems.append(unknown(topic.parsed.place((*topic.path, "id")), name, shipped, "config.unknown_topic"))
    return {**shipped, **own}


def _strangers(folder: Path) -> list[Problem]:
    """What looks like a file of rules and would not be read."""
    known = {*FORMS, TOPICS}
    names = (
        sorted(file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml")) if folder.is_dir() else []
    )
    inner = folder / TOPIC_FOLDER
    lost = sorted(file.name for file in inner.iterdir() if file.suffix == ".yml") if inner.is_dir() else []
    found = [unknown(f"{name}:1", name, known, "config.unknown_file") for name in names if name not in known]
    found += [Problem(path=f"{name}:1", code="config.not_file") for name in names if not (folder / name).is_file()]
    return found + [unknown(f"{TOPIC_FOLDER}/{name}:1", name, (), "config.unknown_file") for name in lost]


def _rules(forms: Mapping[str, Any], topics: Mapping[str, StandingTopic]) -> Rules:
    common = forms["casualty.yaml"].values()
    routes: RoutesFile = forms["routes.yaml"]
    scopes = tuple(_scope(form, forms) for form in forms[SCOPES].scopes)
    return Rules(
        topics=tuple(_topic_values(topics, common)),
        lexicon=forms["tone.yaml"].value(),
        grouping=forms["grouping.yaml"].value(),
        flood=routes.flood.value(),
        scopes=scopes,
        channels=tuple(form.value() for form in routes.channels),
        words=forms[WORDS].values(),
        models=forms[MODELS].values(),
        roster=forms[ROSTER].value(scopes[0].institution.time_zone),
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
