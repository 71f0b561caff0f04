"""The page that asks for app key and secret key; refuses to keep them or to show them."""

from __future__ import annotations

import asyncio

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.top_bar import ENVIRONMENTS

GUIDE = "guide.keys"
"""The action of the window that shows the guide at the keys."""


class TypedKeys(msgspec.Struct, frozen=True):
    """What a person pasted, without the spaces and line ends that come along."""

    appkey: Secret
    secretkey: Secret


class ConnectPage(QtWidgets.QDialog):
    """Three steps in words, two hidden fields, one button; closing it gives no keys."""

    def __init__(self, parent: QtWidgets.QWidget, environment: Environment) -> None:
        super().__init__(parent)
        self.typed: asyncio.Future[TypedKeys | None] = asyncio.get_running_loop().create_future()
        self.setWindowTitle(f"{tr('Connect')} · {tr(ENVIRONMENTS[environment])}")
        self.setMinimumWidth(460)
        self.appkey, self.secretkey = self._field(tr("App key")), self._field(tr("Secret key"))
        self.told = PlainText(tone="attention")
        self.told.setWordWrap(True)
        self._ok = QtWidgets.QPushButton(tr("Connect"))
        self._ok.setDefault(True)
        self._ok.clicked.connect(lambda _on=False: self._take())
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        steps = (
            tr("1. Apply for the REST API on the broker's web site."),
            tr("2. Register the public IP address of this computer there."),
            tr("3. Paste the app key and the secret key of this environment."),
        )
        for step in steps:
            line = PlainText(step)
            line.setWordWrap(True)
            column.addWidget(line)
        column.addSpacing(8)
        for name, field in ((tr("App key"), self.appkey), (tr("Secret key"), self.secretkey)):
            column.addWidget(PlainText(name, tone="quiet"))
            column.addWidget(field)
        column.addWidget(self.told)
        column.addWidget(self._ok)
        guide = parent.findChild(QtGui.QAction, GUIDE)
        if isinstance(guide, QtGui.QAction):
            shown = QtWidgets.QPushButton(tr("Show me with pictures"))
            shown.setProperty("role", "quiet")
            shown.setAutoDefault(False)
            shown.clicked.connect(lambda _on=False: guide.trigger())
            column.addWidget(shown)
        self.finished.connect(lambda _code: self._give_up())

    def _field(self, name: str) -> QtWidgets.QLineEdit:
        field = QtWidgets.QLineEdit()
        field.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        field.setAccessibleName(name)
        return field

    def _take(self) -> None:
        appkey, secretkey = ("".join(f.text().split()) for f in (self.appkey, self.secretkey))
        if not appkey or not secretkey or not (appkey + secretkey).isascii():
            self.told.setText(tr("Both keys are needed, as the broker's page shows them."))
            return
        if not self.typed.done():
            self.typed.set_result(TypedKeys(Secret(appkey), Secret(secretkey)))
        for field in (self.appkey, self.secretkey):
            field.clear()
        self.accept()

    def _give_up(self) -> None:
        if not self.typed.done():
            self.typed.set_result(None)


async def ask_keys(parent: QtWidgets.QWidget, environment: Environment) -> TypedKeys | None:
    """Show the page and wait for keys; None when the person closed it."""
    page = ConnectPage(parent, environment)
    page.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
    page.open()
    return await page.typed
