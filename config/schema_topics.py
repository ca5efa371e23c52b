"""The form of topic files, and the values they become."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from config.fields import Identifier, Part, Words, refusal
from domain.harms import Harm
from domain.rules import Keyword, PlaceGate, Status, Topic

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Weight = Annotated[float, Field(gt=0, le=10)]


class KeywordForm(Part):
    """One keyword rule. Words stand in a list, or in one string with white space between them."""

    id: Identifier
    any: Words = ()
    all: tuple[Words, ...] = ()
    none: Words = ()
    near: int = Field(default=0, ge=0, le=500)
    title_only: bool = False
    whole_word: bool = False
    weight: Weight = 1.0
    excluding: Words = ()
    none_near: int = Field(default=0, ge=0, le=500)
    place: PlaceGate | None = None
    severity: Annotated[float, Field(gt=0, le=1)] | None = None
    status: Status = Status.STABLE
    description: Annotated[str, Field(max_length=2000)] = ""
    false_positives: tuple[Text, ...] = ()

    def value(self, owner: str) -> Keyword:
        """The rule under its whole id, `<owner>.<id>`."""
        return Keyword(
            id=f"{owner}.{self.id}", any=self.any, all=self.all, none=self.none, near=self.near,
            title_only=self.title_only, whole_word=self.whole_word, weight=self.weight, excluding=self.excluding,
            none_near=self.none_near, place=self.place, severity=self.severity, status=self.status,
            description=self.description, false_positives=self.false_positives,
        )  # fmt: skip


class TestForm(Part):
    """A text and what the topic, or one `rule` of it, must say of it; `place`: as if it named one of the desk's own world."""

    __test__ = False
    title: Annotated[str, Field(max_length=200)] = ""
    text: Text
    expect: bool
    rule: Identifier | None = None
    place: PlaceGate | None = None
    casualty: bool | None = None


class TopicForm(Part):
    """One topic; with `disabled` it needs an id only and takes the shipped topic of that id away."""

    id: Identifier
    name: Annotated[str, Field(max_length=60)] = ""
    harm: Harm | None = None
    purpose: Text | None = None
    description: str = ""
    false_positives: tuple[Text, ...] = ()
    status: Status = Status.STABLE
    disabled: bool = False
    threshold: Weight = 1.0
    keywords: tuple[KeywordForm, ...] = ()
    casualty: tuple[KeywordForm, ...] | None = None
    tests: tuple[TestForm, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.disabled and not self.name.strip():
            raise refusal("topic_without_name", self.id)
        return self

    def value(self, common: tuple[Keyword, ...]) -> Topic:
        """The topic. Where it has a harm and names no casualty rules of its own, `common` are its casualty rules."""
        own = None if self.casualty is None else tuple(rule.value(f"{self.id}.casualty") for rule in self.casualty)
        return Topic(
            id=self.id, name=self.name, harm=self.harm, purpose=self.purpose, description=self.description,
            keywords=tuple(rule.value(self.id) for rule in self.keywords),
            casualty=own if own is not None else (common if self.harm else ()), threshold=self.threshold,
            status=self.status, false_positives=self.false_positives,
        )  # fmt: skip


class TopicsFile(Part):
    """`topics.yaml`: several topics in one file."""

    topics: tuple[TopicForm, ...] = ()


class CasualtyFile(Part):
    """`casualty.yaml`: the casualty rules of every topic that has a harm and none of its own."""

    rules: tuple[KeywordForm, ...] = ()

    def values(self) -> tuple[Keyword, ...]:
        return tuple(rule.value("casualty") for rule in self.rules)
