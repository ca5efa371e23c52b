"""A ping to a monitor outside: where none comes, the monitor raises the alarm that a dead service cannot.

The address is what the monitor knows the service by, so it is a secret: it is not logged, redirects are not followed, proxies
of the environment are not used, and of a failure only a code is told.
"""

import logging
from types import TracebackType
from typing import Self

import httpx

from alerts.channels.limit import cut_after

WHOLE = 15.0
"""Seconds that a ping may take."""
STEP = 10.0


class Monitor:
    """Pings one address, one ping at a time."""

    def __init__(self, address: str, method: str, whole: float = WHOLE) -> None:
        self._address = address
        self._method = method
        self._whole = whole
        logging.getLogger("httpx").disabled = True  # it logs addresses
        self._client = httpx.Client(timeout=min(STEP, whole), trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ping(self) -> str:
        """Ping once; empty where the monitor took it, else the code of why not."""
        try:
            with (
                cut_after(self._whole) as trace,
                self._client.stream(self._method, self._address, extensions={"trace": trace}) as answer,
            ):
                return "" if answer.is_success else f"http.{answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"net.{type(error).__name__}"
