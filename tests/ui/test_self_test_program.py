"""The self-test as a process with an empty home: it passes here, and a part that fails is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiwoom_desk import texts
from tests.support.programs import run

pytestmark = pytest.mark.timeout(300)

PARTS = ("window", "letters", "keeper", "rest", "stream", "trade", "picture", "no_errors")


def begin(code: str) -> str:
    """Return the words of a sentence before its first fact."""
    return texts.entries("en")[f"selftest.{code}"].split("{")[0]


def test_every_part_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    done = run(tmp_path, "--language", "en", "--selftest", "--picture", "desk.png")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    for part in PARTS:
        assert any(line.startswith(f"[good] {begin(part)}") for line in lines), part
    assert lines[-1] == texts.sentence("en", "selftest.all_good")
    assert [path.name for path in tmp_path.iterdir()] == ["desk.png"]
    assert (tmp_path / "desk.png").read_bytes()[:4] == b"\x89PNG"


def test_a_part_that_fails_is_told_and_makes_the_exit_code(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "such" / "folder" / "desk.png"
    done = run(tmp_path, "--selftest", "--language", "en", "--picture", str(missing))
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"[bad] {begin('no_picture')}" in done.stdout
    assert done.stdout.splitlines()[-1] == texts.sentence("en", "selftest.some_bad", {"count": 1})
