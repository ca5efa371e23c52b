"""What is collected: sources, outlets and the public documents they carry. Nobody's name has a place here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clock import TIME_ZONE, require_utc


class SourceKind(StrEnum):
    FEED = "feed"
    SITE = "site"
    IMPORT = "import"


class Platform(StrEnum):
    NEWS = "news"
    FORUM = "forum"
    MICROBLOG = "microblog"
    SHORT_VIDEO = "short_video"
    HOT_LIST = "hot_list"
    GOVERNMENT = "government"
    OTHER = "other"


class Tier(StrEnum):
    """A class of outlet, never of a person."""

    CENTRAL = "central"
    PROVINCIAL = "provincial"
    LOCAL = "local"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors and link patterns that an operator may give for one site; all optional."""

    links: str | None = None
    """Regular expression that an article's address must match."""
    title: str | None = None
    body: str | None = None
    date: str | None = None
    comments: str | None = None
    likes: str | None = None
    reposts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One feed, list page or kind of import, and how politely it is polled."""

    id: str
    name: str
    kind: SourceKind
    url: str
    outlet: str
    platform: Platform = Platform.NEWS
    tier: Tier = Tier.OTHER
    region: str | None = None
    time_zone: str = TIME_ZONE
    poll_interval: timedelta | None = None
    """None: the service's own, or adaptive."""
    per_host_delay: timedelta | None = None
    full_text: bool = False
    """True where the feed itself carries whole articles, so that pages are not fetched."""
    selectors: Selectors = Selectors()
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Public totals; None where the page shows none."""

    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One public item, masked. `id` is the hash of its canonical, masked address."""

    id: str
    source_id: str
    outlet: str
    platform: Platform
    tier: Tier
    """Outlet, platform and tier as the source had them when it was collected."""
    url: str
    title: str
    text: str
    published_at: datetime | None
    collected_at: datetime
    content_hash: str
    revision: int = 1
    counters: Counters = Counters()
    duplicate_group: str

    def __post_init__(self) -> None:
        require_utc(self.collected_at)
        if self.published_at is not None:
            require_utc(self.published_at)

    @property
    def happened_at(self) -> datetime:
        """When it was published, as far as known; never after it was collected."""
        return min(self.published_at or self.collected_at, self.collected_at)


class Door(StrEnum):
    """How an item left collection; `rejected` and `failed` always carry a reason."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCount:
    """How many items left by one door for one reason."""

    door: Door
    reason: str = ""
    count: int

    @property
    def name(self) -> str:
        """The door with its reason, as it is counted and shown: `new`, `rejected(minor)`."""
        return f"{self.door}({self.reason})" if self.reason else str(self.door)
