"""The mark of a drill on a message: put on whatever is sent, last of all, so that nothing leaves without it."""

from collections.abc import Callable
from dataclasses import replace

from alerts.message import Message
from domain.alerts import Alert
from domain.messages import Catalogue

Compose = Callable[[Alert, bool], Message]


def marked(compose: Compose, catalogue: Catalogue, pace: float, clock: Callable[[], str]) -> Compose:
    """What composes messages, with the mark on each: before the title, and as the first line of the body. `pace`: how many
    times as fast as real time the drill runs. Where it is not 1 it is said, and what its `clock` shows: every time in the
    message is by that clock."""

    def lines() -> list[str]:
        said = [catalogue.text("alert.drill_line")]
        return said if pace == 1 else [*said, catalogue.text("alert.drill_pace", pace=f"{pace:g}", now=clock())]

    def composed(alert: Alert, repeated: bool) -> Message:
        message = compose(alert, repeated)
        title = catalogue.text("alert.drill") + message.title
        return replace(message, title=title, body="\n".join([*lines(), message.body]))

    return composed
