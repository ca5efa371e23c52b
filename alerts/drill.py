"""The mark of a drill on a message: put on whatever is sent, last of all, so that nothing leaves without it."""

from collections.abc import Callable
from dataclasses import replace

from alerts.message import Message
from domain.alerts import Alert
from domain.messages import Catalogue

Compose = Callable[[Alert, bool], Message]


def marked(compose: Compose, catalogue: Catalogue, pace: float) -> Compose:
    """What composes messages, with the mark on each: before the title, and as the first line of the body. `pace`: how many
    times as fast as real time the drill runs; said where it is not 1, since every time in the message is by that clock."""
    mark, lines = catalogue.text("alert.drill"), [catalogue.text("alert.drill_line")]
    if pace != 1:
        lines.append(catalogue.text("alert.drill_pace", pace=f"{pace:g}"))

    def composed(alert: Alert, repeated: bool) -> Message:
        message = compose(alert, repeated)
        return replace(message, title=mark + message.title, body="\n".join([*lines, message.body]))

    return composed
