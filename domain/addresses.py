"""Canonical addresses and the ids that are derived from them."""

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from domain.errors import BadAddress

TRACKING = re.compile(
    r"^(utm_\w+|spm|scm|from|fromid|share_?\w*|gclid|fbclid|msclkid|yclid|igshid|mc_[ce]id|_ga|wfr|isappinstalled"
    r"|nsukey|ref_src|referer|xhsshare|vd_source|spm_id_from|jsessionid"
    r"|phpsessid|sessionid)$",
    re.IGNORECASE,
)
"""Query parameters that name the way a reader came, or the reader, but never the article."""


def canonical(url: str) -> str:
    """The one form of an http(s) address: lower-case host, no default port, fragment, tracking or session parameter.

    Raises BadAddress where it is no http(s) address or carries a user name.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise BadAddress("address.unreadable", url=url[:200]) from error
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s<>\"\\]", host):
        raise BadAddress("address.not_http", url=url[:200])
    if parts.username or parts.password:
        raise BadAddress("address.with_user", host=host)
    scheme = parts.scheme.lower()
    default = {"http": 80, "https": 443}[scheme]
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, default) else f"{shown}:{port}"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def host_of(url: str) -> str:
    """Host and port of an address, lower case: the unit of politeness."""
    return urlsplit(url).netloc.lower()


def document_id(url: str) -> str:
    """`D` and 20 hex digits of SHA-256 of a canonical, masked address."""
    return "D" + digest(url)


def source_id(url: str) -> str:
    """`S` and 20 hex digits of SHA-256 of a source's canonical address."""
    return "S" + digest(url)


def digest(*parts: str) -> str:
    """20 hex digits of SHA-256 over the parts, each closed by a unit separator."""
    return hashlib.sha256("".join(f"{part}\x1f" for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _path(path: str) -> str:
    path = re.sub(r";jsessionid=[^/;]*", "", path, flags=re.IGNORECASE)
    return re.sub(r"[\s\x00-\x1f]", "", path) or "/"


def _query(query: str) -> str:
    pairs = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if not TRACKING.match(key)]
    return urlencode(pairs)
