"""Reports as files: in which format, and where to."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadUse
from pipeline.characters import readable
from reports.writing import FORMATS
from service.cli.session import Session

Format = Annotated[str | None, typer.Option("--format")]
Output = Annotated[Path | None, typer.Option("--output", "-o")]
IN_WORDS = "md"


def format_of(given: str | None, output: Path | None) -> str:
    """The format asked for, else that of the file's name, else (no file, or a name without an ending) Markdown. BadUse for
    another, for Word without a file, and for a name that says something else than what would stand in the file."""
    named = output.suffix.lower().removeprefix(".") if output else ""
    if given is not None and given not in FORMATS:
        raise BadUse("report.unknown_format", given=given[:20], known=", ".join(FORMATS))
    if named and named not in FORMATS:
        raise BadUse("report.unknown_ending", file=output, ending=named, known=", ".join(FORMATS))
    if given and named and named != given:
        raise BadUse("report.other_ending", file=output, ending=named, given=given)
    chosen = given or named or IN_WORDS
    if chosen == "docx" and output is None:
        raise BadUse("report.docx_file")
    return chosen


def give_file(session: Session, content: bytes, output: Path | None) -> None:
    """To standard output as a terminal may be shown it, or into a file that appears whole or not at all."""
    if output is None:
        print("\n".join(map(readable, content.decode().splitlines())))
        return
    part = output.with_name(output.name + ".part")
    part.write_bytes(content)
    part.replace(output)
    print(session.text("report.written", file=output), file=sys.stderr)
