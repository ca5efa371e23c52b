"""What is wrong or doubtful in rules that can be read: faults stop them, warnings are for a person to judge.

Faults: an id used twice, a route to a channel or on a topic that does not exist, a watch over a topic that does not exist, a
rule that can match nothing (`impossible`), thresholds that do not rise, a roster at fault (`check_roster`).
Warnings: a topic that can never alert or be reached though it seems meant to, a rule or word that another makes needless
(`shadows`), a place gate without places, a keyword that looks like a person's name, weights that do not sum to 1,
a level without duty or route, routes that tell nothing or leave something untold (`check_routes`), a watch none of whose topics can have a level.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from config.check_roster import roster_faults
from config.check_routes import route_faults, route_warnings
from config.impossible import gated, impossible
from config.names import Names, load_names
from config.problems import unknown
from config.shadows import repeated, shadowed
from config.words import inside
from domain.errors import Problem
from domain.risk import Level
from domain.rules import Keyword, PlaceGate, Rules, ScopeRules, Topic


def check_rules(rules: Rules) -> tuple[Problem, ...]:
    """All faults and warnings of `rules`."""
    return (*faults(rules), *warnings(rules))


def faults(rules: Rules) -> tuple[Problem, ...]:
    """What makes the rules unusable."""
    found = [*_repeated("topics", (topic.id for topic in rules.topics))]
    found += _repeated("channels", (channel.id for channel in rules.channels))
    found += _repeated("scopes", (one.scope.id for one in rules.scopes))
    for topic in rules.topics:
        found += _repeated(f"topics.{topic.id}", (rule.id for rule in topic.rules))
        found += impossible(topic)
    found += [problem for one in rules.scopes for problem in _of_scope(one, rules)]
    found += roster_faults(rules)
    return tuple(dict.fromkeys(found))


def warnings(rules: Rules) -> tuple[Problem, ...]:
    """What the rules may be meant to be, but probably are not."""
    names = load_names()
    found: list[Problem] = []
    for topic in rules.topics:
        found += [*_powerless(topic), *shadowed(topic)]
        for rule in topic.rules:
            found += [*_needless(rule), *_people(rule, names)]
    found += [*repeated(rules.topics), *_closed_gates(rules)]
    for scope in rules.scopes:
        found += [*_weights(scope), *_silent(scope), *route_warnings(scope, rules), *_harmless(scope, rules)]
    return tuple(dict.fromkeys(found))


def _problem(path: str, code: str, **params: str) -> Problem:
    return Problem(path=path, code=f"config.{code}", params=tuple(params.items()))


def _repeated(path: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield _problem(path, "duplicate_id", id=one)
        seen.add(one)


def _of_scope(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    yield from (*route_faults(one, rules), *_lost_topics(one, rules), *_thresholds(one))


def _lost_topics(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    known = {topic.id for topic in rules.topics}
    for name in one.scope.topics:
        if name not in known:
            yield unknown(f"scopes.{one.scope.id} topics", name, known, "config.watch_unknown_topic")


def _harmless(one: ScopeRules, rules: Rules) -> Iterator[Problem]:
    """A watch over topics without severity sees their events and never a level."""
    watched = [topic for topic in rules.topics if topic.id in one.scope.topics]
    if watched and not any(topic.stated_harm for topic in watched):
        yield _problem(f"scopes.{one.scope.id} topics", "watch_without_harm")


def _powerless(topic: Topic) -> Iterator[Problem]:
    """Without both harm and purpose a topic has no severity; without keywords it is never found."""
    path = f"topics.{topic.id}"
    if topic.harm and not topic.purpose:
        yield _problem(path, "no_purpose")
    if topic.harm is None and (topic.purpose or topic.casualty):
        yield _problem(path, "no_harm")
    used = [rule for rule in topic.keywords if not topic.is_retired(rule)]
    if not topic.keywords:
        yield _problem(path, "no_keywords")
    elif used and 2 * sum(rule.weight for rule in used) < topic.threshold:
        yield _problem(path, "out_of_reach", threshold=f"{topic.threshold:g}")


def _needless(rule: Keyword) -> Iterator[Problem]:
    """A longer word beside a shorter one that stands in it: the shorter finds it already."""
    for group in () if rule.whole_word else rule.groups:
        words = frozenset(group)
        for word in group:
            short = next((part for _, part in inside(word, words) if part != word), None)
            if short:
                yield _problem(rule.id, "word_shadowed", word=word, by=short)


def _closed_gates(rules: Rules) -> Iterator[Problem]:
    """Rules that wait for a place to be named, where no institution has any."""
    waiting = [rule for topic in rules.topics for rule in gated(topic)]
    places = any(one.institution.places for one in rules.scopes)
    region = any(one.institution.region for one in rules.scopes)
    shut = [rule for rule in waiting if not places and (rule.place is PlaceGate.OWN or not region)]
    if shut:
        yield _problem("institution.yaml", "gate_without_places", rule=shut[0].id, count=str(len(shut)))


def _people(rule: Keyword, names: Names) -> Iterator[Problem]:
    for word in dict.fromkeys(word for group in rule.groups for word in group):
        if names.looks_personal(word):
            yield _problem(rule.id, "personal_name", word=word)


def _weights(one: ScopeRules) -> Iterator[Problem]:
    total = sum(weight for _, weight in one.index.weights)
    if abs(total - 1.0) > 1e-6:
        yield _problem(f"scopes.{one.scope.id} index.weights", "weights_sum", total=f"{total:.4f}")


def _thresholds(one: ScopeRules) -> Iterator[Problem]:
    values = [value for _, value in sorted(one.levels.thresholds)]
    if any(lower >= higher for lower, higher in pairwise(values)):
        yield _problem(f"scopes.{one.scope.id} levels.thresholds", "thresholds_not_rising")


def _silent(one: ScopeRules) -> Iterator[Problem]:
    """Levels that nobody hears of, or that ask nothing of anybody; an institution that no text can name."""
    routed = {level for route in one.routes for level in route.levels}
    bound = {duty.level for duty in one.duties}
    for level in Level:
        if level is not Level.NONE and level not in routed:
            yield _problem(f"scopes.{one.scope.id} routes", "level_without_route", level=level.name)
        if level is not Level.NONE and level not in bound:
            yield _problem(f"scopes.{one.scope.id} duties", "level_without_duty", level=level.name)
    if not one.institution.places and not one.scope.places:
        yield _problem(f"scopes.{one.scope.id} institution", "no_places")
