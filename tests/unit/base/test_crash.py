"""A crash report is whole, private, without secrets or values, and written once an error."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_desk.base.crash import CrashWatch
from kiwoom_desk.base.logs import register_account, register_secret

SECRET = "app-key-of-a-crash-test"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[tuple[logging.Logger, list[Path]]]:
    register_secret(SECRET)
    register_account("5551234567")
    found: list[Path] = []
    watch = CrashWatch(tmp_path, "1.2.3", found.append)
    logger = logging.getLogger("crash-test")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.addHandler(watch)
    yield logger, found
    logger.removeHandler(watch)


def fail(value: str) -> None:
    hidden = f"local {value}"
    raise ValueError(f"could not send {value} {len(hidden)}")


def crash(logger: logging.Logger, value: str = SECRET) -> None:
    try:
        fail(value)
    except ValueError:
        logger.exception("a slot failed for 5551234567")


def test_a_report_says_what_happened_and_hides_what_must_be(
    log: tuple[logging.Logger, list[Path]],
) -> None:
    logger, found = log
    logger.info("opened with %s", SECRET)
    crash(logger)
    (path,) = found
    text = path.read_text("utf-8")
    assert "1.2.3" in text
    assert "ValueError" in text
    assert "in fail" in text
    assert "opened with ***" in text
    assert SECRET not in text
    assert "5551234567" not in text
    assert "local " not in text.replace('hidden = f"local {value}"', "")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_error_is_reported_once(log: tuple[logging.Logger, list[Path]]) -> None:
    logger, found = log
    for _ in range(50):
        crash(logger)
    assert len(found) == 1


def test_warnings_and_errors_without_a_traceback_make_no_report(
    log: tuple[logging.Logger, list[Path]],
) -> None:
    logger, found = log
    logger.error("refused")
    try:
        fail("x")
    except ValueError:
        logger.warning("known", exc_info=True)
    assert found == []


def test_only_the_newest_reports_are_kept(
    log: tuple[logging.Logger, list[Path]], tmp_path: Path
) -> None:
    logger, found = log
    for number in range(30):
        (tmp_path / f"crash-20200101-000000-{number:06d}.txt").write_text("old")
    crash(logger)
    assert found[0].exists()
    assert len(list(tmp_path.glob("crash-*.txt"))) == 20


@pytest.mark.expected_warnings
def test_a_folder_that_is_gone_stops_nothing(
    log: tuple[logging.Logger, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger, found = log
    monkeypatch.setattr(logging, "raiseExceptions", False)
    for path in tmp_path.iterdir():
        path.unlink()
    tmp_path.rmdir()
    crash(logger)
    assert found == []
