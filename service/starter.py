"""The files a new workspace begins with: examples to fill in, in the words of the person who will."""

from importlib.resources import files

from service.workspace import Workspace

TEMPLATES = (("institution.yaml", "config/institution.yaml"), ("wanglou.yaml", "wanglou.yaml"))


def write_starter(workspace: Workspace) -> list[str]:
    """Write the templates that are not there yet; returns their paths in the workspace."""
    written = []
    for template, place in TEMPLATES:
        target = workspace.folder / place
        if not target.exists():
            target.write_text(
                files("config").joinpath("starter", template).read_text(encoding="utf-8"), encoding="utf-8"
            )
            written.append(place)
    return written
