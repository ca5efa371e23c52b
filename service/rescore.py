"""Stored assessments computed again from what they were computed from, and compared bit for bit.

An assessment keeps its factors, severity, negativity, gate and urgency, and names its rules and the version of the
formulas. Levels depend on what went before and are not recomputed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.codec import to_plain
from domain.errors import BadUse
from domain.risk import Assessment
from domain.rules import ScopeRules
from scoring.formula import base_index, coverage, harm, index, spread
from scoring.index import explained_all, inputs_of
from service.assess import CODE_VERSION
from service.governance import OTHER_RELEASE, kept_rules
from service.parts import in_parts
from storage.base import Storage

COMPUTED = ("index", "base_index", "spread", "harm", "coverage", "factors", "contributions")
"""Fields that follow from the others and the rules."""
PART = 1000
"""Computed together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A stored assessment that its own inputs do not give again."""

    stored: Assessment
    again: Assessment

    def fields(self) -> Iterator[tuple[str, object, object]]:
        """(field, as stored, computed again) of each that differs."""
        for name in COMPUTED:
            before, after = to_plain(getattr(self.stored, name)), to_plain(getattr(self.again, name))
            if before != after:
                yield name, before, after


@dataclass(slots=True, kw_only=True)
class Rescoring:
    """What came of it. `other_code`: assessments by the version of the formulas that made them, where that is not this
    one; `unknown_rules`: by rules that are not kept, or hold no such scope; `other_release`: by rules that another release
    wrote. None of them can be compared."""

    identical: int = 0
    deviations: list[Deviation] = field(default_factory=list)
    other_code: Counter[str] = field(default_factory=Counter)
    unknown_rules: Counter[str] = field(default_factory=Counter)
    other_release: Counter[str] = field(default_factory=Counter)


def rescore(assessments: Iterable[Assessment], rules_by_id: "RulesById") -> Rescoring:
    """Compute each again with its own rules."""
    done = Rescoring()
    for part in in_parts(assessments, PART):
        comparable: dict[tuple[str, str], list[Assessment]] = {}
        for stored in part:
            if _is_comparable(stored, rules_by_id, done):
                comparable.setdefault((stored.config_id, stored.scope_id), []).append(stored)
        for same in comparable.values():
            _compare(same, rules_by_id.scope(same[0]), done)
    return done


def _is_comparable(stored: Assessment, rules_by_id: "RulesById", done: Rescoring) -> bool:
    """Whether this release can compute it again; counted where not."""
    scope = rules_by_id.scope(stored)
    if stored.code_version != CODE_VERSION:
        done.other_code[stored.code_version] += 1
    elif stored.config_id in rules_by_id.other_release:
        done.other_release[stored.config_id] += 1
    elif scope is None:
        done.unknown_rules[stored.config_id] += 1
    else:
        return True
    return False


def _compare(stored: Sequence[Assessment], rules: ScopeRules | None, done: Rescoring) -> None:
    """Assessments of one scope of one configuration against what their inputs give."""
    if rules is None:
        return
    for one, again in zip(stored, explained_all([_recomputed(one, rules) for one in stored], rules), strict=True):
        if again == one:
            done.identical += 1
        else:
            done.deviations.append(Deviation(stored=one, again=again))


def _recomputed(stored: Assessment, rules: ScopeRules) -> Assessment:
    """The assessment with all but its contributions computed anew."""
    weights = dict(rules.index.weights)
    factors = tuple(replace(factor, weight=weights.get(factor.name, 0.0)) for factor in stored.factors)
    inputs = inputs_of(replace(stored, factors=factors))
    return replace(
        stored,
        factors=factors,
        index=round(index(inputs, rules.index), 2),
        base_index=round(base_index(inputs, rules.index), 2),
        spread=round(spread(factors), 6),
        harm=round(harm(inputs.severity, inputs.negativity, rules.index), 6),
        coverage=coverage(factors),
    )


class RulesById:
    """Rules that results name, each read once. `other_release`: those that this release cannot read."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._known: dict[str, dict[str, ScopeRules]] = {}
        self.other_release: set[str] = set()

    def scope(self, assessment: Assessment) -> ScopeRules | None:
        """The rules of the assessment's scope; None where they are not kept or cannot be read."""
        name = assessment.config_id
        if name not in self._known:
            self._known[name] = self._scopes(name)
        return self._known[name].get(assessment.scope_id)

    def _scopes(self, config_id: str) -> dict[str, ScopeRules]:
        try:
            return {one.scope.id: one for one in kept_rules(self._storage, config_id).scopes}
        except BadUse as error:
            if error.code == OTHER_RELEASE:
                self.other_release.add(config_id)
        return {}
