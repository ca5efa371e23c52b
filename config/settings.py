"""How the service runs on this machine: `wanglou.yaml` of the workspace, then the environment, as one frozen value.

What an administrator tunes about the *judgement* of the desk (topics, weights, routes) are rules: `config.load`.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator

from config.durations import Duration, at_least, at_most
from config.environment import Found, from_environment
from config.fields import Contact, Database, Executor, Http, Networks, Operator, Part, refusal
from config.parse import Parsed, parse
from config.problems import keys_of, problems_of
from config.settings_watch import AtLeastDay, AtLeastMinute, DailyTestSettings, HeartbeatSettings, SilenceSettings
from domain.errors import ConfigError, Problem

FILE = "wanglou.yaml"
DEFAULT_WORKSPACE = "workspace"
SECRET = frozenset({"database_url", "heartbeat", "secrets"})
"""First parts of the settings that may be given as a file's name."""

AtLeastSecond = Annotated[Duration, at_least(timedelta(seconds=1))]


class CrawlSettings(Part):
    """Collection. Sizes in bytes."""

    operator: Operator | None = None
    contact: Contact | None = None
    per_host_delay: Duration = timedelta(seconds=3)
    poll_interval: AtLeastSecond | None = None
    allow_networks: Networks = ()
    shortest_interval: AtLeastSecond = timedelta(minutes=5)
    longest_interval: AtLeastSecond = timedelta(hours=6)
    concurrency: int = Field(default=48, ge=1, le=1000)
    response_bytes: int = Field(default=20_000_000, ge=100_000, le=1_000_000_000)
    response_time: AtLeastSecond = timedelta(seconds=20)
    child_memory: int = Field(default=160_000_000, ge=64_000_000)
    child_age: AtLeastMinute = timedelta(hours=6)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.shortest_interval > self.longest_interval:
            raise refusal("interval_order", self.shortest_interval)
        return self

    @property
    def is_identified(self) -> bool:
        """Whether operator and contact are both set; until then nothing but loopback is crawled."""
        return self.operator is not None and self.contact is not None


class WebSettings(Part):
    """The console. `port` 0 takes any free one."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: Http | None = None


class ProcessSettings(Part):
    """Understanding and assessing. `batch`: documents a transaction. A surge is looked for hour by hour, so seldomer than
    once an hour would miss some."""

    evaluation_interval: Annotated[AtLeastSecond, at_most(timedelta(hours=1))] = timedelta(minutes=5)
    batch: int = Field(default=500, ge=1, le=100_000)


class RetentionSettings(Part):
    """How long masked text and aggregates are kept."""

    text: AtLeastDay = timedelta(days=180)
    aggregates: AtLeastDay = timedelta(days=1095)


class Settings(Part):
    """Everything about running; `docs/configuration.md` explains each. Secrets do not show in `repr`."""

    workspace: Path
    language: Literal["zh", "en"] = "zh"
    database_url: Database | None = None
    executor: Executor = "inline"
    crawl: CrawlSettings = CrawlSettings()
    web: WebSettings = WebSettings()
    process: ProcessSettings = ProcessSettings()
    retention: RetentionSettings = RetentionSettings()
    silence: SilenceSettings = SilenceSettings()
    heartbeat: HeartbeatSettings = HeartbeatSettings()
    daily_test: DailyTestSettings = DailyTestSettings()
    secrets: Mapping[str, SecretStr] = {}


def load_settings(workspace: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a workspace: its `wanglou.yaml`, over which `environ` has the last word.

    `workspace` None means `WANGLOU_WORKSPACE`, or `./workspace`; it need not exist. Raises ConfigError with every problem.
    """
    folder = workspace or Path(environ.get("WANGLOU_WORKSPACE") or DEFAULT_WORKSPACE)
    parsed = _file(folder / FILE)
    found = from_environment(environ, setting_paths(), SECRET)
    problems = [*parsed.problems, *_shape(parsed), *found.problems]
    settings = None
    try:
        settings = Settings.model_validate({**_merged(parsed, found), "workspace": folder})
    except ValidationError as error:
        problems += problems_of(error, lambda path: _place(path, parsed, found), keys_of(Settings) - {"workspace"})
    if problems or settings is None:
        raise ConfigError(tuple(problems))
    return settings


def setting_paths() -> tuple[tuple[str, ...], ...]:
    """Path of every setting that file and environment may give; `*` stands for a name of one's own."""
    return tuple(path for path in _paths(Settings) if path != ("workspace",))


def _paths(model: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _paths(field.annotation, (*before, name))
        else:
            yield (*before, name, "*") if name == "secrets" else (*before, name)


def _file(path: Path) -> Parsed:
    try:
        return parse(path.name, path.read_bytes())
    except FileNotFoundError:
        return Parsed(name=path.name)
    except OSError as error:
        params = (("detail", type(error).__name__),)
        return Parsed(name=path.name, problems=(Problem(path=path.name, code="config.unreadable", params=params),))


def _shape(parsed: Parsed) -> list[Problem]:
    """Faults of the file's outermost form: no mapping, or a workspace that names another."""
    if parsed.data is not None and not isinstance(parsed.data, dict):
        return [Problem(path=parsed.place(()), code="config.not_mapping")]
    inner = isinstance(parsed.data, dict) and "workspace" in parsed.data
    return [Problem(path=parsed.place(("workspace",)), code="config.workspace_in_file")] if inner else []


def _merged(parsed: Parsed, found: Found) -> dict[str, Any]:
    """The file's tree with the environment's values put in."""
    tree = _copy(parsed.data) if isinstance(parsed.data, dict) else {}
    for path, text in found.values.items():
        inner = tree
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                break
        else:
            inner[path[-1]] = text
    return tree


def _copy(tree: dict[str, Any]) -> dict[str, Any]:
    """Without keys that were left empty: an empty part of the file means its defaults."""
    pairs = ((name, _copy(part) if isinstance(part, dict) else part) for name, part in tree.items())
    return {name: part for name, part in pairs if part is not None}


def _place(path: tuple[str | int, ...], parsed: Parsed, found: Found) -> str:
    names = (found.names.get(tuple(str(part) for part in path[:length])) for length in range(len(path), 0, -1))
    return next((name for name in names if name), None) or parsed.place(path)
