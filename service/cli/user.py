"""Commands on staff: add, change a password or a role."""

import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from domain.duty import Role, User
from domain.errors import BadUse
from domain.usernames import user_key, user_name
from service.cli.root import show_json
from service.cli.session import Session, changing, reading
from service.staff import find_user, hash_password

app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument()]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    user_role: Annotated[Role, typer.Option("--role")] = Role.ANALYST,
    password_file: Annotated[Path | None, typer.Option("--password-file")] = None,
) -> None:
    with changing(context, "user.add", make=True) as session:
        name = user_name(name)
        if known := [one.name for one in session.app.storage.users() if user_key(one.name) == user_key(name)]:
            raise BadUse("user.exists", name=known[0])
        if not session.app.storage.users() and user_role is not Role.ADMINISTRATOR:
            raise BadUse("user.first_administrator", name=name)
        user = User(name=name, role=user_role, password=_hashed(session, password_file), created_at=session.now())
        session.app.storage.put_user(user, session.change("user.add", name, user_role.value))
        print(session.text("user.added", name=name, role=session.text(f"role.{user_role}")))


@app.command()
def passwd(
    context: typer.Context, name: Name, password_file: Annotated[Path | None, typer.Option("--password-file")] = None
) -> None:
    with changing(context, "user.passwd") as session:
        user = replace(_named(session, name), password=_hashed(session, password_file))
        session.app.storage.put_user(user, session.change("user.passwd", user.name))
        print(session.text("user.changed", name=user.name))


@app.command()
def role(context: typer.Context, name: Name, role: Annotated[Role, typer.Argument()]) -> None:
    with changing(context, "user.role") as session:
        user = _named(session, name)
        staff = [one for one in session.app.storage.users() if one.active and one.role is Role.ADMINISTRATOR]
        if role is not Role.ADMINISTRATOR and staff == [user]:
            raise BadUse("user.last_administrator", name=user.name)
        session.app.storage.put_user(replace(user, role=role), session.change("user.role", user.name, role.value))
        print(session.text("user.changed", name=user.name))


@app.command("list")
def show(context: typer.Context) -> None:
    with reading(context) as session:
        for user in session.app.storage.users():
            show_json({"name": user.name, "role": user.role, "active": user.active})


def _named(session: Session, name: str) -> User:
    user = find_user(session.app.storage.users(), name)
    if user is None:
        raise BadUse("user.unknown", name=name)
    return user


def _hashed(session: Session, password_file: Path | None) -> str:
    """The password's hash: from a file, or asked for twice on the terminal."""
    if password_file is not None:
        try:
            return hash_password(password_file.read_text(encoding="utf-8").rstrip("\r\n"))
        except OSError as error:
            raise BadUse("user.password_file", file=password_file, reason=error.strerror) from error
    if not sys.stdin.isatty():
        raise BadUse("user.no_new_password")
    with os.fdopen(os.dup(2), "w") as terminal:
        first = getpass.getpass(session.text("user.ask"), stream=terminal)
        if first != getpass.getpass(session.text("user.ask_again"), stream=terminal):
            raise BadUse("user.mismatch")
    return hash_password(first)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="user")
