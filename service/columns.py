"""Rows as lines of text in columns, wide characters counted as the terminal counts them."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

GAP = "  "


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """A line a row; columns as wide as their widest cell, those of `right` flush right. Rows have equally many cells."""
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (_padded(cell, widths[at], flush_right=at in right) for at, cell in enumerate(row))
        yield GAP.join(cells).rstrip()


def _padded(cell: str, width: int, *, flush_right: bool) -> str:
    blank = " " * (width - cell_len(cell))
    return blank + cell if flush_right else cell + blank
