"""A classifier as one file: an .npz of plain arrays with its card as readable JSON inside; never pickle.

Entries are stored uncompressed under a fixed date, so equal models are equal bytes; the id of a model is 16 hex digits of
the SHA-256 of its file.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.codec import from_plain, to_plain
from domain.errors import BadUse
from domain.feedback import Task
from domain.models import MODEL_FORMAT, ModelCard

CARD = "card.json"
NAMES = ("kept", "table", "bias")
LARGEST = 200_000_000
"""Bytes of a file that is opened at all."""
_BITS = range(8, 23)
_BROKEN = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError, RuntimeError, MemoryError,
    OverflowError,
)  # fmt: skip
"""What reading a file that lies about itself may raise."""
_TEMPERATURES = (1e-3, 1e3)
_MOST_LABELS = 1_000
_LARGEST_BIAS = 1e6
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What training found.

    `kept`: one bit an id, packed: the features that are known. `table` [known features, labels], in the order of the ids.
    `bias` [labels].
    """

    kept: NDArray[np.uint8]
    table: NDArray[np.float16]
    bias: NDArray[np.float32]


def pack(card: ModelCard, weights: Weights) -> bytes:
    """The file: equal for equal models."""
    text = json.dumps(to_plain(card), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        _store(archive, CARD, text.encode("utf-8", "replace"))
        for name in NAMES:
            array = io.BytesIO()
            np.lib.format.write_array(array, getattr(weights, name), allow_pickle=False)
            _store(archive, f"{name}.npy", array.getvalue())
    return whole.getvalue()


def model_id(data: bytes) -> str:
    """16 hex digits of the SHA-256 of a model file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_model(path: Path) -> tuple[ModelCard, Weights]:
    """Card and weights of a file. BadUse where it is damaged, foreign, too large or of a later version."""
    card, weights = _parts(path, _read(path))
    if not _fits(card, weights):
        raise BadUse("model.damaged", path=str(path), reason="arrays do not fit the card")
    return card, weights


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DATE), data)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BadUse("model.too_large", path=str(path), size=size, limit=LARGEST)
        return path.read_bytes()
    except OSError as error:
        raise BadUse("model.unreadable", path=str(path), reason=error.strerror or type(error).__name__) from error


def _parts(path: Path, data: bytes) -> tuple[ModelCard, Weights]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Nothing is packed in a file of ours: what says otherwise may unpack to any size.
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
                raise BadUse("model.damaged", path=str(path), reason="packed entries")
            plain = json.loads(archive.read(CARD))
            _check_version(path, plain)
            card = from_plain(ModelCard, plain)
            arrays = {name: _array(archive, name) for name in NAMES}
    except _BROKEN as error:
        raise BadUse("model.damaged", path=str(path), reason=str(error)[:200]) from error
    return card, Weights(**arrays)


def _check_version(path: Path, plain: Any) -> None:
    version = plain.get("format") if isinstance(plain, dict) else None
    if isinstance(version, int) and version > MODEL_FORMAT:
        raise BadUse("model.newer", path=str(path), format=version, known=MODEL_FORMAT)
    if version != MODEL_FORMAT or not isinstance(plain["labels"], list):
        raise BadUse("model.damaged", path=str(path), reason="no such card")


def _array(archive: zipfile.ZipFile, name: str) -> Any:
    return np.lib.format.read_array(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)


def _fits(card: ModelCard, weights: Weights) -> bool:
    """Whether the arrays have the kinds, shapes and finite values that the card promises."""
    settings, labels = card.features, len(card.labels)
    return (
        2 <= labels == len(set(card.labels)) <= _MOST_LABELS
        and card.task in tuple(Task)
        and _TEMPERATURES[0] <= card.temperature <= _TEMPERATURES[1]
        and abs(card.shift) <= _TEMPERATURES[1]
        and 0 <= card.abstain_under <= 1
        and settings.bits in _BITS
        and settings.chars in range(1, 5)
        and settings.words in range(4)
        and 0 < settings.most_characters <= 100_000
        and _is(weights.kept, (1 << settings.bits - 3,), "uint8")
        and _is(weights.table, (int(np.bitwise_count(weights.kept).sum()), labels), "float16")
        and _is(weights.bias, (labels,), "float32")
        and bool(np.isfinite(weights.table).all() and (np.abs(weights.bias) < _LARGEST_BIAS).all())
    )


def _is(array: NDArray[np.generic], shape: tuple[int, ...], kind: str) -> bool:
    return array.shape == shape and array.dtype == kind
