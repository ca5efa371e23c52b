"""Changing `scopes.yaml` by command: everything that a person wrote there stays, comments too.

The whole configuration is read with the changed file before it is put in place; ConfigError names its problems, and the
file stays as it was.
"""

import shutil
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from config.load import load_rules
from config.rewrite import dumped, keeping_form
from config.schema_scopes import SCOPES


def add_scope(folder: Path, entry: Mapping[str, Any]) -> None:
    """Put one more scope at the end of the file. Its values are texts, lists and tables of texts."""
    yaml, table = _opened(folder)
    table["scopes"].append(_quoted(entry))
    _put(folder, yaml, table)


def set_end(folder: Path, scope_id: str, ends_at: datetime) -> None:
    """Write another end into the entry of a scope that is in the file."""
    yaml, table = _opened(folder)
    entry = next(one for one in table["scopes"] if one["id"] == scope_id)
    entry["ends_at"] = ends_at.isoformat()
    _put(folder, yaml, table)


def _quoted(value: Any) -> Any:
    """Texts that would be read as nothing at all stand in quotes; the library sees to all others that need them."""
    if isinstance(value, str):
        return DoubleQuotedScalarString(value) if value in ("", "~", "null") else value
    if isinstance(value, Mapping):
        return {key: _quoted(part) for key, part in value.items()}
    return [_quoted(part) for part in value]


def _opened(folder: Path) -> tuple[YAML, Any]:
    """The workspace's file, or a copy of the shipped one where it has none."""
    yaml = keeping_form()
    own = folder / SCOPES
    shipped = files("config").joinpath("defaults", SCOPES)
    return yaml, yaml.load((own if own.is_file() else shipped).read_bytes())


def _put(folder: Path, yaml: YAML, table: Any) -> None:
    """Try the file among its neighbours, then put it in place at once: a reader finds the old one or the new one, whole."""
    text = dumped(yaml, table)
    with TemporaryDirectory() as trial:
        draft = Path(trial) / "config"
        shutil.copytree(folder, draft)
        (draft / SCOPES).write_text(text, encoding="utf-8")
        load_rules(draft)
    written = folder / f".{SCOPES}.new"
    written.write_text(text, encoding="utf-8")
    written.replace(folder / SCOPES)
