"""Links to addresses: relative ones resolved, characters escaped, anything but plain http(s) refused."""

from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from domain.addresses import canonical
from domain.errors import BadAddress

LONGEST = 2000


def reach(base: str, link: str) -> str | None:
    """The absolute address of `link` on page `base`, ready to be requested, no fragment; None where there is none."""
    try:
        url = safe_url_string(urldefrag(urljoin(base, link.strip())).url)
        canonical(url)
    except (ValueError, BadAddress):
        return None
    return url if len(url) <= LONGEST else None


def identity(url: str) -> str:
    """The canonical form of an address that `reach` gave."""
    return canonical(url)
