"""The events of a YAML text, by either of two parsers.

libyaml's is thirty times as fast; ruamel.yaml's own, in Python, says what is wrong, and where, in the words that people know.
They read a text alike unless something rare stands in it: a test compares them. So `swift` reads what is sound and has
nothing rare in it, and `careful` reads the rest.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

import yaml
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

Alias = (events.AliasEvent, yaml.AliasEvent)
DocumentStart = (events.DocumentStartEvent, yaml.DocumentStartEvent)
MappingStart = (events.MappingStartEvent, yaml.MappingStartEvent)
Scalar = (events.ScalarEvent, yaml.ScalarEvent)
SequenceStart = (events.SequenceStartEvent, yaml.SequenceStartEvent)
End = (events.MappingEndEvent, events.SequenceEndEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent)

RARE = re.compile(
    r"""
      [\t\r%\x7f-\x9f\u2028\u2029\ufeff]   # YAML 1.1 and 1.2 take these for different things, or may
    | ^(?:---|\.\.\.)                      # marks of a document: empty ones begin and end elsewhere
    | ["'\]}]:(?=\S)                       # a value that adjoins its key
    | (?: (?<![:-]\ )[|>]                  # what may be the head of a block, but does not follow a key or a dash,
        | [|>](?!-?\n\ +[^\ \n\#])         # or is not followed at once by the block's first line
      )[-+\d]*\ *(?:\#|$)
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What the two parsers may read differently."""


class Refused(Exception):
    """What a text is refused for: its line, and a code of the catalogue with parameters."""

    def __init__(self, line: int, code: str, **params: str) -> None:
        super().__init__(code)
        self.problem = (line, code, tuple(params.items()))


def swift(content: bytes) -> Iterator[Any]:
    """Events by libyaml; Refused, in words that nobody is shown, where the text is at fault or something rare stands in it."""
    text = _decoded(content)
    if not yaml.__with_libyaml__ or RARE.search(text):
        raise Refused(1, "config.not_yaml", detail="rare")
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise Refused(1, "config.not_yaml", detail=_short(error)) from error


def careful(content: bytes) -> Iterator[Any]:
    """Events by ruamel.yaml; Refused where the text is no YAML."""
    text = _decoded(content)
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(mark.line + 1 if mark else 1, "config.not_yaml", detail=_short(error.problem)) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refused(line, "config.not_yaml", detail=f"{error.reason} (U+{error.character:04X})") from error
    except (YAMLError, ValueError, OverflowError) as error:  # the last two: an escape that names no character
        raise Refused(_bad_escape(text), "config.bad_escape") from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(content[: error.start].count(b"\n") + 1, "config.not_utf8") from error


def _bad_escape(text: str) -> int:
    """The line of the first escape that names no character."""
    numbers = ((found.start(), int(found.group(1), 16)) for found in re.finditer(r"\\U([0-9a-fA-F]{8})", text))
    at = next((start for start, number in numbers if number > sys.maxunicode), 0)
    return text.count("\n", 0, at) + 1


def _short(detail: object) -> str:
    return " ".join(str(detail).split())[:120]
