"""Settings in environment variables: `WANGLOU_CRAWL__OPERATOR` is the setting `crawl.operator`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.problems import unknown
from domain.errors import Problem

PREFIX = "WANGLOU_"
NESTING = "__"
OTHERS = frozenset({"WANGLOU_PASSWORD_FILE", "WANGLOU_SHARED", "WANGLOU_WORKSPACE"})
"""Variables that are known but no settings: where the actor's password, measuring data and the workspace are."""
FROM_FILE = "_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Settings by path, the variable that gave each, and what is wrong."""

    values: dict[tuple[str, ...], str]
    names: dict[tuple[str, ...], str]
    problems: tuple[Problem, ...]


def from_environment(environ: Mapping[str, str], paths: Iterable[tuple[str, ...]], secrets: Iterable[str]) -> Found:
    """The settings in `environ`. `paths`: all that exist, a last part `*` stands for any name; `secrets`: the first parts
    of those that may also be given as the name of a file. An empty variable counts as not set."""
    known = {variable(path): path for path in paths}
    values: dict[tuple[str, ...], str] = {}
    names: dict[tuple[str, ...], str] = {}
    problems: list[Problem] = []
    for name, text in sorted(environ.items()):
        if not name.startswith(PREFIX) or name in OTHERS or not text:
            continue
        path, from_file = _path_of(name, known, frozenset(secrets))
        if path is None:
            problems.append(unknown(name, name, {*known, *OTHERS}, "config.unknown_variable"))
            continue
        content = _content(name, text, problems) if from_file else text
        values[path], names[path] = content, name
    return Found(values=values, names=names, problems=tuple(problems))


def variable(path: tuple[str, ...]) -> str:
    """`WANGLOU_CRAWL__OPERATOR` of ("crawl", "operator")."""
    return PREFIX + NESTING.join(path).upper()


def _path_of(
    name: str, known: Mapping[str, tuple[str, ...]], secrets: frozenset[str]
) -> tuple[tuple[str, ...] | None, bool]:
    """The path of the setting that a variable gives, and whether it names a file that holds the value."""
    if name in known:
        return known[name], False
    plain = name.removesuffix(FROM_FILE)
    parts = tuple(name.removeprefix(PREFIX).lower().split(NESTING))
    short = tuple(plain.removeprefix(PREFIX).lower().split(NESTING))
    if plain != name and plain in known and known[plain][0] in secrets:
        return known[plain], True
    if len(parts) == 2 and all(parts) and variable((parts[0], "*")) in known:
        return (short, True) if plain != name and all(short) else (parts, False)
    return None, False


def _content(name: str, path: str, problems: list[Problem]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path=name, code="config.unreadable", params=(("detail", type(error).__name__),)))
        return ""
