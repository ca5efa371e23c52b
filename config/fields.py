"""Kinds of fields that files and settings share: networks, addresses, words; each refuses with a code of the catalogue."""

import ipaddress
import re
import unicodedata
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr
from pydantic_core import PydanticCustomError

EXECUTOR = re.compile(r"inline|processes(:[1-9]\d{0,2})?|dask://[^\s/]+:\d{1,5}")


class Part(BaseModel):
    """What all parts share: frozen, no unknown key, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def refusal(code: str, given: object) -> PydanticCustomError:
    """The error that becomes the problem `config.<code>`, showing what was given."""
    shown = str(given)[:80].encode("utf-8", "replace").decode()  # YAML can write half a surrogate pair, pydantic cannot
    return PydanticCustomError(f"config.{code}", "refused", {"given": shown})  # type: ignore[arg-type,unused-ignore]


def _networks(given: object) -> tuple[str, ...]:
    parts = given.replace(",", " ").split() if isinstance(given, str) else given
    if not isinstance(parts, (list, tuple)):
        raise refusal("not_network", given)
    return tuple(_network(str(part)) for part in parts)


def _network(part: str) -> str:
    try:
        return str(ipaddress.ip_network(part))
    except ValueError as error:
        raise refusal("not_network", part) from error


def _operator(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise refusal("not_operator", repr(text))
    return text.strip()


def _contact(text: str) -> str:
    if not text.isprintable() or " " in text or not ("@" in text or text.startswith("https://")):
        raise refusal("not_contact", text)
    return text


def _http(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]\S*", text) or not text.isprintable():
        raise refusal("not_http", text)
    return text.rstrip("/")


def _executor(text: str) -> str:
    if not EXECUTOR.fullmatch(text):
        raise refusal("not_executor", text)
    return text


def _database(secret: SecretStr) -> SecretStr:
    """The address may hold a password: a refusal does not show it."""
    if not secret.get_secret_value().startswith(("sqlite:///", "postgresql+psycopg://")):
        raise PydanticCustomError("config.not_database", "refused")
    return secret


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError) as error:  # an unknown one is a KeyError, a folder's name an OSError
        raise refusal("not_time_zone", name) from error


def _words(given: Any) -> Any:
    """Words in one string stand apart by white space; a list is taken as it is, so that a word may hold a space."""
    return tuple(given.split()) if isinstance(given, str) else given


def _distinct(words: tuple[str, ...]) -> tuple[str, ...]:
    if not all(map(_is_seen, words)):
        raise refusal("empty_word", "")
    return tuple(dict.fromkeys(words))


def _is_seen(word: str) -> bool:
    """Something is left of it in the normal form, which has no zero-width characters; half a surrogate pair is no text."""
    kinds = {unicodedata.category(char) for char in word}
    return "Cs" not in kinds and any(kind[0] in "LNPS" for kind in kinds)


def listed(given: Any) -> Any:
    """Names in one text stand apart by white space."""
    return tuple(given.split()) if isinstance(given, str) else given


def in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted and each once, so that the order in the file changes no `config_id`."""
    return tuple(sorted(set(names)))


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", text):
        raise refusal("not_identifier", text)
    return text


def _place_code(text: str) -> str:
    if not re.fullmatch(r"[0-9]{2,12}", text):
        raise refusal("not_place_code", text)
    return text


Networks = Annotated[tuple[str, ...], BeforeValidator(_networks)]
Operator = Annotated[str, AfterValidator(_operator)]
Contact = Annotated[str, AfterValidator(_contact)]
Http = Annotated[str, AfterValidator(_http)]
Executor = Annotated[str, AfterValidator(_executor)]
Database = Annotated[SecretStr, AfterValidator(_database)]
Zone = Annotated[str, AfterValidator(_zone)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_distinct)]
Identifier = Annotated[str, AfterValidator(_identifier)]
PlaceCode = Annotated[str, AfterValidator(_place_code)]
Topics = Annotated[tuple[Identifier, ...], BeforeValidator(listed), AfterValidator(in_order)]
Places = Annotated[tuple[PlaceCode, ...], BeforeValidator(listed), AfterValidator(in_order)]
