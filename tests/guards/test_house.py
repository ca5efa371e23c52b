"""The house stands as it is drawn: floors, files, libraries, words."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from crawlers import failures
from domain.alerts import DeliveryStatus, Reason
from domain.duty import Role
from domain.events import EventState
from domain.items import Door
from domain.messages import LANGUAGES, load_catalogue
from domain.risk import Level
from service.unnamed import MOVED_TO_PERSON

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
CODE = re.compile(r"[a-z_]+(\.[A-Za-z_-]+)+")
LONGEST = 300
"""Lines of a file."""
LONGER = {"storage/base.py": "the protocol of the store and its values, read as one page"}
MEMBERS = (
    ("level", (*(level.name for level in Level), "proposed_I")),
    ("state", tuple(EventState)),
    ("reason", tuple(Reason)),
    ("delivery", tuple(DeliveryStatus)),
    ("role", tuple(Role)),
    ("door", tuple(Door)),
)


def test_the_floors_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_what_the_disk_holds(tmp_path: Path) -> None:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        packed = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    stored = {str(file.relative_to(ROOT)): file.read_bytes() for file in _files()}
    assert sorted(packed) == sorted(stored)
    assert packed == stored


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["wanglou"])) == {"wanglou"}, package
    assert distribution("wanglou").entry_points.select(name="wanglou")


SCRAPY = """
from datetime import timedelta
from scrapy.crawler import Crawler
from crawlers.settings import CrawlSettings, scrapy_settings
from crawlers.spiders.polls import PollSpider
settings = CrawlSettings(operator="Desk", contact="desk@example.org", per_host_delay=timedelta())
assert "desk@example.org" in Crawler(PollSpider, scrapy_settings(settings)).settings["USER_AGENT"]
"""
FEEDPARSER = """
from crawlers.feeds import parse_feed
rss = b"<rss version='2.0'><channel><title>T</title><item><title>A</title><link>http://a.example/1</link></item></channel></rss>"
assert [entry.title for entry in parse_feed(rss, url="http://a.example/", content_type=None).entries] == ["A"]
"""
SQLALCHEMY = """
from storage.open import open_storage
storage = open_storage("sqlite:///desk.db")
storage.upgrade()
assert not list(storage.sources())
storage.close()
"""
APSCHEDULER = """
from service.run import Job, Service
ran = []
Service(None, (Job("one", 0.05, lambda: ran.append(1)),), lambda: None).run(1.0)
assert ran
"""
USED = (("scrapy", SCRAPY), ("feedparser", FEEDPARSER), ("sqlalchemy", SQLALCHEMY), ("apscheduler", APSCHEDULER))


@pytest.mark.parametrize(("library", "code"), USED, ids=[row[0] for row in USED])
def test_a_library_works_on_a_real_path(library: str, code: str, tmp_path: Path) -> None:
    """The code runs our own path only; the library it needs is then loaded and has done the work."""
    told = _run(f"{code}\nimport sys\nprint({library!r} in sys.modules)", tmp_path)
    assert told == "True\n"


def test_jieba_is_the_reference_that_cuts_as_its_fast_twin_does(tmp_path: Path) -> None:
    """jieba's own dictionary is what rjieba and the fall-back cut by: both give the same words of the town's headlines."""
    told = _run(CUT, tmp_path)
    assert told.split() == ["jieba", "True"]


CUT = """
import sys
from pipeline.tokens import load_cutter
from samples.town import load_town
assert "jieba" not in sys.modules
titles = [article.title for article in load_town().story]
reference, fast = load_cutter("jieba"), load_cutter("rjieba")
print([name for name in sys.modules if name == "jieba"][0], all(reference.words(one) == fast.words(one) for one in titles))
"""


def test_files_are_short() -> None:
    lengths = {str(file.relative_to(ROOT)): _lines(file) for file in _files() if file.suffix == ".py"}
    assert {name for name, length in lengths.items() if length > LONGEST} <= LONGER.keys()


def test_every_module_says_its_job() -> None:
    """The first line of a module tells it, in a sentence."""
    silent = [str(file.relative_to(ROOT)) for file in _files() if file.suffix == ".py" and not _job(file)]
    assert not silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_are_shown_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    codes = {f"{part}.{name}" for part, names in MEMBERS for name in names}
    assert not sorted(codes - texts.keys())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words(language: str) -> None:
    """Codes stand where errors are raised; each is a text of the catalogue."""
    texts = load_catalogue(language).texts
    raised = {code: str(file.relative_to(ROOT)) for file in _files() if file.suffix == ".py" for code in _raised(file)}
    assert len(raised) > 60
    assert not sorted((code, file) for code, file in raised.items() if code not in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_failed_poll_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    reasons = {reason for file in (ROOT / "crawlers").rglob("*.py") for reason in _failures(file)}
    reasons |= {reason for _, reason, _ in failures._BY_ERROR} | {reason for reason, _ in failures._BY_STATUS.values()}
    reasons |= {MOVED_TO_PERSON}
    assert len(reasons) > 15
    assert not sorted(f"crawl.{reason}" for reason in reasons if f"crawl.{reason}" not in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_asked_for_is_there(language: str) -> None:
    """Constant codes of `text("...")` calls in the faces of the house."""
    texts = load_catalogue(language).texts
    asked = {
        code
        for room in ("service", "web", "alerts", "reports")
        for file in (ROOT / room).rglob("*.py")
        for code in _asked(file)
    }
    asked |= set(
        re.findall(r'\bt\("([a-z_.A-Z]+)"[,)]', (ROOT / "web/templates/situation.html").read_text(encoding="utf-8"))
    )
    assert len(asked) > 60
    assert not sorted(asked - texts.keys())


def test_every_refusal_has_words() -> None:
    refused = {reason for _, arguments in _calls(ROOT / "service/admit.py") for reason in _constants(arguments)}
    for language in LANGUAGES:
        assert {f"rejected.{reason}" for reason in refused} <= load_catalogue(language).texts.keys()


def _files() -> Iterator[Path]:
    """Every file of the packages that belongs to them."""
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc":
                yield file


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _job(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return not text or bool(ast.get_docstring(ast.parse(text)))


def _calls(file: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    """Name of the called, and its positional arguments."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            yield name, [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "code")]


def _constants(arguments: list[ast.expr]) -> Iterator[str]:
    """Texts of the first argument, also where it chooses between two."""
    for argument in arguments[:1]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


ERRORS = frozenset(
    {"WanglouError", "BadUse", "BadAddress", "Forbidden", "StorageError", "StaleCursor", "DeliveryError", "Problem"}
)


def _raised(file: Path) -> Iterator[str]:
    for name, arguments in _calls(file):
        if name in ERRORS:
            yield from (code for code in _constants(arguments) if CODE.fullmatch(code))


def _asked(file: Path) -> Iterator[str]:
    for name, arguments in _calls(file):
        if name == "text" and arguments and isinstance(arguments[0], ast.Constant):
            yield from (code for code in _constants(arguments) if CODE.fullmatch(code))


def _failures(file: Path) -> Iterator[str]:
    for name, arguments in _calls(file):
        if name in {"FetchError", "AddressRefusedError"}:
            yield from (reason for reason in _constants(arguments) if reason.isidentifier())


def _run(code: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
