"""Help texts from the catalogue: `help.<command path>` for a command, `option.<name>` for an option."""

from typing import Any

from domain.messages import Catalogue


def describe(command: Any, catalogue: Catalogue, path: tuple[str, ...] = ()) -> None:
    """Fill in the help of a command tree (of the command-line library's own types) in place."""
    command.help = catalogue.text(help_code(path))
    for param in command.params:
        if param.param_type_name == "option" and param.name != "help":
            param.help = catalogue.text(option_code(param.name))
    for name, inner in getattr(command, "commands", {}).items():
        describe(inner, catalogue, (*path, name))


def help_code(path: tuple[str, ...]) -> str:
    """The key of a command's help; the root's is `help.root`."""
    return "help." + ("_".join(path) or "root")


def option_code(name: str) -> str:
    """The key of an option's help; one name means one thing in every command."""
    return f"option.{name}"
