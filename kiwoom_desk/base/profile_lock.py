"""The lock of a profile, held by one process at a time; refuses a second owner and never waits."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from kiwoom_desk.base import files

_MODE = 0o600


class AlreadyHeld(Exception):
    """Another process holds this lock."""


class ProfileLock:
    """One process at a time: of a profile (`desk`), or of an app key (any other name).

    The system's own lock on an open file, which it gives back when the process dies; the file
    itself stays, because removing it would let two processes lock two files of one name.
    """

    def __init__(self, folder: Path, name: str = "desk") -> None:
        self._pid = folder / f"{name}.pid"
        self._path = folder / f"{name}.lock"
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock and note this process; raise AlreadyHeld where another process has it."""
        if not self._acquire():
            raise AlreadyHeld
        files.save(self._pid, str(os.getpid()).encode())

    def holder(self) -> int | None:
        """Return the process that holds the lock; None when nobody does, or none was noted."""
        if self._acquire():
            self.release()
            return None
        try:
            return int(self._pid.read_bytes())
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Give the lock back; the system does so when the process dies."""
        file, self._file = self._file, None
        if file is not None:
            _unlock(file)
            os.close(file)

    def _acquire(self) -> bool:
        if self._file is not None:
            raise ValueError("this lock is held here already")
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), _MODE)
        try:
            locked = _lock(file)
        except BaseException:
            os.close(file)
            raise
        if not locked:
            os.close(file)
            return False
        self._file = file
        return True

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import errno
    import fcntl

    # Some file systems say EACCES for what is held by another.
    _HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK})

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
