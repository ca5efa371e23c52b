"""Bytes to text: finds the encoding a page or feed really has, whatever its header and declaration claim.

In order: a byte order mark; zero bytes that give UTF-16 and UTF-32 away; strict UTF-8; then every claim and every
guess that decodes strictly, each weighed by how plausible its text is, a claim a little heavier than a guess.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from crawlers.plausibility import plausibility

# Widened as the WHATWG Encoding Standard does, so that a claim covers what is really sent under its name.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_ALIASES = {"x-gbk": "gb18030", "gb_2312-80": "gb18030", "gb2312-80": "gb18030", "x-x-big5": "big5hkscs"}
_ALIASES |= {"x-sjis": "cp932", "ks_c_5601-1987": "cp949", "utf8mb4": "utf-8", "u16": "utf-16"}
# No character set of a document, or dear to decode, or a way to hide markup.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
_STATEFUL = ("iso2022", "hz")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The opening "<?" or "<x" as it stands in encodings that do not keep ASCII.
_MARKS = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_GUESSES = ("gb18030", "big5hkscs", "cp1252", "cp932", "euc_jp", "cp949")
_CLAIM_BONUS = 0.15
_BEYOND_DOUBT = 0.9 + _CLAIM_BONUS
_GOOD_ENOUGH = 0.6
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the Python codec that gave it, and a warning code where a claim was wrong or bytes were damaged."""

    text: str
    encoding: str
    warning: str | None = None


def decode(body: bytes, *, content_type: str | None = None, declared: str | None = None) -> Decoded:
    """The text of `body`. `content_type` is the HTTP header, `declared` what the document says of itself.

    A body cut in the middle of a character loses that character only. U+FFFD is left where bytes are truly damaged,
    with the warning `encoding_damaged`; `encoding_overridden` says that the document's own claim, or without one the
    header's, was wrong. Never raises.
    """
    claims = [codec for codec in (_codec(declared), _codec(_charset_of(content_type))) if codec]
    by_form = _by_form(body)
    if by_form:
        return _warned(by_form, claims)
    if body.startswith(codecs.BOM_UTF8):
        body, claims = body[len(codecs.BOM_UTF8) :], ["utf-8", *claims]
    if body.isascii():
        return _warned(_ascii(body, claims), [])
    found = _utf8(body, claims) or _by_plausibility(body, claims) or _damaged(body, claims)
    return _warned(found, claims)


def xml_declaration(body: bytes) -> str | None:
    """The encoding that an XML declaration names, None without one."""
    match = _XML_DECLARATION.match(body[:400].removeprefix(codecs.BOM_UTF8))
    return match.group(1).decode("ascii") if match else None


def html_declaration(body: bytes) -> str | None:
    """The encoding that a meta element in the first 8 kB names; far pages put it behind scripts."""
    match = _META.search(body[:8192])
    return match.group(1).decode("ascii") if match else xml_declaration(body)


def _charset_of(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match.group(1) if match else None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = codecs.lookup(_ALIASES.get(name.lower(), name)).name
        "".encode(found)  # LookupError where the codec maps bytes to bytes
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found in _REFUSED else _WIDER.get(found, found)


def _strict(body: bytes, codec: str) -> str | None:
    """The text, None where the bytes are no such text; a character that the end cuts off is forgiven."""
    try:
        if codec in ("utf-16", "utf-32"):
            codec += "-be"
        return codecs.getincrementaldecoder(codec)("strict").decode(body, final=False)
    except (UnicodeError, LookupError):
        return None


def _by_form(body: bytes) -> Decoded | None:
    for bom, codec in _BOMS:
        text = _strict(body[len(bom) :], codec) if body.startswith(bom) else None
        if text is not None:
            return Decoded(text=text, encoding=codec)
    for mark, codec in _MARKS:
        text = _strict(body, codec) if mark.match(body) else None
        if text is not None:
            return Decoded(text=text, encoding=codec)
    return None


def _ascii(body: bytes, claims: list[str]) -> Decoded:
    """Seven-bit text is itself, unless it is claimed to switch character sets by escape sequences."""
    stateful = [claim for claim in claims if claim.startswith(_STATEFUL) and (b"\x1b" in body or b"~{" in body)]
    for codec in stateful:
        text = _strict(body, codec)
        if text is not None:
            return Decoded(text=text, encoding=codec)
    return Decoded(text=body.decode("ascii"), encoding="utf-8")


def _utf8(body: bytes, claims: list[str]) -> Decoded | None:
    """Bytes that form UTF-8 are UTF-8, except a handful of letters which a claimed double-byte set reads better."""
    text = _strict(body, "utf-8")
    if text is None or not _may_be_chance(text):
        return None if text is None else Decoded(text=text, encoding="utf-8")
    rivals = [claim for claim in claims if claim in _GUESSES]
    found = _best(body, rivals, bonus=0.0)
    if found is None or found[0] < plausibility(text, "utf-8") or "utf-8" in claims:
        return Decoded(text=text, encoding="utf-8")
    return found[1]


def _may_be_chance(text: str) -> bool:
    foreign = [match.group() for match in islice(_FOREIGN.finditer(text), 8)]
    return len(foreign) < 8 and all(character < "\u0800" for character in foreign)


def _best(body: bytes, codecs_tried: list[str], *, bonus: float) -> tuple[float, Decoded] | None:
    best: tuple[float, Decoded] | None = None
    for codec in codecs_tried:
        text = _strict(body, codec)
        score = -1.0 if text is None else plausibility(text, codec) + bonus
        if text is not None and (best is None or score > best[0]):
            best = (score, Decoded(text=text, encoding=codec))
    return best


def _by_plausibility(body: bytes, claims: list[str]) -> Decoded | None:
    claimed = _best(body, claims, bonus=_CLAIM_BONUS)
    if claimed and claimed[0] >= _BEYOND_DOUBT:
        return claimed[1]
    guessed = _best(body, [codec for codec in _GUESSES if codec not in claims], bonus=0.0)
    found = max((one for one in (claimed, guessed) if one), key=lambda one: one[0], default=None)
    return found[1] if found and found[0] >= _GOOD_ENOUGH else None


def _damaged(body: bytes, claims: list[str]) -> Decoded:
    """The reading that loses least, a lost character weighing as much as four good ones."""
    candidates = list(dict.fromkeys([*claims, "utf-8", "gb18030", "big5hkscs", "cp1252"]))
    texts = [(body.decode(codec, "replace"), codec) for codec in candidates]
    text, codec = max(texts, key=lambda one: _damage_score(one[0], one[1]) + 0.05 * (one[1] in claims))
    return Decoded(text=text, encoding=codec, warning="encoding_damaged" if "\ufffd" in text else None)


def _damage_score(text: str, codec: str) -> float:
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return plausibility(text, codec) - 4 * text.count("\ufffd") / max(1, foreign)


def _warned(found: Decoded, claims: list[str]) -> Decoded:
    if found.warning or not claims or found.encoding.startswith(claims[0]):
        return found
    return Decoded(text=found.text, encoding=found.encoding, warning="encoding_overridden")
