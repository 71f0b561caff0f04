"""Crash reports: one local, redacted file an error; refuses locals, secrets and sending anything (V-4)."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kiwoom_desk.base import files
from kiwoom_desk.base.clock import KST
from kiwoom_desk.base.logs import LineFormatter, redact

_LINES = 200
_KEPT = 20
_SAME = 3


class CrashWatch(logging.Handler):
    """Keeps the last log lines; an error with a traceback becomes a file in `folder`.

    `found` gets each report's path, on the thread of the error. The same error makes one report a
    run, so that a loop of failures cannot fill the disk.
    """

    def __init__(self, folder: Path, version: str, found: Callable[[Path], None]) -> None:
        super().__init__(logging.INFO)
        self._folder, self._version, self._found = folder, version, found
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._told: set[tuple[str, ...]] = set()
        self.setFormatter(LineFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line; write a report where it carries an error nobody caught."""
        try:
            line = self.format(record)
            self._lines.append(line)
            error = record.exc_info[1] if record.exc_info else None
            if record.levelno < logging.ERROR or error is None or self._known(error):
                return
            path = self._write(record, error)
        except Exception:
            self.handleError(record)
            return
        self._found(path)

    def _known(self, error: BaseException) -> bool:
        frames = traceback.extract_tb(error.__traceback__)[-_SAME:]
        mark = (type(error).__name__, *(f"{f.filename}:{f.lineno}" for f in frames))
        known = mark in self._told
        self._told.add(mark)
        return known

    def _write(self, record: logging.LogRecord, error: BaseException) -> Path:
        at = datetime.fromtimestamp(record.created, KST)
        path = self._folder / f"crash-{at:%Y%m%d-%H%M%S-%f}.txt"
        files.save(path, self._text(at, record, error).encode())
        kept = sorted(self._folder.glob("crash-*.txt"))
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)
        return path

    def _text(self, at: datetime, record: logging.LogRecord, error: BaseException) -> str:
        # Standard formatting shows source lines but no values of variables.
        trace = "".join(traceback.format_exception(error))
        head = (
            f"kiwoom_desk {self._version}",
            f"time {at.isoformat(timespec='milliseconds')}",
            f"python {sys.version.split()[0]} on {platform.platform()}",
            f"said by {record.name}: {record.getMessage()}",
        )
        return redact("\n".join((*head, "", trace, "last lines of the log:", *self._lines, "")))
