"""Shows what a diagnostics file would hold before it is written; refuses to send or to hide a part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6 import QtCore, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.diagnostics import Part
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import theme


class DiagnosticsPage(QtWidgets.QDialog):
    """The parts at the left, the text of one at the right, one button that writes all of them.

    `write` puts the file where a person chose and raises OSError where that fails.
    """

    def __init__(
        self,
        parent: QtWidgets.QWidget,
        language: str,
        parts: Sequence[Part],
        name: str,
        write: Callable[[Path], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self._language, self._parts, self._name, self._write = language, parts, name, write
        self.dialog: QtWidgets.QFileDialog | None = None
        self.setWindowTitle(tr("Diagnostics"))
        self.resize(860, 560)
        self.list = QtWidgets.QListWidget()
        self.list.setObjectName("diagnostics.parts")
        self.list.setAccessibleName(tr("Parts of the file"))
        self.list.setFixedWidth(250)
        for part in parts:
            self.list.addItem(f"{part.name}  {len(part.text.encode()):,}")
        self.text = QtWidgets.QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QtWidgets.QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(theme.font(12))
        self.text.setAccessibleName(tr("Text of the part"))
        self.told = PlainText(self._listed(), tone="quiet")
        self.told.setWordWrap(True)
        self.save = QtWidgets.QPushButton(tr("Save as a zip file…"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(lambda _on=False: self.ask_where())
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def _listed(self) -> str:
        whole = sum(len(part.text.encode()) for part in self._parts)
        said: dict[str, object] = {"count": len(self._parts), "bytes": whole}
        return texts.sentence(self._language, "diagnostics.listed", said)

    def _lay_out(self) -> None:
        about = PlainText(
            tr(
                "Keys, tokens and account numbers are taken out. Look through it before you send it."
            )
        )
        about.setWordWrap(True)
        close = QtWidgets.QPushButton(tr("Close"))
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.accept())
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        foot = QtWidgets.QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.save)
        foot.addWidget(close)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(about)
        column.addLayout(row, 1)
        column.addLayout(foot)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._parts):
            self.text.setPlainText(self._parts[row].text)

    def ask_where(self) -> None:
        """Ask for a place; nothing waits for the answer."""
        dialog = self.dialog = QtWidgets.QFileDialog(self, tr("Save as a zip file…"))
        dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("ZIP (*.zip)")
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(self._name)
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the file and say where it is, or why it could not be written."""
        try:
            self._write(path)
        except OSError as error:
            why = {"reason": error.strerror or type(error).__name__}
            self.told.set_tone("attention")
            self.told.setText(texts.sentence(self._language, "diagnostics.not_written", why))
            return
        self.told.set_tone("good")
        self.told.setText(
            texts.sentence(self._language, "diagnostics.written", {"path": str(path)})
        )
