"""Staff: who acts, with which password, and what each role may change."""

import getpass
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from domain.duty import FIRST_USE, Role, User
from domain.errors import Forbidden
from domain.usernames import user_key

ALLOWED: Mapping[str, frozenset[Role]] = {
    "user": frozenset({Role.ADMINISTRATOR}),
    "source": frozenset({Role.ADMINISTRATOR, Role.ANALYST}),
    "config": frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
    "import": frozenset({Role.ADMINISTRATOR, Role.ANALYST}),
    "event": frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY}),
    "feedback": frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY}),
    "model": frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
    "watch": frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
    "alert": frozenset({Role.ADMINISTRATOR, Role.APPROVER, Role.DUTY}),
    "duty": frozenset({Role.ADMINISTRATOR, Role.APPROVER, Role.DUTY}),
    "drill": frozenset({Role.ADMINISTRATOR, Role.APPROVER, Role.DUTY}),
    "database": frozenset({Role.ADMINISTRATOR}),
    "export": frozenset(Role),
    "report": frozenset(Role),
}
"""Roles by the first part of an action."""
LEAST_LENGTH = 8


def hash_password(password: str) -> str:
    """argon2id with the library's current parameters. Forbidden where it is too short."""
    if len(password) < LEAST_LENGTH:
        raise Forbidden("user.short_password", least=LEAST_LENGTH)
    return PasswordHasher().hash(password)


def acting(users: Iterable[User], name: str | None, action: str, environ: Mapping[str, str]) -> str:
    """Name of the actor, checked; before the first user exists it is whoever holds the workspace.

    The password comes from WANGLOU_PASSWORD_FILE, or is asked for on the terminal. Raises Forbidden.
    """
    staff = {user.name: user for user in users}
    if not any(user.active for user in staff.values()):
        return FIRST_USE.name
    if name is None:
        raise Forbidden("user.as_needed")
    user = find_user(staff.values(), name)
    if user is None or not user.active or not _is_right(user, _password(name, environ)):
        raise Forbidden("user.refused", name=name)
    if user.role not in ALLOWED.get(action.partition(".")[0], frozenset()):
        raise Forbidden("user.role", name=user.name, role=user.role.value, action=action)
    return user.name


def find_user(users: Iterable[User], name: str) -> User | None:
    """The user of this name; else the one whose name differs in case or width alone."""
    alike = [user for user in users if user_key(user.name) == user_key(name)]
    exact = (user for user in alike if user.name == name)
    return next(exact, alike[0] if len(alike) == 1 else None)


def _password(name: str, environ: Mapping[str, str]) -> str:
    path = environ.get("WANGLOU_PASSWORD_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Forbidden("user.no_password", name=name)
    return getpass.getpass(f"{name}: ", stream=os.fdopen(os.dup(2), "w"))


def _is_right(user: User, password: str) -> bool:
    try:
        return PasswordHasher().verify(user.password, password)
    except VerificationError:
        return False
