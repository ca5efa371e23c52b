"""Who may act, and with which password."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.duty import Role, User
from domain.errors import Forbidden
from service.staff import acting, find_user, hash_password
from tests.service.calling import caller

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def users() -> list[User]:
    return [
        User(name="管理", role=Role.ADMINISTRATOR, password=hash_password("long enough"), created_at=NOW),
        User(name="值班", role=Role.DUTY, password=hash_password("another one"), created_at=NOW),
    ]


def given(tmp_path: Path, password: str) -> dict[str, str]:
    path = tmp_path / "password"
    path.write_text(password + "\n", encoding="utf-8")
    return {"WANGLOU_PASSWORD_FILE": str(path)}


def test_before_the_first_user_whoever_holds_the_workspace_acts() -> None:
    assert acting([], None, "source.add", {}) == "local"


def test_a_right_password_and_role_act(tmp_path: Path) -> None:
    assert acting(users(), "管理", "user.add", given(tmp_path, "long enough")) == "管理"
    assert acting(users(), "值班", "event.ack", given(tmp_path, "another one")) == "值班"


def test_a_user_is_found_whatever_the_case_and_width(tmp_path: Path) -> None:
    staff = [*users(), replace(users()[0], name="Wang")]
    assert acting(staff, "ｗANG", "user.add", given(tmp_path, "long enough")) == "Wang"
    older = [*staff, replace(users()[0], name="wang\u200b")]
    assert find_user(older, "Wang") == older[2], "the very name comes first"
    assert find_user(older, "wang") is None, "of several that look alike none is guessed"


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [(None, "x", "user.as_needed"), ("管理", "wrong", "user.refused"), ("nobody", "x", "user.refused"),
     ("值班", "another one", "user.role")],
)  # fmt: skip
def test_everybody_else_is_refused(name: str | None, password: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Forbidden) as caught:
        acting(users(), name, "user.add", given(tmp_path, password))
    assert caught.value.code == code


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Forbidden, match="short_password"):
        hash_password("short")


@pytest.mark.parametrize(
    "words", [("add", "Wang", "--role", "administrator"), ("passwd", "Wang")], ids=["add", "passwd"]
)
def test_without_a_terminal_the_hint_names_the_option_that_works(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    (secret := tmp_path / "password").write_text("long enough\n", encoding="utf-8")
    monkeypatch.setenv("WANGLOU_PASSWORD_FILE", str(secret))
    call = caller(tmp_path / "desk", capsys)
    if words[0] == "passwd":
        call("user", "add", "Wang", "--role", "administrator", "--password-file", str(secret))
        words = ("--as", "Wang", "user", *words)
    else:
        words = ("user", *words)
    assert "name a file that holds it: --password-file FILE" in call(*words, status=2)
    assert call(*words, "--password-file", str(secret)).split()[1] == "Wang"


def test_the_help_offers_roles_that_a_user_can_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    shown = caller(tmp_path, capsys)("user", "add", "--help")
    assert all(role in shown for role in Role)
    assert "deputy" not in shown
