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
    """The format asked for, else that of the file's name, else Markdown. BadUse for another, or for Word without a file."""
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    chosen = given or (suffix if suffix in FORMATS else IN_WORDS)
    if chosen not in FORMATS:
        raise BadUse("report.unknown_format", given=chosen[:20], known=", ".join(FORMATS))
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
