"""Why an event stands where it stands, as lines of text."""

from collections.abc import Iterator

from domain.messages import Catalogue
from domain.rules import Rules
from storage.base import EventRow


def why_lines(catalogue: Catalogue, row: EventRow, rules: Rules) -> Iterator[str]:
    """Level, index, contributions, caps and floors, coverage, configuration."""
    one = row.assessment
    if one is None:
        yield catalogue.text("event.not_assessed")
        return
    level = "proposed_I" if one.proposed else one.level.name
    yield catalogue.text("event.standing", level=catalogue.text(f"level.{level}"), index=f"{one.index:.2f}",
                         coverage=f"{one.coverage:.0%}", config_id=one.config_id)  # fmt: skip
    for part in sorted(one.contributions, key=lambda part: -abs(part.points)):
        yield f"  {part.points:+7.2f}  {catalogue.text(f'factor.{part.name}')}"
    for reason in one.reasons:
        yield "  " + catalogue.text(f"why.{reason}")
    names = {topic.id: topic.name for topic in rules.topics}
    yield catalogue.text("event.topics", topics=", ".join(names.get(one, one) for one in row.event.topics) or "-")
