"""What every poll of this child works with."""

from dataclasses import dataclass

from crawlers.fetch import Fetcher
from crawlers.learning import Templates
from crawlers.memory import Memory
from crawlers.politeness import Hosts
from crawlers.reading import Reader
from crawlers.settings import CrawlSettings
from domain.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Made once by the spider; `desk` is the clock that dates of items are judged by."""

    settings: CrawlSettings
    hosts: Hosts
    fetcher: Fetcher
    reader: Reader
    memory: Memory
    templates: Templates
    desk: Clock
