"""A one-off errand into the web, beside the polls: what it is given, a JSON line, and what it brings home, a line an address."""

from base64 import b64decode
from dataclasses import dataclass

from crawlers.settings import CrawlSettings
from domain.crawl import HostState
from domain.items import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Addresses to be looked at one after another. `hosts`: what polls remember of hosts' pauses."""

    settings: CrawlSettings
    addresses: tuple[str, ...]
    hosts: tuple[HostState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that can be polled, as it was seen. `entries`: of a feed; 0 for sites."""

    url: str
    kind: SourceKind
    title: str
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was found at `url`, surest first; `reason` is a code where the address itself could not be had."""

    url: str
    reason: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What stands at an address: `url` is where redirects led; `reason` is a code where nothing could be had."""

    url: str
    reason: str | None = None
    content_type: str | None = None
    base64: str = ""

    @property
    def body(self) -> bytes:
        return b64decode(self.base64)
