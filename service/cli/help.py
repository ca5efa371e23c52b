"""Help texts from the catalogue: `help.<command path>` for a command, `option.<name>` for an option."""

import click

from domain.messages import Catalogue


def describe(command: click.Command, catalogue: Catalogue, path: tuple[str, ...] = ()) -> None:
    """Fill in the help of a command tree in place."""
    command.help = catalogue.text(help_code(path))
    for param in command.params:
        if isinstance(param, click.Option) and param.name and param.name != "help":
            param.help = catalogue.text(option_code(param.name))
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            describe(inner, catalogue, (*path, name))


def help_code(path: tuple[str, ...]) -> str:
    """The key of a command's help; the root's is `help.root`."""
    return "help." + ("_".join(path) or "root")


def option_code(name: str) -> str:
    """The key of an option's help; one name means one thing in every command."""
    return f"option.{name}"
