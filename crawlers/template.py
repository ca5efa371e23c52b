"""What earlier pages of a site taught about its pages: a plain value that the caller keeps per host.

It knows the element that held the article page after page, and which lines stand on several pages and so in no article.
Texts are kept as 32-bit checksums only.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

SURE = 3  # pages that must agree before a container is trusted
MOST_LINES = 2_000
MOST_PAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Start with `Template()`; every page read gives the next one.

    `agreed` counts the pages in a row that had the container `candidate`; `once` and `repeated` are fingerprints of lines
    seen on one page and on several; `pages` of the articles taken, so that a page read again teaches nothing.
    """

    candidate: str = ""
    agreed: int = 0
    once: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    pages: tuple[int, ...] = ()

    @property
    def container(self) -> str:
        """The container to look for, or an empty text as long as too few pages agree."""
        return self.candidate if self.agreed >= SURE else ""


def fingerprint(text: str) -> int:
    """A checksum of a line; stable over processes."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def learnt(template: Template, *, container: str, title: str, lines: Iterable[str]) -> Template:
    """The template after one more page; the same one where the page (by its title) was seen before."""
    page = fingerprint(title)
    if not title or page in template.pages:
        return template
    seen = {fingerprint(line) for line in lines}
    twice = seen & (template.once | template.repeated)
    repeated = twice | template.repeated if len(template.repeated) < MOST_LINES else twice
    once = (seen | template.once if len(template.once) < MOST_LINES else seen) - repeated
    return Template(
        candidate=container or template.candidate,
        agreed=template.agreed + 1 if container == template.candidate else int(bool(container)),
        once=frozenset(once),
        repeated=frozenset(repeated),
        pages=(*template.pages, page)[-MOST_PAGES:],
    )
