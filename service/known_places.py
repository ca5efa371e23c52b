"""Places that a text can name: divisions of the shipped table, the institution's own places, and what they lie in."""

from config.load import Configuration
from domain.divisions import is_inside
from domain.errors import Problem
from domain.rules import Rules
from pipeline.gazetteer.divisions import full_names


def is_known(place: str, rules: Rules) -> bool:
    """Whether any division that a text can name lies in a place."""
    codes = [*full_names(), *(one.code for scope in rules.scopes for one in scope.institution.places)]
    return len(place) > 1 and any(is_inside(code, place) for code in codes)


def unknown_places(configuration: Configuration) -> tuple[Problem, ...]:
    """A warning, with its place in the files, of each place of a route in which nothing lies that a text can name."""
    rules = configuration.rules
    found = (
        Problem(path=f"scopes.{one.scope.id} routes[{number}].places", code="config.unknown_place", params=(("place", place),))
        for one in rules.scopes for number, route in enumerate(one.routes) for place in route.places
        if not is_known(place, rules)
    )  # fmt: skip
    return tuple(dict.fromkeys(configuration.places.located(problem) for problem in found))
