"""Topic files of one folder: `topics.yaml`, and each file in `topics/`, a topic or a list of them."""

from dataclasses import dataclass

from config.parse import Parsed, Path
from config.read import SHIPPED, Folder, read, validated
from config.schema_topics import TopicForm, TopicsFile
from domain.errors import Problem

TOPICS = "topics.yaml"
TOPIC_FOLDER = "topics"
LARGEST_LIST = 500
"""Topic files in one folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTopic:
    """A topic's form and where it stands, so that its tests can say so."""

    form: TopicForm
    parsed: Parsed
    path: Path


def read_topics(folder: Folder, problems: list[Problem], *, shown: str = "") -> dict[str, StandingTopic]:
    """All topics of a folder by id, in the order of file names. `shown`: as in `read`."""
    found: dict[str, StandingTopic] = {}
    for name in [TOPICS, *_topic_files(folder, problems)]:
        parsed = read(folder, name, problems, shown=shown)
        for topic in _topics_in(parsed, problems) if parsed else ():
            if topic.form.id in found:
                where = topic.parsed.place((*topic.path, "id"))
                problems.append(Problem(path=where, code="config.duplicate_id", params=(("id", topic.form.id),)))
            found.setdefault(topic.form.id, topic)
    return found


def _topic_files(folder: Folder, problems: list[Problem]) -> list[str]:
    inner = folder.joinpath(TOPIC_FOLDER)
    if not inner.is_dir():
        return []
    names = sorted(file.name for file in inner.iterdir() if file.name.endswith(".yaml"))
    if len(names) > LARGEST_LIST:
        problems.append(Problem(path=TOPIC_FOLDER, code="config.too_many", params=(("limit", str(LARGEST_LIST)),)))
    return [f"{TOPIC_FOLDER}/{name}" for name in names[:LARGEST_LIST]]


def _topics_in(parsed: Parsed, problems: list[Problem]) -> list[StandingTopic]:
    """A file of topics holds one topic, or a list of them under `topics`."""
    if isinstance(parsed.data, dict) and "topics" not in parsed.data and parsed.name.removeprefix(SHIPPED) != TOPICS:
        form = validated(TopicForm, parsed, problems)
        return [StandingTopic(form=form, parsed=parsed, path=())] if form else []
    many = validated(TopicsFile, parsed, problems)
    forms = many.topics if many else ()
    return [StandingTopic(form=form, parsed=parsed, path=("topics", number)) for number, form in enumerate(forms)]
