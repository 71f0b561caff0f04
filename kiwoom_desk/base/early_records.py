"""Holds what is logged before the log's file is open; refuses to lose it, whatever ends the start."""

import logging
from pathlib import Path


class EarlyRecords(logging.Handler):
    """Gathers records at once; `write` opens the file in `folder`, with all of them in it.

    A window stands sooner without the packages that write, turn and redact the file.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.INFO)
        self._folder = folder
        self._gathered: list[logging.LogRecord] = []
        self._file: logging.Handler | None = None
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self._gathered.append(record)

    def write(self) -> None:
        """Open the file; what is logged from now on goes there by itself."""
        from kiwoom_desk.base import logs

        logging.getLogger().removeHandler(self)
        self._file = logs.start(self._folder)
        for record in self._gathered:
            self._file.handle(record)
        self._gathered.clear()

    def close(self) -> None:
        """Write what is still held, and close the file."""
        if self._file is None:
            self.write()
        file, self._file = self._file, None
        if file is not None:
            from kiwoom_desk.base import logs

            logs.stop(file)
        super().close()
