"""Storage in plain Python values: the same contract without a database, for tests and dry runs."""

from storage.memory.storage import MemoryStorage

__all__ = ["MemoryStorage"]
