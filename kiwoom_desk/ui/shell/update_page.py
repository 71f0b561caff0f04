"""Shows a notice of a new version: what it says, its files and their sums; refuses to fetch anything."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.base.notices import Notice
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import theme


class UpdatePage(QtWidgets.QDialog):
    """Version and date, the maker's words, the files with their SHA-256, how to install them."""

    def __init__(self, parent: QtWidgets.QWidget, language: str, notice: Notice) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(tr("New version"))
        self.setMinimumWidth(760)
        head = PlainText(f"kiwoom-desk {notice.version} · {notice.date.isoformat()}")
        head.setFont(theme.font(18, theme.Weight.Bold))
        said = notice.text.get(language) or notice.text.get("ko") or ""
        self.sums = QtWidgets.QPlainTextEdit()
        self.sums.setReadOnly(True)
        self.sums.setAccessibleName(tr("Files and their SHA-256"))
        self.sums.setLineWrapMode(QtWidgets.QPlainTextEdit.LineWrapMode.NoWrap)
        self.sums.setFixedHeight(120)
        self.sums.setPlainText("\n".join(f"{one.sha256}  {one.name}" for one in notice.artefacts))
        copy, close = QtWidgets.QPushButton(tr("Copy")), QtWidgets.QPushButton(tr("Close"))
        copy.setAutoDefault(False)
        copy.clicked.connect(
            lambda _on=False: QtGui.QGuiApplication.clipboard().setText(self.sums.toPlainText())
        )
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.accept())
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(head)
        for line in (said, texts.sentence(language, "updates.install")):
            column.addWidget(_wrapped(line))
        if notice.page:
            page = {"page": notice.page}
            column.addWidget(_wrapped(texts.sentence(language, "updates.where", page)))
        column.addWidget(self.sums)
        row = QtWidgets.QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        column.addLayout(row)


def _wrapped(told: str) -> PlainText:
    line = PlainText(told)
    line.setWordWrap(True)
    return line
