"""What a command has to load before it starts: help needs the names of all commands and nothing behind them."""

import subprocess
import sys

import pytest

from domain.messages import load_catalogue
from service.cli import build, outline

HEAVY = ("sqlalchemy", "alembic", "numpy", "scipy", "pydantic", "structlog", "lxml")
CATALOGUE = load_catalogue("en")


def loaded(*arguments: str) -> set[str]:
    """Which of the heavy libraries a fresh process has loaded once it is through with these arguments."""
    lines = f"import sys; from service.cli import invoke; invoke({arguments!r}); print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    return {*HEAVY} & set(done.stdout.splitlines())


def test_the_outline_names_all_commands_with_their_help() -> None:
    whole, names = build(CATALOGUE), outline(CATALOGUE)
    assert {name: one.help for name, one in names.commands.items()} == {
        name: one.help for name, one in whole.commands.items()
    }


@pytest.mark.parametrize("arguments", [("--help",), ()], ids=["help", "bare"])
def test_help_loads_no_library_of_the_rooms(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_a_new_store_is_made_without_the_library_of_revisions() -> None:
    lines = """if True:
        import sys, tempfile
        from storage.open import open_storage
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                store = open_storage(f"sqlite:///{folder}/store.db")
                store.upgrade()
                store.close()
        print("alembic" in sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
