"""Keyword lists out to a spreadsheet and back: the same rules, or every problem by row and column and nothing written."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from config.keyword_lists import read_rows
from config.load import load_rules
from config.schema_topics import KeywordForm
from domain.errors import BadUse, ConfigError, Problem
from domain.messages import load_catalogue
from domain.rules import Rules
from reports.sheets import read_sheet, write_sheet
from service.keyword_tables import export_words, import_words
from service.workspace import Workspace
from tests.config.desk import topic_named, write

ENGLISH = load_catalogue("en")
PARK = """\
# the parks of the town
id: park
name: 公园
keywords:
  # lawns first
  - id: lawn
    any: 草坪 绿地  # not the artificial ones
    description: grass
  - id: odd
    any: ["=cmd|x", "'-5℃", "+1", "a b", "~"]
    all:
      - 开放 关闭
      - [入口]
    none: 公园路
    near: 20
    weight: 0.35
    severity: 0.5
    title_only: true
    place: own
    status: experimental
    false_positives: [artificial lawns]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "desk")
    made.make()
    write(made.config, "topics/park.yaml", PARK)
    return made


def rules_of(workspace: Workspace) -> Rules:
    return load_rules(workspace.config)


def written(workspace: Workspace) -> dict[str, str]:
    return {str(path): path.read_text("utf-8") for path in sorted(workspace.config.rglob("*")) if path.is_file()}


