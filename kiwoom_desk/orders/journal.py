"""The write-ahead journal: an append-only SQLite file with one writer thread; refuses half-done commits."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from kiwoom_desk.orders.entries import Entry, Observation, Stamp

SCHEMA = 3
T = TypeVar("T")

_CREATE = f"""
BEGIN IMMEDIATE;
CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    content BLOB NOT NULL,
    observed BLOB UNIQUE
) STRICT;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
PRAGMA user_version = {SCHEMA};
COMMIT;
"""
# What brings a journal of schema N to N + 1. Schema 2 knows halted and resumed entries, schema 3
# disowned ones: an older program would not read them.
_MIGRATIONS = {
    1: "BEGIN IMMEDIATE; PRAGMA user_version = 2; COMMIT;",
    2: "BEGIN IMMEDIATE; PRAGMA user_version = 3; COMMIT;",
}
_SETTINGS = "PRAGMA synchronous=FULL; PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1;"
# Pages are read at the start and then only written: 256 kB of them in memory are plenty.
_SETTINGS += "PRAGMA cache_size=-256;"
_INSERT = "INSERT OR IGNORE INTO entry (account, content, observed) VALUES (?, ?, ?)"
_NO_TIME = "1970-01-01T00:00:00+00:00"


class JournalError(Exception):
    """The journal cannot be read or written; nothing may be sent."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Journal:
    """One file of one environment; every call runs on the one writer thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    async def open(self, account: str) -> tuple[Entry, ...]:
        """Open or create the file (0600) and return the account's entries, oldest first."""
        return await self._run(lambda: self._open(account))

    async def append(
        self, account: str, entries: Sequence[Entry], unless: Callable[[], bool] | None = None
    ) -> bool:
        """Commit all entries or none; an observation already kept is not written again.

        `unless` is asked on the writer thread right before; where it says yes nothing is written
        and the answer is False. Raise JournalError when the commit did not succeed.
        """
        rows = [
            (account, msgspec.json.encode(entry), _observed(account, entry)) for entry in entries
        ]
        return await self._run(lambda: self._append(rows, unless))

    async def beside(self, work: Callable[[], T]) -> T:
        """Run file work in its turn on the writer thread; raise JournalError where it fails."""
        return await self._run(work)

    async def close(self) -> None:
        """Close the file and end the writer thread."""
        await self._run(self._close)
        self._executor.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            done = asyncio.get_running_loop().run_in_executor(self._executor, work)
        except RuntimeError as error:
            # The writer thread has ended.
            raise JournalError("journal_failed", str(error)) from error
        try:
            return await done
        except (sqlite3.Error, OSError) as error:
            raise JournalError("journal_failed", str(error)) from error
        except msgspec.DecodeError as error:
            raise JournalError("journal_unreadable", str(error)) from error

    def _open(self, account: str) -> tuple[Entry, ...]:
        # SQLite would create the file with the process's umask.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection = connection
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(_SETTINGS)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(_CREATE)
            version = SCHEMA
        while version in _MIGRATIONS:
            connection.executescript(_MIGRATIONS[version])
            version += 1
        if version != SCHEMA:
            raise JournalError("journal_version", f"schema {version}, this program knows {SCHEMA}")
        rows = connection.execute(
            "SELECT content FROM entry WHERE account = ? ORDER BY sequence", (account,)
        )
        decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
        return tuple(decoder.decode(content) for (content,) in rows)

    def _append(
        self, rows: Sequence[tuple[str, bytes, bytes | None]], unless: Callable[[], bool] | None
    ) -> bool:
        if self._connection is None:
            raise sqlite3.ProgrammingError("the journal is not open")
        if unless is not None and unless():
            return False
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_INSERT, rows)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return True

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _observed(account: str, entry: Entry) -> bytes | None:
    # The same observation at another moment is the same: its stamp is left out of the key.
    if not isinstance(entry, Observation):
        return None
    timeless = msgspec.structs.replace(entry, at=_TIMELESS)
    return hashlib.blake2b(
        account.encode() + msgspec.json.encode(timeless), digest_size=20
    ).digest()


_TIMELESS = msgspec.convert({"wall": _NO_TIME, "market": _NO_TIME}, Stamp)
