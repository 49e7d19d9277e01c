"""Processes that are killed, cannot be started or have one core: maps all the same, and nothing is left behind."""

import os
import select
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from designer.engine import crew, remote
from designer.engine.crew import make_engine
from designer.engine.endings import ended_twice
from designer.engine.errors import EngineError
from designer.engine.forward import Engine
from designer.engine.remote import MOST_MEMBERS, RemoteEngine, usual_members
from tests.engine.kit import run_all
from tests.engine.test_crew import PICTURE, agree, arrays, ask, design

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, waits for others' processes")

PATIENCE = 60  # seconds until a process that does not end fails a test

WINDOW = """
from designer.engine.remote import RemoteEngine
from tests.engine.test_crashes import children
from tests.engine.test_crew import ask, design
if __name__ == "__main__":
    engine = RemoteEngine(3)
    run = engine.run(ask(design()))
    next(run)
    worker = engine._process.pid
    print(worker, *children(worker), flush=True)
    input()
"""


def children(process):
    """Processes that the main thread of this one has started."""
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def handle(process):
    """Something to wait on for the end of a process, also of another's child."""
    return os.pidfd_open(process)


def ends(handles):
    """Wait for the end of all; whether it came."""
    waiting = set(handles)
    while waiting:
        ready, _, _ = select.select(waiting, [], [], PATIENCE)
        if not ready:
            return False
        waiting -= set(ready)
        for ended in ready:
            os.close(ended)
    return True


@pytest.mark.parametrize("number", [0, 1])
def test_a_member_killed_under_way_is_started_again(number):
    asked = ask(design(), image=PICTURE + np.uint8(1))
    with closing(RemoteEngine(3)) as remote_engine:
        arrays(remote_engine, ask(design()))
        members = children(remote_engine._process.pid)
        handles, found = [handle(member) for member in members], {}
        for result in remote_engine.run(asked):
            if not found:
                os.kill(members[number], signal.SIGKILL)
            found[result.layer] = result.array
        agree(found, run_all(asked))
        agree(arrays(remote_engine, ask(design())), run_all(ask(design())))
    assert ends(handles)


ENDINGS = {
    signal.SIGKILL: "killed by SIGKILL, most likely because the system ran out of memory; try a smaller image",
    signal.SIGILL: "ended by SIGILL, an instruction this processor does not know; install a NumPy made for it",
    signal.SIGSEGV: "ended by SIGSEGV; run it once more",
}


@pytest.mark.parametrize("number", ENDINGS)
@pytest.mark.parametrize("member", [False, True])
def test_a_worker_that_ends_twice_says_why(number, member):
    killed = set()
    with closing(RemoteEngine(2)) as engine:

        def kill():
            worker = engine._process.pid
            while worker not in killed:  # until it has forked
                of_crew = children(worker)
                if of_crew:
                    killed.add(worker)
                    os.kill(of_crew[0] if member else worker, number)
            return False

        with pytest.raises(EngineError, match=f"ended twice in this run: it was {ENDINGS[number]}"):
            arrays(engine, ask(design()), kill)
        assert len(killed) == 2
        agree(arrays(engine, ask(design())), run_all(ask(design())))


@pytest.mark.parametrize(
    ("code", "text"),
    [(3, "its exit code was 3; run"), (0, "nobody knows why; run"), (None, "nobody knows why"), (-999, "-999;")],
)
def test_an_end_without_a_signal(code, text):
    assert text in ended_twice(code)


def test_all_processes_end_with_the_window_however_it_ends(tmp_path):
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as window:  # fmt: skip
        handles = [handle(int(number)) for number in window.stdout.readline().split()]
        window.kill()
        assert len(handles) == 3
        assert ends(handles)


def test_members_end_where_the_first_is_killed():
    with closing(RemoteEngine(3)) as remote_engine:
        arrays(remote_engine, ask(design()))
        handles = [handle(member) for member in children(remote_engine._process.pid)]
        os.kill(remote_engine._process.pid, signal.SIGKILL)
        assert len(handles) == 2
        assert ends(handles)


def test_a_small_dev_shm_as_in_containers_is_enough():
    with closing(RemoteEngine(2)) as remote_engine:
        arrays(remote_engine, ask(design()))
        worker = remote_engine._process.pid
        for process in (worker, *children(worker)):
            assert "/dev/shm" not in Path(f"/proc/{process}/maps").read_text()


def test_one_process_does_where_no_more_can_be_forked(monkeypatch):
    begun, fork = [], os.fork

    def limited():
        if begun:
            raise BlockingIOError("no more processes")
        process = fork()
        if process:
            begun.append(handle(process))
        return process

    monkeypatch.setattr(os, "fork", limited)
    engine = make_engine(3)
    assert isinstance(engine, Engine)
    assert ends(begun)
    agree(arrays(engine, ask(design())), run_all(ask(design())))


def test_one_process_does_where_addresses_are_limited(monkeypatch):
    monkeypatch.setattr(crew, "ARENA_BYTES", 1 << 60)
    assert isinstance(make_engine(2), Engine)


def test_processes_for_the_cores_that_may_be_used(monkeypatch):
    for cores in (1, 2, 64):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        for quota in (None, 1, 3, 100):
            monkeypatch.setattr(remote, "cpu_quota", lambda quota=quota: quota)
            assert usual_members() == min(cores, quota or cores, MOST_MEMBERS)


@pytest.mark.parametrize("threads", [None, "8"])
def test_blas_has_one_thread_whatever_is_set(threads):
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    code = "import designer.engine.forward, os; print(len(os.listdir('/proc/self/task')))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=environment | ({} if threads is None else {"OPENBLAS_NUM_THREADS": threads}),
    )  # fmt: skip
    assert found.stdout.split() == ["1"]
