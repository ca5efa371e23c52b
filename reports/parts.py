"""The parts of an XLSX file, unpacked within bounds before anything reads them.

A few kilobytes can unpack to gigabytes, and what a ZIP's directory says of a part's size need not be true: parts are
unpacked piece by piece, and what comes of it is counted. The library that reads sheets sees the unpacked copy alone.
"""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.errors import BadUse

UNPACKED = 100_000_000
"""Bytes of all parts together."""
RATIO = 200
"""Bytes unpacked for one of the file; the tables of a desk come to 30."""
SMALL = 1_000_000
"""Bytes unpacked that are harmless whatever the ratio."""
MOST_PARTS = 1_000
MOST_MARKS = 2_000_000
"""`<` of all parts together, 26 a row of words: an element has one or two and takes some 350 bytes of memory."""
PIECE = 65_536
ENCRYPTED = 0x1
"""Flag of a part."""
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
"""XLSX has no use for a document type; it could define texts that grow without end."""


def unpacked(path: Path) -> BytesIO:
    """The same archive with its parts unpacked. BadUse where it is none, or goes beyond a bound."""
    clean = BytesIO()
    try:
        with ZipFile(path) as packed, ZipFile(clean, "w", ZIP_STORED) as copy:
            for name, data in _parts(path, packed):
                copy.writestr(name, data)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BadUse("sheet.not_xlsx", file=path.name, reason=type(error).__name__) from error
    clean.seek(0)
    return clean


def _parts(path: Path, packed: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part."""
    room = limit = min(UNPACKED, max(SMALL, RATIO * path.stat().st_size))
    marks = 0
    infos = _listed(path, packed)
    if sum(info.file_size for info in infos) > limit:
        raise BadUse("sheet.unpacks_large", file=path.name, limit=limit)
    for info in infos:
        data = _taken(packed, info, room)
        room -= len(data)
        marks += data.count(b"<")
        if room < 0:
            raise BadUse("sheet.unpacks_large", file=path.name, limit=limit)
        if marks > MOST_MARKS:
            raise BadUse("sheet.too_many_marks", file=path.name, limit=MOST_MARKS)
        if any(mark in data for mark in DOCTYPES):
            raise BadUse("sheet.not_xlsx", file=path.name, reason="DOCTYPE")
        yield info.filename, data


def _listed(path: Path, packed: ZipFile) -> Sequence[ZipInfo]:
    """What the archive says it holds, each name once, in ways of packing that XLSX knows."""
    infos = packed.infolist()
    if len(infos) > MOST_PARTS:
        raise BadUse("sheet.too_many_parts", file=path.name, limit=MOST_PARTS)
    for info in infos:
        if info.flag_bits & ENCRYPTED:
            raise BadUse("sheet.encrypted", file=path.name)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadUse("sheet.not_xlsx", file=path.name, reason=f"compression {info.compress_type}")
    return [info for info in infos if packed.getinfo(info.filename) is info]


def _taken(packed: ZipFile, info: ZipInfo, room: int) -> bytes:
    """A part's content, up to the first piece beyond the room."""
    data = bytearray()
    with packed.open(info) as stream:
        while len(data) <= room and (piece := stream.read(PIECE)):
            data += piece
    return bytes(data)
