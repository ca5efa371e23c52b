"""Keyword rules as rows of a table: one word a row, so that lists can be edited in a spreadsheet.

    topic   rule   group   word   weight   near   none_near   title_only   whole_word   severity   place   status

`group` is `any`, `all1`, `all2` ..., `none` or `excluding`. What holds for the whole rule (`weight` and what follows) stands
in one of its rows, usually the first; left out, it has its default. A casualty rule of a topic is `casualty.ID`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from config.problems import problems_of, unknown
from config.schema_topics import KeywordForm
from domain.errors import Problem
from domain.rules import Keyword, Topic

WHERE = ("topic", "rule", "group", "word")
TRAITS = ("weight", "near", "none_near", "title_only", "whole_word", "severity", "place", "status")
COLUMNS = (*WHERE, *TRAITS)
GROUP = re.compile(r"any|none|excluding|all([1-9]\d?)")
CASUALTY = "casualty."
Rows = Sequence[tuple[int, Sequence[str]]]
"""(row number, cells)."""
Name = tuple[str, str]
"""Topic and rule, as the columns say them."""


def rows_of(topics: Iterable[Topic]) -> Iterator[tuple[str, ...]]:
    """The table of some topics, headings first. Casualty rules that all topics share are not of a topic."""
    yield COLUMNS
    for topic in topics:
        for rule in topic.rules:
            if rule.id.startswith(f"{topic.id}."):
                yield from _rule_rows(topic, rule)


def _rule_rows(topic: Topic, rule: Keyword) -> Iterator[tuple[str, ...]]:
    groups = [("any", rule.any), *((f"all{number}", words) for number, words in enumerate(rule.all, 1)),
              ("none", rule.none), ("excluding", rule.excluding)]  # fmt: skip
    traits = tuple(_cell(getattr(rule, name)) for name in TRAITS)
    for group, words in groups:
        for word in words:
            yield (topic.id, rule.id.removeprefix(f"{topic.id}."), group, word, *traits)
            traits = ("",) * len(TRAITS)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass(slots=True)
class _Draft:
    """What the rows say of one rule, and where."""

    first: int
    words: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    traits: dict[str, tuple[str, int]] = field(default_factory=dict)

    def group(self, name: str) -> list[str]:
        return [word for word, _ in self.words.get(name, [])]

    def row(self, path: Sequence[str | int]) -> int:
        """The row of a value of the form."""
        name, *rest = path or ("",)
        if name == "all" and rest:
            name = f"all{int(rest.pop(0)) + 1}"
        words = self.words.get(str(name), [])
        if words:
            return words[int(rest[0]) if rest and isinstance(rest[0], int) and rest[0] < len(words) else 0][1]
        return self.traits[str(name)][1] if name in self.traits else self.first


def read_rows(file: str, rows: Rows, topics: Iterable[str], problems: list[Problem]) -> dict[Name, KeywordForm]:
    """The rules that the rows of a table say, in their order; everything wrong with them goes to `problems`."""
    if not rows:
        problems.append(Problem(path=f"{file}:1", code="words.empty"))
        return {}
    columns = _columns(file, rows[0], problems)
    if columns is None:
        return {}
    drafts: dict[Name, _Draft] = {}
    known = sorted(topics)
    for number, cells in rows[1:]:
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        _take(drafts, _Place(file=file, number=number), row, known, problems)
    found = {name: _form(file, name, draft, problems) for name, draft in drafts.items()}
    return {name: form for name, form in found.items() if form}


def _columns(file: str, header: tuple[int, Sequence[str]], problems: list[Problem]) -> dict[str, int] | None:
    """Where each column stands; None where the headings are at fault."""
    number, cells = header
    names = [cell.strip().lower() for cell in cells]
    found = [
        unknown(f"{file}:{number} {name}", name, COLUMNS, "words.unknown_column")
        for name in names
        if name and name not in COLUMNS
    ]
    found += [
        Problem(path=f"{file}:{number} {name}", code="words.column_twice") for name in COLUMNS if names.count(name) > 1
    ]
    found += [Problem(path=f"{file}:{number} {name}", code="words.no_column") for name in WHERE if name not in names]
    problems += found
    return None if found else {name: at for at, name in enumerate(names) if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    file: str
    number: int

    def problem(self, column: str, code: str, **params: str) -> Problem:
        return Problem(path=f"{self.file}:{self.number} {column}", code=code, params=tuple(params.items()))


def _take(
    drafts: dict[Name, _Draft], place: _Place, row: Mapping[str, str], topics: Sequence[str], problems: list[Problem]
) -> None:
    """Add one row to its rule."""
    found = list(_faults(place, row, topics))
    problems += found
    draft = drafts.setdefault((row["topic"].strip(), row["rule"].strip()), _Draft(place.number))
    if not found:
        draft.words.setdefault(row["group"].strip(), []).append((row["word"], place.number))
    for name in TRAITS:
        value = row.get(name, "").strip()
        if value and draft.traits.setdefault(name, (value, place.number))[0] != value:
            other = draft.traits[name]
            problems.append(place.problem(name, "words.two_values", value=value, other=other[0], row=str(other[1])))


def _faults(place: _Place, row: Mapping[str, str], topics: Sequence[str]) -> Iterator[Problem]:
    for name in WHERE:
        if not row[name].strip():
            yield place.problem(name, "words.blank")
    topic, group, word = row["topic"].strip(), row["group"].strip(), row["word"]
    if topic and topic not in topics:
        yield unknown(f"{place.file}:{place.number} topic", topic, topics, "words.unknown_topic")
    if group and not GROUP.fullmatch(group):
        yield place.problem("group", "words.unknown_group", group=group[:40])
    if word.strip() and word != word.strip():
        yield place.problem("word", "words.outer_space", word=word.strip()[:40])


def _form(file: str, name: Name, draft: _Draft, problems: list[Problem]) -> KeywordForm | None:
    """The rule of a draft; None, and its problems noted, where it is none."""
    numbers = sorted(
        int(found.group(1)) for group in draft.words if (found := GROUP.fullmatch(group)) and found.group(1)
    )
    if numbers != list(range(1, len(numbers) + 1)):
        row = draft.words[f"all{numbers[-1]}"][0][1]
        problems.append(Problem(path=f"{file}:{row} group", code="words.all_gap"))
        return None
    given = {
        "id": name[1].removeprefix(CASUALTY),
        **{group: draft.group(group) for group in ("any", "none", "excluding")},
        "all": [draft.group(f"all{number}") for number in numbers],
        **{trait: value for trait, (value, _) in draft.traits.items()},
    }
    try:
        return KeywordForm.model_validate(given)
    except ValidationError as error:
        problems += problems_of(error, lambda path: f"{file}:{draft.row(path)} {_column(path)}", COLUMNS)
    return None


def _column(path: Sequence[str | int]) -> str:
    name = str(path[0]) if path else "rule"
    return {"id": "rule", "any": "word", "all": "word", "none": "word", "excluding": "word"}.get(name, name)
