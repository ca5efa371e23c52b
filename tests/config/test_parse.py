"""YAML to plain data: a strict subset, with lines, that no input makes fail in any other way than by a problem."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from config.parse import DEEPEST, LARGEST, MOST_NODES, parse


def test_data_and_lines() -> None:
    parsed = parse("t.yaml", b"a: 1\nb:\n  - x\n  - {c: ~}\n")
    assert parsed.data == {"a": "1", "b": ["x", {"c": None}]}
    assert parsed.place(("b", 1, "c")) == "t.yaml:4 b[1].c"
    assert parsed.place(("b", 7, "missing")) == "t.yaml:2 b[7].missing"
    assert parsed.place(()) == "t.yaml:1"


def test_scalars_stay_text() -> None:
    parsed = parse("t.yaml", b"[no, 010, 1.10, 0x1F, 12:30, 2026-01-01, 'null', null, '']")
    assert parsed.data == ["no", "010", "1.10", "0x1F", "12:30", "2026-01-01", "null", None, ""]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a: &x 1\nb: *x\n", "config.alias", 1),
        (b"b: *x\n", "config.alias", 1),
        (b"a: 1\nb: !!python/object:os.system x\n", "config.tag", 2),
        (b"a: 1\n---\nb: 2\n", "config.second_document", 2),
        (b"a: 1\nb: 2\na: 3\n", "config.duplicate_key", 3),
        (b"? [1]\n: 2\n", "config.key_not_text", 1),
        (b"a: [1\nb: 2\n", "config.not_yaml", 2),
        (b"a: '1\n", "config.not_yaml", 2),
        (b"a: 1\n\xff\xfe", "config.not_utf8", 2),
        (b'a: "\\U7fffffff"\n', "config.bad_escape", 1),
        (b"a: \x01\n", "config.not_yaml", 1),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "config.too_deep", 1),
        (b"x" * (LARGEST + 1), "config.too_large", 1),
        (b"- a\n" * (MOST_NODES + 1), "config.too_many", 49998),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_refusals(content: bytes, code: str, line: int) -> None:
    (problem,) = parse("t.yaml", content).problems
    assert (problem.code, problem.path) == (code, f"t.yaml:{line}")


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert parse("t.yaml", bomb.encode()).problems[0].code == "config.alias"


@given(st.binary(max_size=300))
def test_any_bytes_give_data_or_a_problem(content: bytes) -> None:
    parsed = parse("t.yaml", content)
    assert len(parsed.problems) <= 1


YAMLISH = st.text(alphabet="ab01 \n\t:-?,[]{}&*!|>'\"%@`#\\uUx.~中", max_size=80)


@given(YAMLISH)
def test_any_text_like_yaml_gives_data_or_a_problem(text: str) -> None:
    parse("t.yaml", text.encode())


PLAIN = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_what_a_yaml_writer_writes_is_read_back(data: object) -> None:
    out = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_style = '"'  # type: ignore[assignment,unused-ignore]
    writer.dump(data, out)
    assert parse("t.yaml", out.getvalue().encode("utf-8", "surrogatepass")).data == data
