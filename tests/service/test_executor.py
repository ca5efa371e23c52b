"""Labelling gives the same wherever it runs; a worker that is killed, or a text that breaks, holds up nothing."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from config.load import load_rules
from domain.codec import to_json
from domain.errors import BadUse
from service.executor import Workers, label_task, open_labelling
from tests.factories import a_document

DOCUMENTS = [a_document(number) for number in range(30)]


def test_workers_and_this_process_say_the_same() -> None:
    rules = load_rules(None)
    with open_labelling("inline", rules) as here, open_labelling("processes:2", rules) as there:
        assert here(DOCUMENTS) == there(DOCUMENTS)


def test_tokens_are_made_where_they_are_wanted() -> None:
    rules = to_json(load_rules(None))
    with_tokens, without = (label_task(rules, None, DOCUMENTS[:3], searched=searched) for searched in (True, False))
    assert all(one.tokens for one in with_tokens)
    assert without == [replace(one, tokens="") for one in with_tokens]


def test_workers_that_were_warmed_do_what_they_are_given(tmp_path: Path) -> None:
    with closing(Workers(2)) as workers:
        workers.warm(partial((tmp_path / "warm").write_text, "yes"))
        assert workers.result(workers.submit(partial(pow, 2, 3))) == 8
    assert (tmp_path / "warm").read_text() == "yes"


def test_a_killed_worker_is_replaced() -> None:
    with closing(Workers(1)) as workers:
        first = workers.result(workers.submit(os.getpid))
        workers.submit(partial(time.sleep, 60))
        waiting = [workers.submit(partial(pow, 2, power)) for power in range(3)]
        os.kill(first, signal.SIGKILL)
        assert [workers.result(task) for task in waiting] == [1, 2, 4], "what waited is done by another"
        assert workers.result(workers.submit(os.getpid)) != first


POOL = """
import sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from service.executor import end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent)
    pool.submit(abs, -1).result()
    print(*pool._processes, flush=True)
    time.sleep(60)
"""


def test_workers_end_with_whoever_started_them(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    parent = subprocess.Popen([sys.executable, "pool.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    with suppress(psutil.NoSuchProcess):
        worker.wait(timeout=60)


class Unreadable(str):
    """A text that nobody can read."""

    __slots__ = ()

    def __getitem__(self, key: object) -> str:
        raise ValueError

    def __format__(self, spec: str) -> str:
        raise ValueError


def test_a_document_that_breaks_the_labeller_is_kept_without_labels() -> None:
    broken = replace(a_document(1), text=Unreadable("x"))
    first, second = label_task(to_json(load_rules(None)), None, [broken, DOCUMENTS[2]])
    assert (first.document_id, first.labels.topics, first.tokens) == (broken.id, (), "")
    assert second.tokens


def test_another_executor_is_one_clear_error() -> None:
    with pytest.raises(BadUse, match=r"executor\.unknown"), open_labelling("dask://127.0.0.1:8786", load_rules(None)):
        pass
