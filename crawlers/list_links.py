"""A list page: which of its links lead to articles, and which to the next page of the list.

An operator's pattern decides alone. Without one a link counts by what articles have and furniture has not: an address on the
same site with a number, a date or a page's suffix, words as long as a headline, and brothers of the same shape.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from crawlers.markup import Element, parse
from crawlers.patterns import fitting
from crawlers.reach import reach

_FURNITURE = {"nav", "footer", "script", "style", "noscript"}
_SUFFIX = re.compile(r"\.(s?html?|aspx?|jsp|php)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{2,}|\d\.(s?html?|aspx?|jsp|php)$|/\d+/?$", re.IGNORECASE)
_PAGER = re.compile(r"(^|[/_-])(list|index|page|default)[/_-]?\d*(\.\w+)?/?$", re.IGNORECASE)
_ID_NAMES = frozenset(
    (
        "id",
        "tid",
        "aid",
        "nid",
        "pid",
        "cid",
        "artid",
        "articleid",
        "newsid",
        "docid",
        "contentid",
        "threadid",
        "itemid",
    )
)
_NO_PAGE = re.compile(
    r"\.(jpe?g|png|gif|webp|svg|mp[34]|avi|zip|rar|7z|docx?|xlsx?|pptx?|pdf|apk|exe|css|js)$", re.IGNORECASE
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_ENOUGH = 3
_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to an article and its words; `element` is the anchor, for totals that stand beside it."""

    url: str
    words: str
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Links in the order of the page, each address once; `next_url` is the older page of the list, if any."""

    links: tuple[Link, ...]
    next_url: str | None
    is_trimmed: bool
    """The page has more than 10 000 links; those after them were not looked at."""


def read_list(html: str, *, url: str, pattern: str | None = None) -> ListPage:
    """The article links of a list page at `url`; `pattern` is a regular expression their addresses must match.

    Raises `PageRefused`, and `PatternError` for a bad or slow pattern.
    """
    root = parse(html)
    base = _base(root, url)
    found = list(islice(root.iter("a"), _MOST + 1))
    anchors = [(anchor, _words(anchor)) for anchor in found[:_MOST]]
    links = _once(_links(anchors, base))
    chosen = _matching(links, pattern) if pattern else _likely(links, url)
    next_url = _next_url(root, anchors, base, url)
    return ListPage(links=tuple(chosen), next_url=next_url, is_trimmed=len(found) > _MOST)


def _links(anchors: Iterable[tuple[Element, str]], base: str) -> Iterator[Link]:
    for anchor, words in anchors:
        address = reach(base, anchor.get("href") or "#")
        if address and words and not _NO_PAGE.search(urlsplit(address).path):
            yield Link(url=address, words=words, element=anchor)


def _once(links: Iterable[Link]) -> list[Link]:
    """Each address once, with the longest words it is linked by: a picture and a headline often share one."""
    found: dict[str, Link] = {}
    for link in links:
        before = found.get(link.url)
        if before is None or len(before.words) < len(link.words):
            found[link.url] = link
    return list(found.values())


def _matching(links: list[Link], pattern: str) -> list[Link]:
    wanted = fitting(pattern, (link.url for link in links))
    return [link for link in links if link.url in wanted]


def _likely(links: list[Link], url: str) -> list[Link]:
    here = urlsplit(url)
    own = [link for link in links if _is_candidate(link, here.netloc, here.path)]
    shapes = Counter(_shape(link.url) for link in own)
    return [link for link in own if _score(link, shapes[_shape(link.url)]) >= _ENOUGH]


def _is_candidate(link: Link, host: str, path: str) -> bool:
    parts = urlsplit(link.url)
    is_here = parts.path in (path, "/") and not _has_id(parts.query)
    is_pager = _is_pager(parts.path, path) and not _has_id(parts.query)
    return (
        _same_site(parts.netloc, host)
        and not (is_here or is_pager)
        and _squeezed(link.words) not in load_words().never
        and not _in_furniture(link.element)
    )


def _is_pager(path: str, list_path: str) -> bool:
    """`/news/index_2.html` beside `/news/`; the same name in a folder further down is an article's."""
    folder, own_folder = path.rpartition("/")[0], list_path.rpartition("/")[0]
    return (
        bool(_PAGER.search(path)) and folder.count("/") <= own_folder.count("/") + 1 and folder.startswith(own_folder)
    )


def _score(link: Link, brothers: int) -> int:
    """An address that looks like an article's 2, words like a headline's 1 or 2, brothers 1."""
    parts = urlsplit(link.url)
    address = 2 if _NUMBER.search(parts.path) or _has_id(parts.query) else int(bool(_SUFFIX.search(parts.path)))
    width = len(link.words) + len(_CJK.findall(link.words))
    return address + (width >= 10) + (width >= 16) + (brothers >= 3)


def _shape(url: str) -> str:
    """The address with every run of digits as 9, and the last part of its path without its words."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    names = ",".join(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
    return re.sub(r"\d+", "9", f"{parts.netloc}{folder}/{re.sub(r'[A-Za-z_-]+(?=[.]|$)', 'w', last)}?{names}")


def _has_id(query: str) -> bool:
    return any(name.lower() in _ID_NAMES and value for name, value in parse_qsl(query))


def _same_site(host: str, other: str) -> bool:
    """The same host, or one of the two with `www.` or a name before the other."""
    host, other = (name.removeprefix("www.") for name in (host.lower(), other.lower()))
    return host == other or host.endswith("." + other) or other.endswith("." + host)


def _in_furniture(element: Element) -> bool:
    return any(parent.tag in _FURNITURE for parent in element.iterancestors())


def _next_url(root: Element, anchors: list[tuple[Element, str]], base: str, url: str) -> str | None:
    """Where `rel=next`, a class or the words of a link say that the list goes on; on the same host only."""
    named = [link for link in root.iter("link", "a") if "next" in (link.get("rel") or "").lower().split()]
    worded = [anchor for anchor, words in anchors if _squeezed(words) in load_words().next or _is_next_class(anchor)]
    for element in [*named, *worded]:
        address = reach(base, element.get("href") or "")
        if address and address != url and urlsplit(address).netloc == urlsplit(url).netloc:
            return address
    return None


def _is_next_class(anchor: Element) -> bool:
    classes = (anchor.get("class") or "").lower().split()
    return any(name in ("next", "nextpage", "page-next", "next-page", "nxt") for name in classes)


def _words(anchor: Element) -> str:
    if _is_hidden(anchor):
        return ""
    words = " ".join("".join(anchor.itertext()).split())
    title = " ".join((anchor.get("title") or "").split())
    # A headline cut by the list stands whole in the title.
    return title if words.rstrip(".\u2026") and title.startswith(words.rstrip(".\u2026")) else words or title


def _is_hidden(anchor: Element) -> bool:
    """A link that no reader sees is a trap for crawlers."""
    style = "".join((anchor.get("style") or "").lower().split())
    return anchor.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _squeezed(words: str) -> str:
    return "".join(words.lower().split())


def _base(root: Element, url: str) -> str:
    for element in root.iter("base"):
        return reach(url, element.get("href") or "") or url
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """Words of `listing_words.toml`."""

    next: frozenset[str]
    never: frozenset[str]


@lru_cache(maxsize=1)
def load_words() -> ListWords:
    """The shipped words of list pages."""
    with (Path(__file__).parent / "listing_words.toml").open("rb") as file:
        table = tomllib.load(file)
    return ListWords(next=frozenset(table["next"]), never=frozenset(table["never"]))
