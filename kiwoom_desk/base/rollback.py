"""Copies a profile's own files before another version writes to them; refuses to put any back by itself."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from kiwoom_desk.base import files
from kiwoom_desk.base.notices import number_of
from kiwoom_desk.base.settings import Profile

log = logging.getLogger(__name__)

_MARK = "version.txt"
_FOLDER = "kept"
_MOST_KEPT = 3
_BEFORE_MARKS = "0.1.0"
"""The version that left no mark."""


def keep_before(profile: Profile, version: str) -> Path | None:
    """Copy settings, layout and journal where another version ran last; return the folder of the copy.

    None where the same version ran, or none yet. A copy that cannot be made is logged and stops
    nothing: the files themselves are left as they are. Whoever calls holds the profile's lock.
    """
    mark = profile.folder / _MARK
    try:
        before = mark.read_text("ascii").strip() if mark.exists() else _BEFORE_MARKS
        there = profile.settings_path.exists()
        kept = _copy(profile, before) if there and before != version else None
        if before != version or not mark.exists():
            files.save(mark, version.encode())
    except (OSError, UnicodeDecodeError):
        log.exception("keep_before_failed")
        return None
    return kept


def _copy(profile: Profile, version: str) -> Path:
    name = version if files.usable_name(version.replace(".", "-")) else _BEFORE_MARKS
    root = profile.sub_folder(_FOLDER)
    folder = profile.sub_folder(f"{_FOLDER}/{name}")
    files.save(folder / profile.settings_path.name, profile.settings_path.read_bytes())
    for layout in sorted(profile.sub_folder("layouts").glob("*.json")):
        files.save(folder / layout.name, layout.read_bytes())
    journal = profile.sub_folder("journal") / "journal.sqlite"
    if journal.exists():
        _copy_journal(journal, folder / journal.name)
    import shutil

    others = [one for one in root.iterdir() if one.is_dir() and one != folder]
    for old in sorted(others, key=lambda one: number_of(one.name))[: -(_MOST_KEPT - 1)]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _copy_journal(journal: Path, copy: Path) -> None:
    # SQLite's own copy, because what was committed last may still stand beside the file.
    import sqlite3

    copy.unlink(missing_ok=True)
    copy.touch(0o600)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise OSError(f"the journal cannot be copied: {error}") from error
