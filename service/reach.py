"""Whether somebody answers at an address of this machine."""

import socket

ANSWERS = 1.0
"""Seconds in which somebody on this machine does."""


def is_served(host: str, port: int) -> bool:
    """Whether anybody answers there."""
    try:
        with socket.create_connection((host, port), ANSWERS):
            return True
    except OSError:
        return False
