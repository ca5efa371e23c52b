"""The one place where the rooms are put together: constructed in order, closed in reverse."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.load import load_rules
from config.settings import Settings, load_settings
from domain.codec import to_json
from domain.drills import Drill
from domain.duty import SERVICE
from domain.errors import BadUse, StorageError
from domain.messages import Catalogue, load_catalogue
from domain.rules import Rules
from service.governance import is_governed, rules_at
from service.workspace import Workspace
from storage.base import Storage
from storage.values import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An open workspace."""

    settings: Settings
    workspace: Workspace
    storage: Storage
    rules: Rules
    """Those that act now."""
    catalogue: Catalogue
    drill: Drill | None = None
    """Of which drill the store and the rules are; None: they are the desk's own."""


@contextmanager
def open_app(
    workspace: Path | None, environ: Mapping[str, str], *, make: bool = False, mending: bool = False
) -> Iterator[App]:
    """Open a workspace: settings, rules and store. `make`: create it where there is none, else that is BadUse. `mending`:
    its files stand in for a version that another release wrote, else that is BadUse too."""
    settings = load_settings(workspace, environ)
    folder = Workspace(settings.workspace)
    if not folder.exists and not make:
        raise BadUse("workspace.absent", folder=folder.folder)
    with ExitStack() as stack:
        storage = _opened(settings, folder)
        stack.callback(storage.close)
        storage.upgrade()
        rules = rules_at(storage, folder.config, datetime.now(UTC), mending=mending)
        keep_rules(storage, rules)
        yield App(
            settings=settings,
            workspace=folder,
            storage=storage,
            rules=rules,
            catalogue=load_catalogue(settings.language),
        )


def _opened(settings: Settings, folder: Workspace) -> Storage:
    """The store that the settings name. Where it cannot be reached, a person mends the address: BadUse, and no folder is made."""
    from storage.open import open_storage  # noqa: PLC0415  .3 s, and where there is no store nothing asks for it

    if settings.database_url is None:
        folder.make()
    try:
        storage = open_storage(database_url(settings, folder))
    except StorageError as error:
        if error.code == "storage.unreachable":
            raise BadUse(error.code, **error.params) from error
        raise
    folder.make()
    return storage


def desk_of(workspace: Path | None, environ: Mapping[str, str]) -> tuple[Rules, Catalogue, Path]:
    """Rules, words and folder of models: the workspace's, or the shipped ones where there is none. Nothing is made."""
    settings = load_settings(workspace, environ)
    folder = Workspace(settings.workspace)
    if governs(workspace, environ):
        with open_app(workspace, environ) as app:
            return app.rules, app.catalogue, folder.models
    return load_rules(folder.config if folder.exists else None), load_catalogue(settings.language), folder.models


def governs(workspace: Path | None, environ: Mapping[str, str]) -> bool:
    """Whether the workspace has a store in which a version acts; none is made."""
    settings = load_settings(workspace, environ)
    folder = Workspace(settings.workspace)
    if not folder.exists or (settings.database_url is None and not folder.database.exists()):
        return False
    with ExitStack() as stack:
        storage = _opened(settings, folder)
        stack.callback(storage.close)
        storage.upgrade()
        return is_governed(storage)


def database_url(settings: Settings, workspace: Workspace) -> str:
    """Where the store is: as set, or the file in the workspace."""
    given = settings.database_url
    return given.get_secret_value() if given else f"sqlite:///{workspace.database.absolute()}"


def keep_rules(storage: Storage, rules: Rules) -> None:
    """Keep the rules that results will name by their id, once."""
    if storage.rules(rules.config_id) is None:
        change = Change(
            at=datetime.now(UTC), actor=SERVICE.name, action="rules.used", subject=rules.config_id, detail=""
        )
        storage.put_rules(rules.config_id, to_json(rules), change)
