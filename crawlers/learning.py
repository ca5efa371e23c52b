"""What was learnt of a source's pages: whole in memory for the sources last polled, in short as text for the database."""

import base64
import json
from array import array
from collections import OrderedDict

from crawlers.template import Template

_MOST = 100
"""A full template takes about 120 kB."""
_LINES = 400


class Templates:
    """The templates of the sources polled last."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Template] = OrderedDict()

    def of(self, source: str, text: str | None) -> Template:
        """The template of a source; `text` is what the database kept of it."""
        known = self._known.get(source)
        return known if known is not None else from_text(text)

    def keep(self, source: str, template: Template) -> str | None:
        """Remembers a template and gives what the database should keep of it."""
        self._known[source] = template
        self._known.move_to_end(source)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return to_text(template)


def to_text(template: Template) -> str | None:
    """Container and repeated lines, at most 2.2 kB; None where nothing was learnt."""
    if not template.candidate:
        return None
    lines = array("I", sorted(template.repeated)[:_LINES])
    return json.dumps([template.candidate, template.agreed, base64.b85encode(lines.tobytes()).decode("ascii")])


def from_text(text: str | None) -> Template:
    """What `to_text` wrote; an empty template where it wrote something else."""
    if not text:
        return Template()
    try:
        candidate, agreed, packed = json.loads(text)
        lines = array("I", base64.b85decode(packed))
        return Template(candidate=str(candidate), agreed=int(agreed), repeated=frozenset(lines))
    except (ValueError, TypeError):
        return Template()
