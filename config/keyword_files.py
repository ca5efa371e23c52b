"""Writing keyword rules into the topic files of a workspace: all files or none, and none that is at fault.

A rule keeps its form where nothing of it changed, and its description in any case. A shipped topic gets a file of the
workspace, a copy with the rules changed. The whole configuration is read with the new files before one is put in place.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from config.keyword_lists import CASUALTY, TRAITS, Name
from config.load import Configuration, load_over, read_shipped
from config.read import SHIPPED
from config.rewrite import dumped, keeping_form
from config.schema_topics import KeywordForm
from config.topics import StandingTopic
from domain.errors import WanglouError

LISTS = ("any", "none", "excluding")
Parts = Mapping[str, Sequence[KeywordForm]]
"""`keywords` or `casualty`: the rules that stand there from now on."""


def put_rules(
    folder: Path, now: Configuration, wanted: Mapping[Name, KeywordForm], check: Callable[[Configuration], None]
) -> Configuration:
    """Replace the rules of each topic in `wanted`, keyword rules and casualty rules each where it names some.

    Returns the configuration with them. ConfigError where that would be at fault, or where `check` raises it: nothing is then
    written.
    """
    changed: dict[str, Any] = {}
    yaml, parts = keeping_form(), _parts(wanted)
    for topic, rules in parts.items():
        standing = now.places.topics[topic]
        name = _file_name(folder, standing, topic)
        if name not in changed:
            changed[name] = yaml.load(_source(folder, standing))
        _change(_at(changed[name], standing), standing, rules)
    texts = {name: dumped(yaml, table) for name, table in changed.items()}
    after = _tried(folder, texts)
    if not _holds(after, parts):
        raise WanglouError("words.not_kept")
    check(after)
    _put(folder, texts)
    return after


def _parts(wanted: Mapping[Name, KeywordForm]) -> dict[str, dict[str, list[KeywordForm]]]:
    parts: dict[str, dict[str, list[KeywordForm]]] = {}
    for (topic, rule), form in wanted.items():
        part = "casualty" if rule.startswith(CASUALTY) else "keywords"
        parts.setdefault(topic, {}).setdefault(part, []).append(form)
    return parts


def _file_name(folder: Path, standing: StandingTopic, topic: str) -> str:
    """The file of the workspace that holds the topic, or is to hold it."""
    if not standing.parsed.name.startswith(SHIPPED):
        return standing.parsed.name
    names = (f"topics/{topic}{'_words' * times}.yaml" for times in range(100))
    return next(name for name in names if not (folder / name).exists())


def _source(folder: Path, standing: StandingTopic) -> bytes:
    name = standing.parsed.name
    if name.startswith(SHIPPED):
        return files("config").joinpath(name).read_bytes()
    return (folder / name).read_bytes()


def _at(table: Any, standing: StandingTopic) -> CommentedMap:
    for step in standing.path:
        table = table[step]
    return table  # type: ignore[no-any-return]


def _change(table: CommentedMap, standing: StandingTopic, rules: Parts) -> None:
    for part, wanted in rules.items():
        before = standing.form.casualty or () if part == "casualty" else standing.form.keywords
        if not table.get(part):
            table[part] = CommentedSeq()
        _arrange(table[part], {form.id: form for form in before}, wanted)


def _arrange(nodes: CommentedSeq, before: Mapping[str, KeywordForm], wanted: Sequence[KeywordForm]) -> None:
    """Take rules away, put new ones in, change what changed. Rules that stay in order keep the comments around them."""
    ids = [form.id for form in wanted]
    for at in reversed(range(len(nodes))):
        if nodes[at]["id"] not in ids:
            del nodes[at]
    kept = {node["id"]: node for node in nodes}
    made = [_rule(kept.get(form.id, CommentedMap(id=form.id)), before.get(form.id), form) for form in wanted]
    if [node["id"] for node in nodes] != [name for name in ids if name in kept]:
        nodes[:] = made
        return
    for at, node in enumerate(made):
        if node["id"] not in kept:
            nodes.insert(at, node)


def _rule(node: CommentedMap, before: KeywordForm | None, after: KeywordForm) -> CommentedMap:
    """The node of a rule with everything that differs written anew; a value that is the default is left out."""
    plain = KeywordForm(id=after.id)
    for name in (*LISTS, "all", *TRAITS):
        value = getattr(after, name)
        if value == getattr(before or plain, name):
            continue
        if value == getattr(plain, name):
            node.pop(name, None)
        elif name == "all":
            node[name] = CommentedSeq([_words(group) for group in value])
        else:
            node[name] = _words(value) if name in LISTS else _scalar(value)
    return node


def _words(words: Sequence[str]) -> Any:
    """One text where no word holds white space; else a list of quoted ones."""
    if all(word.split() == [word] for word in words):
        return DoubleQuotedScalarString(" ".join(words)) if len(words) == 1 else " ".join(words)
    nodes = CommentedSeq([DoubleQuotedScalarString(word) for word in words])
    nodes.fa.set_flow_style()
    return nodes


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tried(folder: Path, texts: Mapping[str, str]) -> Configuration:
    """The configuration with the new files among the others."""
    with TemporaryDirectory() as trial:
        draft = Path(trial) / "config"
        shutil.copytree(folder, draft)
        for name, text in texts.items():
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8")
        return load_over(read_shipped(), draft)


def _holds(after: Configuration, parts: Mapping[str, Parts]) -> bool:
    """Whether the files say what was wanted, whatever the writer made of it."""
    for topic, rules in parts.items():
        form = after.places.topics[topic].form
        for part, wanted in rules.items():
            found = (form.casualty or ()) if part == "casualty" else form.keywords
            if [_said(one) for one in found] != [_said(one) for one in wanted]:
                return False
    return True


def _said(form: KeywordForm) -> dict[str, Any]:
    return form.model_dump(exclude={"description", "false_positives"})


def _put(folder: Path, texts: Mapping[str, str]) -> None:
    """Write every file beside its place, then put each in place at once."""
    written = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        written.append((beside, path))
    for beside, path in written:
        beside.replace(path)
