"""`kiwoom-desk halt` as a process: through the desk, without one, and past a desk that hangs."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from kiwoom_desk import texts
from kiwoom_desk.base.settings import Environment, open_profile
from kiwoom_desk.orders.halt import HALT
from tests.support.desktop import until
from tests.support.programs import answers, lines_of, run, started

pytestmark = pytest.mark.timeout(180)


def test_a_running_desk_halts_at_once(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    folder = open_profile(Environment.PRACTICE, root).folder
    with started(tmp_path, "--profile", str(root)):
        until(lambda: answers(folder), "an answer")
        # A desk that is still loading may be late to answer; the file is there in any case.
        until(lambda: run(tmp_path, "halt", "--profile", str(root)).returncode == 0, "HALT")
        assert (folder / HALT).is_file()
        # While the desk starts it says so; again is no error.
        told = [texts.sentence("ko", "halt.desk", {"open": 0})]
        until(lambda: lines_of(run(tmp_path, "halt", "--profile", str(root))) == told, "its word")


def test_without_a_desk_the_command_does_it_itself(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    done = run(tmp_path, "halt", "--profile", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines_of(done) == [
        texts.sentence("ko", "halt.alone"),
        texts.sentence("ko", "halt.done", {"cancelled": 0}),
    ]
    assert (open_profile(Environment.PRACTICE, root).folder / HALT).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped by a signal")
def test_a_desk_that_hangs_is_named_and_ended_by_force_only(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    folder = open_profile(Environment.PRACTICE, root).folder
    with started(tmp_path, "--profile", str(root)) as desk:
        until(lambda: answers(folder), "an answer")
        os.kill(desk.pid, signal.SIGSTOP)
        done = run(tmp_path, "halt", "--profile", str(root))
        assert done.returncode == 2
        assert texts.sentence("ko", "halt.silent", {"pid": str(desk.pid)}) in lines_of(done)
        assert (folder / HALT).is_file()
        assert desk.poll() is None
        forced = run(tmp_path, "halt", "--force", "--profile", str(root))
        assert forced.returncode == 0, forced.stdout + forced.stderr
        assert texts.sentence("ko", "halt.done", {"cancelled": 0}) in lines_of(forced)
        until(lambda: desk.poll() is not None, "the end of the desk", 10)
