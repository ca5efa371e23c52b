"""Messages on a terminal or in the service's log stream."""

from datetime import timedelta
from typing import TextIO

from alerts.channels.base import Outcome, Receipt
from alerts.message import Message


class Console:
    """Writes to a stream that is open for text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, message: Message) -> Receipt:
        try:
            self._stream.write(f"{message.title}\n{message.body}\n\n")
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream is closed, or cannot encode the text
            return Receipt(outcome=Outcome.TEMPORARY, detail=type(error).__name__)
        return Receipt(outcome=Outcome.DELIVERED)

    def arrived(self, alert_id: str) -> bool | None:
        return None

    def ready_in(self) -> timedelta:
        return timedelta(0)
