"""Where model files lie: those that are shipped, and those of a workspace; found by id, put there by activation."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from domain.errors import BadUse
from pipeline.classifier import Classifier, load_classifier
from pipeline.learning.model_file import model_id


@dataclass(frozen=True, slots=True)
class Shelf:
    """Model files by id. `folder` of a workspace, or None for the shipped ones alone."""

    folder: Path | None = None

    def paths(self) -> dict[str, Path]:
        """Every model file by the id that is its name."""
        return {path.stem: path for path in self._files()}

    def path(self, named: str) -> Path:
        """The file of the model of that id or beginning of an id, else the file of that name; BadUse for none."""
        kept = self.paths()
        found = [path for one, path in kept.items() if named and one.startswith(named)]
        if len(found) == 1:
            return found[0]
        if not Path(named).is_file():
            raise BadUse("model.unknown", model=named, known=", ".join(kept) or "-")
        return Path(named)

    def load(self, wanted: str) -> Classifier:
        """The model of exactly that id; BadUse where its file is missing, or is no longer what its name says."""
        path = self.paths().get(wanted)
        if path is None:
            raise BadUse("model.absent", model=wanted, folder=self.folder or shipped_models())
        if model_id(path.read_bytes()) != wanted:
            raise BadUse("model.changed", file=path)
        return load_classifier(path)

    def put(self, path: Path) -> str:
        """Keep a copy of a model file under its id, whole or not at all; a damaged copy is replaced."""
        data = path.read_bytes()
        name = model_id(data)
        kept = self.paths().get(name)
        if self.folder is not None and (kept is None or kept.read_bytes() != data):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            # Two may put the same file there at once: each writes its own, and either is right.
            written = self.folder / f".{name}.{os.getpid()}.new"
            written.write_bytes(data)
            written.replace(self.folder / f"{name}.npz")
        return name

    def _files(self) -> Iterator[Path]:
        for folder in (shipped_models(), self.folder):
            if folder is not None and folder.is_dir():
                yield from sorted(path for path in folder.glob("[0-9a-f]*.npz") if path.is_file())


def shipped_models() -> Path:
    """The folder of the models that ship with the program."""
    return Path(str(files("pipeline.learning").joinpath("models")))
