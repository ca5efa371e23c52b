"""The form of `words.yaml`: words that the cutter must know, such as the names of local places and new terms."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from config.fields import Part, refusal
from domain.rules import UserWord

WORDS = "words.yaml"
_JOINTS = frozenset("+#&._%-")
"""What the cutter keeps inside a word beside letters and digits."""
_LONGEST = 30


def _word(text: str) -> str:
    if not 2 <= len(text) <= _LONGEST or not all(char.isalnum() or char in _JOINTS for char in text):
        raise refusal("not_word", text)
    return text


def _entry(given: Any) -> Any:
    return {"word": given} if isinstance(given, str) else given


class WordForm(Part):
    """One word; written alone, it is cut whole wherever it stands."""

    word: Annotated[str, AfterValidator(_word)]
    frequency: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    tag: Annotated[str, Field(pattern=r"^[a-z]{1,4}$")] = "n"

    def value(self) -> UserWord:
        return UserWord(word=self.word, frequency=self.frequency, tag=self.tag)


class WordsFile(Part):
    """`words.yaml`. Of a word that stands there twice the last entry counts."""

    words: tuple[Annotated[WordForm, BeforeValidator(_entry)], ...] = Field(default=(), max_length=20_000)

    def values(self) -> tuple[UserWord, ...]:
        """Sorted, so that the order in the file changes no `config_id`."""
        return tuple(form.value() for _, form in sorted({form.word: form for form in self.words}.items()))
