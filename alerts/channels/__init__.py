"""Ways out: each a file and a line in the table of `opened`."""

from alerts.channels.opened import open_channels

__all__ = ["open_channels"]
