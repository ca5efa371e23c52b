"""Settings: the file, then the environment; every problem at once."""

from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.settings import Settings, load_settings, setting_paths
from domain.errors import ConfigError
from domain.messages import load_catalogue


def write(folder: Path, text: str) -> Path:
    (folder / "wanglou.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path | None, environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        load_settings(folder, environ)
    return {problem.path: problem.code.removeprefix("config.") for problem in caught.value.problems}


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "absent", {})
    assert settings.crawl.per_host_delay == timedelta(seconds=3)
    assert settings.crawl.poll_interval is None
    assert settings.process.evaluation_interval == timedelta(minutes=5)
    assert not settings.crawl.is_identified
    assert settings.language == "zh"


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    write(tmp_path, "crawl:\n  operator: File\n  contact: a@b.example\nweb:\n")
    environ = {"WANGLOU_CRAWL__OPERATOR": "Environment", "WANGLOU_WEB__PORT": "0", "HOME": "/", "WANGLOU_SHARED": "x"}
    settings = load_settings(tmp_path, environ)
    assert (settings.crawl.operator, settings.crawl.contact, settings.web.port) == ("Environment", "a@b.example", 0)
    assert settings.crawl.is_identified


def test_the_variables_that_the_design_names() -> None:
    settings = load_settings(
        None,
        {
            "WANGLOU_CRAWL__OPERATOR": "test",
            "WANGLOU_CRAWL__CONTACT": "test@example.org",
            "WANGLOU_CRAWL__ALLOW_NETWORKS": "127.10.0.0/16, ::1/128",
            "WANGLOU_CRAWL__POLL_INTERVAL": "10s",
            "WANGLOU_CRAWL__PER_HOST_DELAY": "0.1s",
            "WANGLOU_DATABASE_URL": "postgresql+psycopg://desk:pass@db/wanglou",
            "WANGLOU_EXECUTOR": "dask://host:8786",
            "WANGLOU_WEB__PUBLIC_URL": "https://desk.example/",
            "WANGLOU_WORKSPACE": "/srv/desk",
            "WANGLOU_LANGUAGE": "en",
            "WANGLOU_PROCESS__EVALUATION_INTERVAL": "PT5M",
            "WANGLOU_RETENTION__TEXT": "90d",
        },
    )
    assert settings.crawl.allow_networks == ("127.10.0.0/16", "::1/128")
    assert settings.crawl.poll_interval == timedelta(seconds=10)
    assert settings.crawl.per_host_delay == timedelta(milliseconds=100)
    assert settings.web.public_url == "https://desk.example"
    assert settings.workspace == Path("/srv/desk")
    assert settings.retention.text == timedelta(days=90)


def test_a_given_workspace_beats_the_environment(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"WANGLOU_WORKSPACE": "/srv/desk"}).workspace == tmp_path


