"""Where in the files a thing stands that was found wrong in the rules as values: file, line and path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from config.parse import Parsed, Path
from config.topics import StandingTopic
from domain.errors import Problem

CASUALTY, ROUTES, SCOPES, ROSTER = "casualty.yaml", "routes.yaml", "scopes.yaml", "roster.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What was read: topics by id, and the other files by name; all of them without faults of form."""

    topics: Mapping[str, StandingTopic]
    files: Mapping[str, Parsed]

    def located(self, problem: Problem) -> Problem:
        """The problem with the place of the rule, topic, scope or channel that it is about."""
        params = dict(problem.params)
        return replace(problem, path=self._place(problem.path, params.get("rule") or params.get("id", "")))

    def _place(self, path: str, named: str) -> str:
        """`path` as `config.check` writes it: `topics.ID`, `scopes.ID PART`, `roster.PART`, a list's or file's name, or a rule's id."""
        kind, _, rest = path.partition(".")
        if kind == "topics":
            return self._rule(named) or self._topic(rest)
        if kind == "scopes":
            return self._scope(*rest.partition(" ")[::2]) if rest else self._item(SCOPES, "scopes", named)
        if kind == "roster":
            return self.files[ROSTER].place(_steps(rest))
        if kind == "channels":
            return self._item(ROUTES, "channels", named)
        return self.files[path].place(()) if path in self.files else self._rule(path) or path

    def _topic(self, topic: str) -> str:
        standing = self.topics[topic]
        return standing.parsed.place(standing.path)

    def _rule(self, rule: str) -> str | None:
        """A rule by its whole id; the last where several share it."""
        owner, _, name = rule.rpartition(".")
        if owner == "casualty":
            return self._item(CASUALTY, "rules", name)
        topic, _, part = owner.partition(".")
        standing = self.topics.get(topic)
        if standing is None:
            return None
        forms = standing.form.casualty if part else standing.form.keywords
        numbers = [number for number, form in enumerate(forms or ()) if form.id == name]
        return standing.parsed.place((*standing.path, part or "keywords", numbers[-1])) if numbers else None

    def _item(self, file: str, part: str, name: str) -> str:
        """The last of a file's list that has this id."""
        parsed = self.files[file]
        numbers = [number for number, item in enumerate(_list(parsed.data, part)) if item.get("id") == name]
        return parsed.place((part, *numbers[-1:]))

    def _scope(self, scope: str, part: str) -> str:
        """A part of a scope: where the scope has it itself, in its entry; else in the file that all share."""
        entries = _list(self.files[SCOPES].data, "scopes")
        number = next(number for number, item in enumerate(entries) if item.get("id") == scope)
        steps = _steps(part)
        shared = self.files.get(f"{steps[0]}.yaml")
        if shared is None or steps[0] in entries[number]:
            return self.files[SCOPES].place(("scopes", number, *steps))
        return shared.place(steps if steps[0] in ("routes", "duties") else steps[1:])


def _steps(part: str) -> Path:
    """("routes", 0) of `routes[0]`."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[a-z_]\w*|\d+", part))


def _list(data: Any, part: str) -> Sequence[Any]:
    return data.get(part) or () if isinstance(data, dict) else ()