def table(path: Path, *rows: str) -> Path:
    """A CSV file with the four necessary columns, and what the rows give beyond them."""
    path.write_text("topic,rule,group,word,weight,near\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def problems(workspace: Workspace, path: Path) -> list[str]:
    before = written(workspace)
    with pytest.raises(ConfigError) as caught:
        import_words(workspace, path)
    assert written(workspace) == before, "all or nothing"
    return [f"{one.path}: {ENGLISH.text(one.code, **dict(one.params))}" for one in caught.value.problems]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_out_and_back_is_the_identity(workspace: Workspace, tmp_path: Path, suffix: str) -> None:
    before, files = rules_of(workspace), written(workspace)
    topics, rows = export_words(workspace.config, None, tmp_path / f"all.{suffix}")
    assert (topics, rows > 5000) == (len(before.topics), True)
    done = import_words(workspace, tmp_path / f"all.{suffix}")
    assert done.changes == ()
    assert rules_of(workspace).config_id == before.config_id
    own = {name: text for name, text in written(workspace).items() if name in files}
    assert own == files, "a file of which nothing changed keeps its form to the letter"


def test_a_spreadsheet_runs_nothing(workspace: Workspace, tmp_path: Path) -> None:
    export_words(workspace.config, "park", tmp_path / "park.csv")
    text = (tmp_path / "park.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "so that Excel shows Chinese"
    cells = [line.split(",")[3] for line in text.decode("utf-8-sig").splitlines()]
    assert {"'=cmd|x", "''-5℃", "'+1"} <= set(cells)
    export_words(workspace.config, "park", tmp_path / "park.xlsx")
    sheet = load_workbook(tmp_path / "park.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_changed_list_changes_the_file_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    file = table(
        tmp_path / "park.csv",
        "park,lawn,any,草坪,,", "park,lawn,any,绿地,0.8,", "park,lawn,any,花坛,,", "park,lawn,excluding,人工草坪,,",
        "park,new,any,长椅,,", "park,new,all1,损坏 了,,5", "park,new,all1,倒塌,,",
        "park,casualty.fell,any,摔伤,,",
    )  # fmt: skip
    done = import_words(workspace, file)
    assert {one.path.removeprefix("topics.park.") for one in done.changes} == {
        "keywords.lawn.any", "keywords.lawn.weight", "keywords.lawn.excluding", "keywords.odd", "keywords.new", "casualty.fell",
    }  # fmt: skip
    park = topic_named(rules_of(workspace), "park")
    assert [rule.id for rule in park.rules] == ["park.lawn", "park.new", "park.casualty.fell"]
    assert park.keywords[0].description == "grass"
    assert park.keywords[1].all == (("损坏 了", "倒塌"),)
    text = (workspace.config / "topics" / "park.yaml").read_text("utf-8")
    assert text.startswith("# the parks of the town\nid: park\n")
    assert "  # lawns first\n" in text


def test_a_shipped_topic_gets_a_file_of_its_own(workspace: Workspace, tmp_path: Path) -> None:
    export_words(workspace.config, "outage", tmp_path / "outage.csv")
    with (tmp_path / "outage.csv").open("a", encoding="utf-8") as stream:
        stream.write("outage,plain,any,断暖\n")
    (change,) = import_words(workspace, tmp_path / "outage.csv").changes
    assert (change.path, change.added, change.removed) == ("topics.outage.keywords.plain.any", ("断暖",), ())
    assert (workspace.config / "topics" / "outage.yaml").is_file()
    tests = (workspace.config / "topics" / "outage.yaml").read_text("utf-8").count("expect:")
    assert tests >= 30, "the tests beside the topic came along"


FAULTS = [
    ("an unknown topic", ["prak,lawn,any,草坪,,"], ["t.csv:2 topic: there is no topic called prak; did you mean park?"]),
    ("an unknown group", ["park,lawn,some,草坪,,"], ["t.csv:2 group: some is no group; write any, all1, all2 ..., none or excluding"]),
    ("a blank word", ["park,lawn,any,,,"], ["t.csv:2 word: must not be blank"]),
    ("white space around a word", ["park,lawn,any, 草坪,,"], ["t.csv:2 word: take the white space around 草坪 away"]),
    ("two weights of a rule", ["park,lawn,any,草坪,1,", "park,lawn,any,绿地,2,"],
     ["t.csv:3 weight: the rule has 2 here and 1 in row 2; keep one"]),
    ("a weight out of range", ["park,lawn,any,草坪,,", "park,lawn,any,绿地,99,"], ["t.csv:3 weight: out of range: must be <= 10.0"]),
    ("a number that is none", ["park,lawn,any,草坪,,far"], ["t.csv:2 near: must be a whole number"]),
    ("an id that is none", ["park,Lawn 1,any,草坪,,"],
     ["t.csv:2 rule: the id Lawn 1 may hold lower-case letters, digits and underscores and begins with a letter"]),
    ("a gap in the groups", ["park,lawn,all1,草坪,,", "park,lawn,all3,绿地,,"],
     ["t.csv:3 group: the groups all1, all2 ... must have no gap"]),
    ("all problems at once", ["x,lawn,any,草坪,,", "park,lawn,any,,,", "park,lawn,some,绿地,,"],
     ["t.csv:2 topic: there is no topic called x; make its file first", "t.csv:3 word: must not be blank",
      "t.csv:4 group: some is no group; write any, all1, all2 ..., none or excluding"]),
    ("a rule that can never match", ["park,lawn,any,草坪,,", "park,lawn,none,草,,"],
     ["topics/park.yaml:6 keywords[0]: the rule park.lawn can never match: none excludes all its words"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "says"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_table_at_fault_changes_nothing(
    workspace: Workspace, tmp_path: Path, name: str, rows: list[str], says: list[str]
) -> None:
    assert problems(workspace, table(tmp_path / "t.csv", *rows)) == says, name


HEADINGS = [
    ("topic,rule,group,words\n", ["t.csv:1 words: there is no column called words; did you mean word?",
                                  "t.csv:1 word: this column is missing"]),
    ("topic,rule,group,word,word\n", ["t.csv:1 word: the column stands twice"]),
    ("", ["t.csv:1: the table has no rows; its headings are topic, rule, group, word"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), HEADINGS, ids=["misspelt", "twice", "empty"])
def test_headings_at_fault(workspace: Workspace, tmp_path: Path, text: str, says: list[str]) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert problems(workspace, tmp_path / "t.csv") == says


def test_what_a_chinese_spreadsheet_saves_is_read(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("topic,rule,group,word\r\npark,lawn,any,花坛\r\n".encode("gb18030"))
    done = import_words(workspace, tmp_path / "t.csv")
    assert done.encoding == "gb18030"
    assert topic_named(rules_of(workspace), "park").keywords[0].any == ("花坛",)


def test_cells_that_are_no_text(workspace: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["topic", "rule", "group", "word", "weight"],
        ["park", "lawn", "any", "=1+1", 0.5],
        ["park", "lawn", "any", 120, 0.5],
    ):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    assert problems(workspace, tmp_path / "t.xlsx") == [
        "t.xlsx:2 D: holds a formula, a date or an error; make the cell text and write it again",
        "t.xlsx:2 word: must not be blank",
    ]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("t.ods", b"", "unknown"), ("t.xlsx", b"PK no zip", "not_xlsx"), ("t.xlsx", b"", "not_xlsx"),
    ("t.csv", b"\xff\xfe\xff", "not_text"), ("t.csv", b"a" * 200_000, "not_csv"),
])  # fmt: skip
def test_files_that_are_no_table(workspace: Workspace, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadUse, match=rf"sheet\.{code}"):
        import_words(workspace, tmp_path / name)


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ("=1", "'=1", "''+", "＝", "0.5", "TRUE")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from((".csv", ".xlsx")))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], suffix: str) -> None:
    path = tmp_path_factory.mktemp("sheet") / f"t{suffix}"
    write_sheet(path, rows)
    expected = [(number, tuple(row)) for number, row in enumerate(rows, 1) if any(row)]
    found = [(number, (*row, "", "")[:2]) for number, row in read_sheet(path).rows]
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=100) | st.lists(st.lists(st.sampled_from(("park", "lawn", "any", "草", "", "9", "all1", ",", '"')), max_size=6),
                                          max_size=4).map(lambda rows: "\n".join(map(",".join, rows)).encode()))  # fmt: skip
def test_no_bytes_do_anything_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("sheet") / "t.csv"
    path.write_bytes(b"topic,rule,group,word\n" + content)
    with suppress(BadUse):
        sheet, found = read_sheet(path), list[Problem]()
        rules = read_rows(sheet.name, sheet.rows, ["park"], found)
        assert all(one.path.startswith("t.csv:") and ENGLISH.text(one.code, **dict(one.params)) for one in found)
        assert all(isinstance(one, KeywordForm) for one in rules.values())
