"""Rules change under a running service: files by SIGHUP, versions by activation; what is at fault changes nothing."""

import signal

from tests.acceptance.desk import Desk, Running, eventually

LEVELS = "thresholds: {{IV: {threshold}}}\n"


def write_levels(desk: Desk, text: str) -> None:
    (desk.folder / "config" / "levels.yaml").write_text(text, encoding="utf-8")


def config_id(desk: Desk, *of: str) -> str:
    return str(desk.ok("config", "show", *of).rows[0]["config_id"])


def activated(desk: Desk) -> str:
    """The files as a version that acts."""
    version = config_id(desk, "files")
    desk.ok("config", "propose", "--reason", "for the exam week")
    desk.ok("config", "approve", version, "--alone")
    desk.ok("config", "activate", version)
    return version


def wait_for(desk: Desk, running: Running, *words: str) -> None:
    """Until a line of the service's log holds all the words; the service must not have ended."""
    log = desk.folder.parent / "service.log"
    eventually(
        lambda: any(all(word in line for word in words) for line in log.read_text("utf-8").splitlines()),
        " ".join(words),
    )
    assert running.process.poll() is None, "it runs on"


def test_rules_change_under_a_running_service(desk: Desk) -> None:
    with desk.running("run", "--no-web") as running:
        wait_for(desk, running, "service started")
        write_levels(desk, "margin: many\n")
        running.process.send_signal(signal.SIGHUP)
        wait_for(desk, running, "files at fault, the old rules go on", "levels.yaml:1 margin")
        write_levels(desk, LEVELS.format(threshold=28))
        running.process.send_signal(signal.SIGHUP)
        wait_for(desk, running, "rules act", config_id(desk, "files"))
        first = activated(desk)
        write_levels(desk, LEVELS.format(threshold=26))
        second = activated(desk)
        wait_for(desk, running, "rules act", second)
        write_levels(desk, "margin: [\n")
        assert desk.call("config", "check").status == 2
        desk.ok("config", "rollback", "--reason", "too many")
        assert config_id(desk) == first, "whatever the files say"
        assert running.end() == 0
    acts = [row["act"] for row in desk.ok("config", "history", "--json").rows]
    assert acts == [*["proposed", "approved", "activated"] * 2, "rolled_back"]


def test_a_model_waits_for_approval(desk: Desk) -> None:
    activated(desk)
    (model,) = {row["model"] for row in desk.ok("model", "list", "--json").rows}
    told = desk.ok("model", "deactivate", model)
    assert "waits for wanglou config propose" in told.out
    assert desk.ok("model", "list", "--json").rows[0]["active"], "what acts is the version"
    differences = desk.ok("config", "diff", "--json").rows
    assert [row["path"].partition(".")[0] for row in differences] == ["models"]
