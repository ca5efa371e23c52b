"""Asking before something leaves the house."""

import sys

import typer

from domain.errors import BadUse


def confirmed(question: str, *, given: bool) -> None:
    """Go on only where a person says so, or has said so with --yes. BadUse where nobody can be asked."""
    if given:
        return
    if not sys.stdin.isatty():
        raise BadUse("cli.not_confirmed")
    typer.confirm(question, abort=True)