def test_secrets_come_from_files_and_do_not_show(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("sqlite:////data/secret.db\n", encoding="utf-8")
    (tmp_path / "hook").write_text("key-of-hook\n", encoding="utf-8")
    environ = {"WANGLOU_DATABASE_URL_FILE": str(tmp_path / "url"), "WANGLOU_SECRETS__HOOK_FILE": str(tmp_path / "hook")}
    settings = load_settings(tmp_path, environ)
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "sqlite:////data/secret.db"
    assert settings.secrets["hook"].get_secret_value() == "key-of-hook"
    assert "key-of-hook" not in repr(settings)
    assert "secret.db" not in repr(settings)


def test_settings_are_frozen() -> None:
    settings = load_settings(None, {})
    with pytest.raises(ValidationError):
        settings.language = "en"


def test_an_empty_variable_is_not_set() -> None:
    assert load_settings(None, {"WANGLOU_WEB__PUBLIC_URL": ""}).web.public_url is None


def test_all_problems_at_once_with_their_places(tmp_path: Path) -> None:
    write(tmp_path, "crawl:\n  operater: x\n  contact: nobody\nweb:\n  port: 99999\nworkspace: /x\n")
    environ = {
        "WANGLOU_CRAWL__PER_HOST_DELAY": "soon",
        "WANGLOU_CRAWL_OPERATOR": "x",
        "WANGLOU_DATABASE_URL": "mysql://desk:hunter2@db",
        "WANGLOU_CRAWL__ALLOW_NETWORKS": "10.0.0.1/8",
        "WANGLOU_SECRETS__HOOK_FILE": str(tmp_path / "absent"),
        "WANGLOU_EXECUTOR": "ray",
    }
    assert problems(tmp_path, environ) == {
        "wanglou.yaml:2 crawl.operater": "unknown_key_near",
        "wanglou.yaml:3 crawl.contact": "not_contact",
        "wanglou.yaml:5 web.port": "out_of_range",
        "wanglou.yaml:6 workspace": "workspace_in_file",
        "WANGLOU_CRAWL__PER_HOST_DELAY": "not_duration",
        "WANGLOU_CRAWL_OPERATOR": "unknown_variable_near",
        "WANGLOU_DATABASE_URL": "not_database",
        "WANGLOU_CRAWL__ALLOW_NETWORKS": "not_network",
        "WANGLOU_SECRETS__HOOK_FILE": "unreadable",
        "WANGLOU_EXECUTOR": "not_executor",
    }


@pytest.mark.parametrize(
    ("file", "environ", "message"),
    [
        ("", {"WANGLOU_CRAWL__OPERATR": "x"}, "WANGLOU_CRAWL__OPERATR: there is no setting called WANGLOU_CRAWL__OPERATR; did you mean WANGLOU_CRAWL__OPERATOR?"),
        ("languag: en\n", {}, "wanglou.yaml:1 languag: there is no key called languag here; did you mean language?"),
        ("language: fr\n", {}, "wanglou.yaml:1 language: must be one of: zh, en"),
        ("- x\n", {}, "wanglou.yaml:1: must be a mapping of names to values"),
        ("crawl:\n  poll_interval: 0\n", {}, "wanglou.yaml:2 crawl.poll_interval: out of range: must be >= 1s"),
        ("process:\n  evaluation_interval: 61m\n", {}, "wanglou.yaml:2 process.evaluation_interval: out of range: must be <= 3600s"),
        ("", {"WANGLOU_PROCESS__EVALUATION_INTERVAL": "1d"}, "WANGLOU_PROCESS__EVALUATION_INTERVAL: out of range: must be <= 3600s"),
        ("crawl:\n  shortest_interval: 9h\n", {}, "wanglou.yaml:1 crawl: shortest_interval (9:00:00) must not exceed longest_interval"),
        ("daily_test:\n  at: 9 Uhr\n", {}, "wanglou.yaml:2 daily_test.at: 9 Uhr is no time of day; write it as 09:00"),
        ("", {"WANGLOU_HEARTBEAT__URL": "hunter2"}, "WANGLOU_HEARTBEAT__URL: a monitor's address begins with https:// or http://"),
        ("heartbeat:\n  interval: 5s\n", {}, "wanglou.yaml:2 heartbeat.interval: out of range: must be >= 60s"),
        ("crawl: 3\n", {}, "wanglou.yaml:1 crawl: must be a mapping of names to values"),
        ("web:\n  port: many\n", {}, "wanglou.yaml:2 web.port: must be a whole number"),
        ("web:\n  public_url: desk.example\n", {}, "wanglou.yaml:2 web.public_url: desk.example is no http(s) address"),
        ('crawl:\n  operator: "a\\nb"\n', {}, "wanglou.yaml:2 crawl.operator: the operator 'a\\nb' must not be empty or hold control characters"),
        ("crawl:\n  poll_interval: often\n", {}, "wanglou.yaml:2 crawl.poll_interval: often is no span of time; write 10s, 5m, 3h, 2d or a number of seconds"),
        ("crawl: 3\n", {"WANGLOU_CRAWL__OPERATOR": "x"}, "wanglou.yaml:1 crawl: must be a mapping of names to values"),
    ],
)  # fmt: skip
def test_bad_settings_beside_their_message(tmp_path: Path, file: str, environ: dict[str, str], message: str) -> None:
    write(tmp_path, file)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, environ)
    english = load_catalogue("en")
    lines = [f"{one.path}: {english.text(one.code, **dict(one.params))}" for one in caught.value.problems]
    assert lines == [message]


def test_a_refused_database_address_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(None, {"WANGLOU_DATABASE_URL": "mysql://desk:hunter2@db"})
    assert "hunter2" not in repr(caught.value.problems)


def test_every_setting_can_be_set_by_its_variable() -> None:
    assert ("crawl", "contact") in setting_paths()
    assert ("secrets", "*") in setting_paths()
    assert ("workspace",) not in setting_paths()


@settings(deadline=None)
@given(
    st.binary(max_size=200),
    st.dictionaries(
        st.sampled_from(
            ["WANGLOU_CRAWL__CONTACT", "WANGLOU_SECRETS__A", "WANGLOU_X", "WANGLOU_", "WANGLOU___", "WANGLOU_WEB__PORT"]
        ),
        st.text(max_size=12),
    ),
)
def test_arbitrary_input_raises_nothing_but_config_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, environ: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "wanglou.yaml").write_bytes(content)
    with suppress(ConfigError):
        assert isinstance(load_settings(folder, environ), Settings)


def test_the_address_of_a_monitor_is_a_secret(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("https://monitor.example/ping/hunter2\n", encoding="utf-8")
    environ = {"WANGLOU_HEARTBEAT__URL_FILE": str(tmp_path / "address"), "WANGLOU_DAILY_TEST__AT": "09:30"}
    settings = load_settings(tmp_path, environ)
    assert settings.heartbeat.url is not None
    assert settings.heartbeat.url.get_secret_value() == "https://monitor.example/ping/hunter2"
    assert "hunter2" not in repr(settings)
    assert settings.daily_test.at == time(9, 30)
