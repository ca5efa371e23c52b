"""The command line: one module a group of commands, help and words from the catalogue, errors in one line."""

import os
import sys
from collections.abc import Sequence

import structlog
import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from domain.errors import WanglouError
from domain.messages import LANGUAGES, Catalogue, load_catalogue
from service.cli import alerts, config, demo, desk, documents, duty, events, parse, root, sources, store
from service.cli.help import describe

GROUPS = {
    "sources": sources.app,
    "event": events.app,
    "alerts": alerts.app,
    "feed": parse.feed_app,
    "config": config.app,
    "user": duty.app,
    "db": store.app,
    "audit": store.audit_app,
}


def build(catalogue: Catalogue) -> TyperGroup:
    """The whole command tree with its help in the catalogue's language."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(root.root)
    for module in (desk, demo, documents, parse):
        module.register(app)
    for name, group in GROUPS.items():
        app.add_typer(group, name=name)
    command = typer.main.get_group(app)
    describe(command, catalogue)
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry of `wanglou`. Exit status 0; 1 failed; 2 bad use."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; problems are one line each on standard error."""
    language = os.environ.get("WANGLOU_LANGUAGE", "zh")
    catalogue = load_catalogue(language if language in LANGUAGES else "zh")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        status = build(catalogue).main(list(arguments), prog_name="wanglou", standalone_mode=False)
    except WanglouError as error:
        root.tell(error, catalogue)
        return error.exit_status
    except TyperException as error:
        print(catalogue.text("cli.usage", detail=str(error)), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status if isinstance(status, int) else 0
