"""The broker's own watch-list groups, offered and read into ours; refuses to write any back."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, asked_rows
from kiwoom_desk.market.question import Question
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell.panel import Message, PanelContext

GROUPS = AskedSpec(id="broker-groups", api_id="ka01300", shown=("gcod", "name"))
MEMBERS = AskedSpec(id="broker-members", api_id="ka01301", shown=("cod2",), code="cod2")
_Work = Coroutine[Any, Any, None]


class BrokerGroup(msgspec.Struct, frozen=True):
    """One group of the broker's: its number and name, and the codes once they were read."""

    id: str
    name: str
    codes: tuple[str, ...] = ()


class BrokerGroups(QtWidgets.QPushButton):
    """Asks for the groups when pressed (ka01300) and for the names of the one chosen (ka01301).

    `take` gets the group with its codes; names that this desk does not know are left out and
    counted in a message.
    """

    def __init__(self, context: PanelContext, take: Callable[[BrokerGroup], None]) -> None:
        super().__init__(tr("Broker's groups"))
        self._context, self._take = context, take
        self.setProperty("role", "quiet")
        self.menu_ = QtWidgets.QMenu(self)
        self.clicked.connect(lambda _on=False: self._run(self._offer()))

    def _run(self, work: _Work) -> None:
        self.setEnabled(False)
        self._context.tasks.run(self._guarded(work))

    async def _guarded(self, work: _Work) -> None:
        try:
            await work
        except QueryError as error:
            language = self._context.desk.settings.language
            told = failure_sentence(language, error, tr("The broker's groups could not be read."))
            self._context.say(Message("attention", told, "watch.broker_groups"))
        finally:
            self.setEnabled(True)

    async def _offer(self) -> None:
        found = [
            BrokerGroup(row.text("gcod"), row.text("name")) for row in await self._rows(GROUPS, {})
        ]
        self.menu_.clear()
        for group in found:
            # A menu would take & as the mark of a key.
            action = self.menu_.addAction(group.name.replace("&", "&&") or group.id)
            action.triggered.connect(self._reader(group))
        if not found:
            self.menu_.addAction(tr("The broker keeps no group.")).setEnabled(False)
        self.menu_.popup(self.mapToGlobal(QtCore.QPoint(0, self.height())))

    def _reader(self, group: BrokerGroup) -> Callable[[], None]:
        return lambda: self._run(self._read(group))

    async def _read(self, group: BrokerGroup) -> None:
        rows = await self._rows(MEMBERS, {"arn_grp_id": group.id})
        known = self._context.desk.instruments
        codes = tuple(row.code for row in rows if known.get(row.code) is not None)
        if len(codes) < len(rows):
            told = tr("{count} names of {group} are not traded here and were left out.")
            left_out = told.format(count=len(rows) - len(codes), group=group.name)
            self._context.say(Message("info", left_out, "watch.left_out"))
        self._take(BrokerGroup(group.id, group.name, codes))

    async def _rows(self, spec: AskedSpec, values: dict[str, str]) -> tuple[AskedRow, ...]:
        gateway, turn = self._context.desk.gateway, Turn(Haste.CLICKED)
        question = Question(gateway, catalogue().api(spec.api_id), values)
        await question.ask(turn)
        await question.rest(lambda _progress: None, turn)
        return () if question.reply is None else asked_rows(catalogue(), spec, question.reply)
