"""Rules from files: the shipped defaults, each file of which a workspace may replace with its own.

1. `institution casualty tone index levels duties routes grouping scopes`.yaml: the workspace's file stands in place of the shipped one.
2. Topics: `topics.yaml` and `topics/*.yaml` of the workspace add to the shipped topics; one with a known id replaces the
   shipped topic whole, and `disabled: true` takes it away.
3. Every fault of every file is reported at once, with file, line and path; nothing is half loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from config.check import faults
from config.parse import Parsed, parse
from config.problems import keys_of, problems_of, unknown
from config.schema import DutiesFile, GroupingFile, InstitutionFile, RoutesFile, ScopeForm, ScopesFile
from config.schema_index import IndexFile, LevelsFile
from config.schema_topics import CasualtyFile, ToneFile, TopicForm, TopicsFile
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
    "scopes.yaml": ScopesFile,
}
"""Every file but those of topics, and its form."""

TOPICS = "topics.yaml"
TOPIC_FOLDER = "topics"
LARGEST_LIST = 500
"""Topic files in one folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTest:
    """A text beside a topic, and what must be said of it; `casualty` None where it does not matter."""

    __test__ = False
    topic: str
    text: str
    expect: bool
    casualty: bool | None
    place: str
    """File and line."""


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
    topics = {**_topics(shipped, problems), **(_topics(folder, problems) if folder else {})}
    problems += _strangers(folder) if folder else []
    if problems:
        raise ConfigError(tuple(problems))
    rules = _rules(cast("dict[str, Any]", forms), topics)
    found = faults(rules)
    if found:
        raise ConfigError(found)
    return Configuration(rules=rules, tests=_tests(topics))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """A topic's form and where it stands, so that its tests can say so."""

    form: TopicForm
    parsed: Parsed
    path: tuple[str | int, ...]


Folder = Path | Traversable
Form = TypeVar("Form", bound=BaseModel)


def _form(name: str, folder: Path | None, shipped: Traversable, problems: list[Problem]) -> BaseModel | None:
    """The form of one file, from the workspace where it has one; None where it is at fault."""
    own = _read(folder, name, problems) if folder else None
    parsed = own or _read(shipped, name, problems)
    return _validated(FORMS[name], parsed, (), problems) if parsed else None


def _read(folder: Folder, name: str, problems: list[Problem]) -> Parsed | None:
    """The data of a file; None where there is no such file."""
    file = folder
    for part in name.split("/"):
        file = file.joinpath(part)
    if not file.is_file():
        return None
    try:
        parsed = parse(name, file.read_bytes())
    except OSError as error:
        parsed = Parsed(name=name, problems=(_unreadable(name, error),))
    problems += parsed.problems
    return parsed


def _validated(kind: type[Form], parsed: Parsed, path: tuple[str | int, ...], problems: list[Problem]) -> Form | None:
    """`kind` made of what stands at `path`; None, and its problems noted, where it does not fit. A faulty file is noted already."""
    if parsed.problems:
        return None
    data = parsed.data if parsed.data is not None else {}
    for part in path:
        data = data[part]
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, lambda inner: parsed.place((*path, *inner)), keys_of(kind))
    return None


def _topics(folder: Folder, problems: list[Problem]) -> dict[str, _Topic]:
    """All topics of a folder by id, in the order of file names."""
    found: dict[str, _Topic] = {}
    for name in [TOPICS, *_topic_files(folder, problems)]:
        parsed = _read(folder, name, problems)
        for topic in _topics_in(parsed, problems) if parsed else ():
            if topic.form.id in found:
                where = topic.parsed.place((*topic.path, "id"))
                problems.append(Problem(path=where, code="config.duplicate_id", params=(("id", topic.form.id),)))
            found.setdefault(topic.form.id, topic)
    return found


def _topic_files(folder: Folder, problems: list[Problem]) -> list[str]:
    inner = folder.joinpath(TOPIC_FOLDER)
    if not inner.is_dir():
        return []
    names = sorted(file.name for file in inner.iterdir() if file.name.endswith(".yaml"))
    if len(names) > LARGEST_LIST:
        problems.append(Problem(path=TOPIC_FOLDER, code="config.too_many", params=(("limit", str(LARGEST_LIST)),)))
    return [f"{TOPIC_FOLDER}/{name}" for name in names[:LARGEST_LIST]]


def _topics_in(parsed: Parsed, problems: list[Problem]) -> list[_Topic]:
    """A file of topics holds one topic, or a list of them under `topics`."""
    if isinstance(parsed.data, dict) and "topics" not in parsed.data and parsed.name != TOPICS:
        form = _validated(TopicForm, parsed, (), problems)
        return [_Topic(form=form, parsed=parsed, path=())] if form else []
    many = _validated(TopicsFile, parsed, (), problems)
    forms = many.topics if many else ()
    return [_Topic(form=form, parsed=parsed, path=("topics", number)) for number, form in enumerate(forms)]


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


def _unreadable(name: str, error: OSError) -> Problem:
    return Problem(path=name, code="config.unreadable", params=(("detail", type(error).__name__),))


def _rules(forms: Mapping[str, Any], topics: Mapping[str, _Topic]) -> Rules:
    common = forms["casualty.yaml"].values()
    routes: RoutesFile = forms["routes.yaml"]
    return Rules(
        topics=tuple(_topic_values(topics, common)),
        lexicon=forms["tone.yaml"].value(),
        grouping=forms["grouping.yaml"].value(),
        scopes=tuple(_scope(form, forms) for form in forms["scopes.yaml"].scopes),
        channels=tuple(form.value() for form in routes.channels),
    )


def _topic_values(topics: Mapping[str, _Topic], common: Any) -> list[Topic]:
    """Sorted by id, so that the name of a file changes no `config_id`."""
    return [topics[name].form.value(common) for name in sorted(topics) if not topics[name].form.disabled]


def _scope(form: ScopeForm, forms: Mapping[str, Any]) -> ScopeRules:
    """A scope's rules: its own parts, and those of the files for the rest."""
    routes = forms["routes.yaml"].routes if form.routes is None else form.routes
    return ScopeRules(
        scope=form.value(),
        institution=(form.institution or forms["institution.yaml"]).value(),
        index=(form.index or forms["index.yaml"]).value(),
        levels=(form.levels or forms["levels.yaml"]).value(),
        duties=(form.duties or forms["duties.yaml"]).values(),
        routes=tuple(route.value() for route in routes),
    )


def _tests(topics: Mapping[str, _Topic]) -> tuple[TopicTest, ...]:
    return tuple(
        TopicTest(
            topic=name, text=test.text, expect=test.expect, casualty=test.casualty,
            place=topic.parsed.place((*topic.path, "tests", number)),
        )
        for name, topic in sorted(topics.items())
        if not topic.form.disabled
        for number, test in enumerate(topic.form.tests)
    )  # fmt: skip
