"""Names of users: kept in one form, and refused where one could pass for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadUse
from domain.messages import LANGUAGES, load_catalogue
from domain.usernames import LONGEST, user_key, user_name

KEPT = [
    ("wang", "wang"), (" Wang ", "Wang"), ("ｗａｎｇ", "wang"), ("王小明", "王小明"), ("王Wang-2", "王Wang-2"), ("müller", "müller"),
    ("阿依·古丽", "阿依·古丽"), ("айша", "айша"), ("duty_1", "duty_1"), ("Syste", "Syste"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "kept"), KEPT)
def test_a_name_is_kept_in_one_form(written: str, kept: str) -> None:
    assert user_name(written) == kept
    assert user_name(kept) == kept


REFUSED = [
    ("", "blank"), (" \t", "blank"), ("x" * (LONGEST + 1), "long_name"), ("wang\u200b", "strange"), ("wa\u00adng", "strange"),
    ("li wei", "strange"), ("li\u3000wei", "strange"), ("wang\n", None), ("wa\nng", "strange"), ("\u202egnaw", "strange"), ("wang\u3164", "strange"),
    ("wang\ufe0f", "strange"), ("wang\U000e0041", "strange"), ("w\u0430ng", "scripts"), ("田カ", "scripts"), ("local", "reserved"),
    ("Local", "reserved"), ("ＳＹＳＴＥＭ", "reserved"), ("service", "reserved"), ("<b>", "strange"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "code"), REFUSED)
def test_a_name_that_could_pass_for_another_is_refused(written: str, code: str | None) -> None:
    if code is None:
        assert user_name(written) == written.strip()
        return
    with pytest.raises(BadUse) as refused:
        user_name(written)
    assert refused.value.code == f"user.{code}"
    for language in LANGUAGES:
        said = load_catalogue(language).text(refused.value.code, **refused.value.params)
        assert said.isprintable()


ALIKE = [
    ("Wang", "wang"),
    ("ｗａｎｇ", "WANG"),
    ("wang\u200b", "wang"),
    ("wang ", "wang"),
    ("straße", "STRASSE"),
    ("王 小明", "王小明"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_look_alikes_have_one_key(one: str, other: str) -> None:
    assert user_key(one) == user_key(other)


@given(st.text(max_size=12))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        name = user_name(text)
    except BadUse:
        return
    assert user_name(name) == name
    assert user_key(name) == user_key(user_key(name)) == user_key(text)
    assert name.isprintable()
    assert user_key(name)
