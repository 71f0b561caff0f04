"""What a start logs before its file is open is in that file, whatever ends the start."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_desk.base import logs
from kiwoom_desk.base.early_records import EarlyRecords

LOG = logging.getLogger("kiwoom_desk.early")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[EarlyRecords]:
    root = logging.getLogger()
    level = root.level
    made = EarlyRecords(tmp_path)
    yield made
    made.close()
    root.setLevel(level)


def events(folder: Path) -> list[str]:
    lines = (folder / "kiwoom-desk.log").read_text().splitlines()
    return [json.loads(line)["event"] for line in lines]


def test_early_and_late_records_stand_in_their_order(records: EarlyRecords, tmp_path: Path) -> None:
    LOG.info("first", extra=logs.facts(token="abcdefgh"))
    assert not (tmp_path / "kiwoom-desk.log").exists()
    records.write()
    LOG.info("second")
    assert events(tmp_path) == ["first", "second"]
    assert "abcdefgh" not in (tmp_path / "kiwoom-desk.log").read_text()


def test_a_start_that_ends_early_leaves_its_records(records: EarlyRecords, tmp_path: Path) -> None:
    LOG.info("only")
    records.close()
    LOG.info("after the end")
    assert events(tmp_path) == ["only"]
