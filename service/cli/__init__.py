"""The command line: one module a group of commands, help and words from the catalogue, errors in one line."""

import errno
import os
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from importlib import import_module
from itertools import chain

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from domain.errors import WanglouError
from domain.messages import Catalogue
from service.cli import root
from service.cli.help import describe

COMMANDS = {
    "init": ("init",),
    "run": ("run",),
    "desk": ("collect", "process"),
    "demo": ("demo",),
    "documents": ("import", "export", "search", "label"),
    "parse": ("extract", "feed"),
    "explain": ("explain",),
    "sources": ("sources",),
    "events": ("event",),
    "rising": ("rising",),
    "alerts": ("alerts",),
    "kpi": ("kpi",),
    "config": ("config",),
    "drill": ("drill",),
    "replay": ("replay",),
    "whatif": ("whatif",),
    "rescore": ("rescore",),
    "feedback": ("feedback",),
    "model": ("model",),
    "watch": ("watch",),
    "duty": ("duty",),
    "report": ("report",),
    "user": ("user",),
    "store": ("db", "audit"),
}
"""Modules of this package and the commands each registers."""


def build(catalogue: Catalogue, wanted: str | None = None) -> TyperGroup:
    """The command tree with its help in the catalogue's language: whole, or as far as the command `wanted` needs.

    Loading every module costs the running service 40 MB and each command half a second.
    """
    app = _bare()
    for module, names in COMMANDS.items():
        if wanted is None or wanted in names:
            import_module(f"service.cli.{module}").register(app)
    return _described(app, catalogue)


def outline(catalogue: Catalogue) -> TyperGroup:
    """The root with the names of all commands and nothing behind them: enough for its help, and to refuse what is none."""
    app = _bare()
    for name in chain.from_iterable(COMMANDS.values()):
        app.command(name)(_nothing)
    return _described(app, catalogue)


def _bare() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(root.root)
    return app


def _nothing() -> None:
    pass


def _described(app: typer.Typer, catalogue: Catalogue) -> TyperGroup:
    command = typer.main.get_group(app)
    describe(command, catalogue)
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry of `wanglou`. Exit status 0; 1 failed; 2 bad use."""
    sys.exit(invoke(sys.argv[1:] if arguments is None else arguments))


def invoke(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; problems are one line each on standard error."""
    catalogue = root.words()
    try:
        command = _tree(arguments, catalogue)
        status = command.main(list(arguments), prog_name="wanglou", standalone_mode=False)
    except WanglouError as error:
        root.tell(error, catalogue)
        return error.exit_status
    except TyperException as error:
        # Most of the library's errors can say which option they are about.
        detail = getattr(error, "format_message", error.__str__)()
        if detail:  # a bare `wanglou` has shown its help already
            print(catalogue.text("cli.usage", detail=detail), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):  # these do not say which file
            print(catalogue.text("cli.no_room", reason=error.strerror), file=sys.stderr)
            return 1
        if error.filename is None:
            raise
        print(catalogue.text("cli.unreadable", input=error.filename, reason=error.strerror), file=sys.stderr)
        return 2
    return status if isinstance(status, int) else 0


def _tree(arguments: Sequence[str], catalogue: Catalogue) -> TyperGroup:
    """As much of the tree as the arguments may ask for: where they name no command, none can run."""
    names = set(chain.from_iterable(COMMANDS.values()))
    return build(catalogue, _command_in(arguments, names)) if names & {*arguments} else outline(catalogue)


def _command_in(arguments: Sequence[str], names: AbstractSet[str]) -> str | None:
    """The first argument that names a command, unless a value of `-w` or `--as` merely looks like one."""
    values = {"-w", "--workspace", "--as"}
    found = (one for before, one in zip(["", *arguments], arguments, strict=False) if before not in values)
    return next((one for one in found if one in names), None)
