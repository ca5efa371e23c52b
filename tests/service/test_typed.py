"""What staff type is masked before it is stored: no file of the workspace holds it, whatever command it came by."""

import json
from pathlib import Path

import pytest

from domain.addresses import canonical
from domain.errors import BadAddress, BadUse
from domain.orders import Order, OrderKind
from service.typed import LONGEST_NAME, typed, typed_address, typed_order
from tests.factories import at
from tests.service.calling import Call, caller

SECRETS = ("13988776655", "11010519491231002X", "zqxvk@mail.example", "@zqxvkhandle", "zqxvkaccount")
"""A telephone, an identity number (made up, with a right check digit), an e-mail address, a handle, an account."""
SAID = f"致电{SECRETS[0]},证件{SECRETS[1]},邮箱 {SECRETS[2]} ,网友{SECRETS[3]} 说已核实"
ANSWER = f"https://weibo.com/u/{SECRETS[4]}?phone={SECRETS[0]}"


@pytest.fixture
def call(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on the workspace; its output."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    return caller(desk, capsys)


@pytest.fixture
def events(call: Call, desk: Path) -> list[str]:
    """Two events, processed: their ids."""
    rows = [
        {"url": f"https://bao.example/{number}", "title": title, "text": title, "source": "晨报"}
        for number, title in enumerate(("化工厂今晨起火3人受伤送医", "图书馆开放夜间阅览", "图书馆开放夜间阅览室"))
    ]
    path = desk.parent / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    call("import", str(path))
    call("process")
    return sorted(json.loads(line)["id"] for line in call("event", "list", "--all", "--json").splitlines())


def stored(desk: Path) -> list[str]:
    """File and secret, wherever one stands in a file of the workspace."""
    files = [path for path in sorted(desk.rglob("*")) if path.is_file()]
    return [f"{path.name}: {one}" for path in files for one in SECRETS if one.encode() in path.read_bytes()]


def test_what_is_said_of_events_is_stored_masked(call: Call, desk: Path, events: list[str]) -> None:
    first, second = events[:2]
    documents = [json.loads(line) for line in call("export", "documents").splitlines()]
    call("event", "rename", first, SAID, "--reason", SAID)
    call("event", "level", first, "III", "--reason", SAID)
    call("event", "ack", first, "--note", SAID)
    call("event", "verify", first, "--note", SAID)
    call("event", "answer", first, "--url", ANSWER)
    call("event", "answer", first, "--url", ANSWER, "--note", SAID)
    call("event", "note", first, SAID)
    call("event", "dispose", first, "real", "--reason", SAID)
    call("event", "close", first, "--note", SAID)
    call("event", "raise", documents[0]["id"], "--reason", SAID)
    call("event", "merge", first, second, "--reason", SAID)
    call("process")
    (merged,) = {row["event_id"] for row in map(json.loads, call("export", "documents").splitlines())}
    call("event", "split", merged, documents[0]["id"], "--reason", SAID)
    call("process")
    assert stored(desk) == []
    said = "".join(call("event", "show", event, "--json") for event in {merged, first})
    assert "说已核实" in said, "what is no personal data stays"


def test_what_is_said_of_rules_is_stored_masked(call: Call, desk: Path) -> None:
    call("watch", "add", "storm", "--name", SAID, "--from", "2h", "--until", "2099-08-03T00:00+08:00")
    call("config", "propose", "--reason", SAID, "--config", str(_other_rules(desk)))
    version = json.loads(call("config", "history", "--json").splitlines()[0])["config_id"]
    call("config", "approve", version, "--alone", "--reason", SAID)
    call("config", "activate", version, "--reason", SAID)
    call("config", "rollback", "--reason", SAID)
    assert stored(desk) == []
    assert "说已核实" in call("config", "history")
    assert "说已核实" in call("watch", "list")


def test_names_of_sources_are_stored_masked(call: Call, desk: Path) -> None:
    call("sources", "add", "https://bao.example/feed.xml", "--name", SAID, "--outlet", SAID)
    assert stored(desk) == []


def _other_rules(desk: Path) -> Path:
    folder = desk.parent / "other"
    folder.mkdir()
    (folder / "levels.yaml").write_text("thresholds: {IV: 25}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "kept"), [
    ("asked the works", "asked the works"), ("  通报\r\n第7号 \x1b[31m", "通报\n第7号 [31m"), ("", ""),
    ("见 https://bureau.example/notice/7", "见 https://bureau.example/notice/7"),
])  # fmt: skip
def test_a_text_without_personal_data_stays(text: str, kept: str) -> None:
    assert typed(text) == kept
    assert typed(typed(SAID)) == typed(SAID)


def test_an_address_is_kept_as_those_of_documents() -> None:
    assert typed_address("https://Bureau.example/notice/7#top") == "https://bureau.example/notice/7"
    assert SECRETS[4] not in typed_address(ANSWER)
    assert typed_address(typed_address(ANSWER)) == canonical(typed_address(ANSWER))
    with pytest.raises(BadAddress):
        typed_address("notice 7")


def test_a_name_is_masked_before_its_length_is_judged() -> None:
    order = Order(kind=OrderKind.RENAME, event_id="E1", actor="li", reason="x", at=at(), name="火" * LONGEST_NAME)
    assert typed_order(order) == order
    with pytest.raises(BadUse, match="long_name"):
        typed_order(Order(kind=OrderKind.RENAME, event_id="E1", actor="li", reason="x", at=at(), name="火" * (LONGEST_NAME + 1)))  # fmt: skip
