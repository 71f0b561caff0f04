"""Writes what a panel shows as CSV or XLSX where a person says; refuses to write anywhere by itself."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6 import QtWidgets

from kiwoom_desk.base import files
from kiwoom_desk.base.sheets import csv_steps
from kiwoom_desk.base.turns import in_turns
from kiwoom_desk.base.workbooks import Sheet, xlsx_steps
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell.panel import Message, PanelContext

_END = object()


def file_name(name: str, moment: str, suffix: str) -> str:
    """Return a name for a file out of a table's own, without signs that a file system refuses."""
    kept = "".join(char if char.isalnum() or char in " -_" else "-" for char in name).strip()
    return f"{kept[:60]}-{moment}{suffix}"


class Exporter:
    """Asks where, writes on another thread, and says what became of it; one question at a time."""

    def __init__(self, owner: QtWidgets.QWidget, context: PanelContext) -> None:
        self._owner, self._context = owner, context
        self.dialog: QtWidgets.QFileDialog | None = None

    def offer(self, name: str, suffix: str, sheets: Sequence[Sheet]) -> QtWidgets.QFileDialog:
        """Open the dialog; nothing waits for it. A CSV (.csv) holds the first sheet, .xlsx all."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        moment = self._context.desk.clock.market().strftime("%Y%m%d-%H%M%S")
        dialog = self.dialog = QtWidgets.QFileDialog(self._owner, tr("Export"))
        # Qt's own Korean lacks these two; a dialog of the system has words of its own.
        dialog.setLabelText(QtWidgets.QFileDialog.DialogLabel.LookIn, tr("Look in:"))
        dialog.setLabelText(QtWidgets.QFileDialog.DialogLabel.FileType, tr("Files of type:"))
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix[1:].upper()} (*{suffix})")
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(file_name(name, moment, suffix))
        dialog.fileSelected.connect(lambda path: self.write(Path(path), suffix, sheets))
        dialog.open()
        return dialog

    def write(self, path: Path, suffix: str, sheets: Sequence[Sheet]) -> None:
        """Write now, as .csv or .xlsx; the person is told the place, or why it did not work."""
        self._context.tasks.run(self._write(path, suffix, sheets))

    async def _write(self, path: Path, suffix: str, sheets: Sequence[Sheet]) -> None:
        for sheet in sheets:
            # What the cells are is known to this thread alone.
            await in_turns(sheet.reading())
        try:
            content = await _content(suffix, sheets)
            await asyncio.to_thread(files.save, path, content)
        except OSError as error:
            why = tr("{file} could not be written: {reason}")
            told = why.format(file=path.name, reason=error.strerror or type(error).__name__)
            self._context.say(Message("error", told, "explorer.not_written"))
        else:
            told = tr("Written: {file}").format(file=str(path))
            self._context.say(Message("good", told, "explorer.written"))


async def _content(suffix: str, sheets: Sequence[Sheet]) -> bytes:
    file = io.BytesIO()
    first = sheets[0]
    is_csv = suffix == ".csv"
    steps = csv_steps(file, first.header, first.rows) if is_csv else xlsx_steps(file, sheets)
    # Step by step: a thread that never pauses would keep the window waiting at each of its calls.
    while await asyncio.to_thread(next, steps, _END) is not _END:
        pass
    return file.getvalue()
