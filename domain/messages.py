"""The one catalogue of words for people: a code and parameters become text where it is shown or sent."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any

_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_UNSHOWN = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NONCHARACTERS}]"
)
"""Control characters but tab and newline, marks that turn the direction of writing, half surrogate pairs, noncharacters: foreign
text must not speak to a terminal, and no file need hold what XML cannot."""
LANGUAGES = ("zh", "en")


def shown(text: str) -> str:
    """Foreign text as it may be shown: U+FFFD for what must not speak to a terminal."""
    return _UNSHOWN.sub("\ufffd", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Texts of one language by dotted code. Parameters are put in once and never expanded again."""

    language: str
    texts: Mapping[str, str]

    def text(self, code: str, /, **params: object) -> str:
        """The text of `code` with `params` filled in; the bare code and its parameters where it is unknown."""
        template = self.texts.get(code)
        if template is None:
            return " ".join([code, *(f"{key}={value}" for key, value in params.items())])
        return _PlainFormatter().vformat(template, (), params)


def load_catalogue(language: str = "zh") -> Catalogue:
    """The catalogue of a language of LANGUAGES; ValueError otherwise."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue of language {language!r}; there are {', '.join(LANGUAGES)}")
    source = files("domain").joinpath("catalogue", f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language=language, texts=dict(_flatten(tomllib.loads(source))))


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        flat += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return flat


class _PlainFormatter(Formatter):
    """`{name}` only: no attributes, no indices; a missing parameter shows its name, a control character U+FFFD."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return kwargs.get(field_name, "{" + field_name + "}"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        return shown(super().format_field(value, format_spec))
