"""Before another version writes, what an older one could need is copied; nothing else is touched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiwoom_desk.base.rollback import keep_before
from kiwoom_desk.base.settings import Environment, Settings, open_profile, save_settings


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_the_first_start_keeps_nothing_and_leaves_its_mark(tmp_path: Path) -> None:
    profile = open_profile(Environment.PRACTICE, tmp_path / "p")
    assert keep_before(profile, "0.2.0") is None
    assert (profile.folder / "version.txt").read_text() == "0.2.0"
    assert names(profile.folder) == {"version.txt"}


def test_another_version_keeps_settings_layout_and_journal_with_its_last_commit(
    tmp_path: Path,
) -> None:
    profile = open_profile(Environment.PRACTICE, tmp_path / "p")
    save_settings(profile.settings_path, Settings(language="en"))
    (profile.sub_folder("layouts") / "layout.json").write_text('{"version": 1}')
    journal = sqlite3.connect(profile.sub_folder("journal") / "journal.sqlite")
    journal.execute("PRAGMA journal_mode=WAL")
    journal.execute("CREATE TABLE entry (content TEXT)")
    journal.execute("INSERT INTO entry VALUES ('last')")
    journal.commit()
    kept = keep_before(profile, "0.2.0")
    journal.close()
    assert kept == profile.folder / "kept" / "0.1.0"
    assert names(kept) == {"settings.json", "layout.json", "journal.sqlite"}
    assert (kept / "settings.json").read_bytes() == profile.settings_path.read_bytes()
    copy = sqlite3.connect(kept / "journal.sqlite")
    assert copy.execute("SELECT content FROM entry").fetchall() == [("last",)]
    copy.close()
    assert keep_before(profile, "0.2.0") is None


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    profile = open_profile(Environment.DEMO, tmp_path / "p")
    save_settings(profile.settings_path, Settings())
    for version in ("0.9.0", "0.10.0", "0.11.0", "0.12.0", "0.12.1"):
        keep_before(profile, version)
    assert names(profile.folder / "kept") == {"0.10.0", "0.11.0", "0.12.0"}


@pytest.mark.expected_warnings("keep_before_failed")
def test_what_cannot_be_copied_stops_nothing(tmp_path: Path) -> None:
    profile = open_profile(Environment.PRACTICE, tmp_path / "p")
    save_settings(profile.settings_path, Settings())
    journal = profile.sub_folder("journal") / "journal.sqlite"
    journal.write_bytes(b"no database at all, " * 300)
    assert keep_before(profile, "0.2.0") is None
    assert journal.read_bytes().startswith(b"no database")
