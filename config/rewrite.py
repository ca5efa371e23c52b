"""Changing YAML files by program: what a person wrote there stays, comments and line breaks too."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver


class _Textual(VersionedResolver):  # type: ignore[misc,unused-ignore]
    """Every plain value is text, as it is in reading: a place code keeps its zeros."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return self.DEFAULT_SCALAR_TAG if kind is ScalarNode else super().resolve(kind, value, implicit)


def keeping_form() -> YAML:
    """A reader and writer that keeps the form of files like the shipped ones."""
    yaml = YAML()
    yaml.Resolver = _Textual
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def dumped(yaml: YAML, table: Any) -> str:
    """The text of a table that `yaml` read."""
    text = StringIO()
    yaml.dump(table, text)
    return text.getvalue()
