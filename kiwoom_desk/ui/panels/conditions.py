"""Saved conditions, run live, and the names they hold; refuses to write conditions."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.broker.gateway import (
    Gap,
    GapKind,
    LinkState,
    QueryError,
    SavedCondition,
    StreamLink,
)
from kiwoom_desk.domain.quote import ConditionHit
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.conditions import ConditionRun, ConditionRuns, RunState
from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.rested import Rested
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText, set_tooltip
from kiwoom_desk.ui.panels.condition_columns import (
    CONDITIONS,
    HITS,
    ConditionRow,
    HitRow,
)
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell.panel import Area, Message, PanelContext, PanelSpec
from kiwoom_desk.ui.shell.sounds import ENTERED, LEFT

_Work = Callable[[], Coroutine[Any, Any, None]]
_HEARD = 2.0
_EVERY = 1_000
_REST = 250
_FIRST = 4


class RunningConditions(msgspec.Struct, frozen=True):
    """What ran when the layout was kept; run again when the list still has it by that name."""

    running: tuple[SavedCondition, ...] = ()


class RingingConditions(msgspec.Struct, frozen=True):
    """Whose names are heard when they come in or leave; kept with the layout."""

    ringing: tuple[SavedCondition, ...] = ()


class Conditions(QtWidgets.QWidget):
    """The list above; the names of the chosen condition below, with their prices since coming in."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.runs = ConditionRuns(context.desk.gateway, context.desk.clock)
        self._leases = RowLeases(context.desk.feed)
        self._chosen = ""
        self._loading = False
        self._resumed = False
        self._pushed: set[str] = set()
        # A condition may say hundreds of names in a second: nobody reads them one by one.
        self._rested = Rested(self, self._show_moved, _REST)
        self._name = ElidedText()
        self.run_button = QtWidgets.QPushButton()
        self.once_button = QtWidgets.QPushButton(tr("Once", "condition"))
        self.sound_button = QtWidgets.QPushButton(tr("Sound", "condition"))
        self._ringing = (context.memory.read(RingingConditions) or RingingConditions()).ringing
        self.table = Table(CONDITIONS, key=lambda row: row.condition.sequence)
        self.grid = Grid(HITS, self._hit_row, dull=lambda row: not row.hit.inside)
        self._second = QtCore.QTimer(self)
        self._second.setInterval(_EVERY)
        self._second.timeout.connect(lambda: self.grid.touch(self.grid.visible_keys()))
        self._prepare()
        self._lay_out()
        self._connect()
        self.show_hits()
        self.load()

    def _prepare(self) -> None:
        memory = self._context.memory
        self.table.set_accessible(tr("Conditions"))
        self.table.horizontalHeader().setSectionResizeMode(
            0, QtWidgets.QHeaderView.ResizeMode.Stretch
        )
        self.table.restore(memory.read(ColumnLayout, "columns-conditions"))
        self.table.arranged.connect(lambda one: memory.write(one, "columns-conditions"))
        self.grid.set_accessible(tr("Names of the condition"))
        self.grid.restore(memory.read(ColumnLayout, "columns-hits"))
        self.grid.arranged.connect(lambda one: memory.write(one, "columns-hits"))
        self.sound_button.setCheckable(True)
        self.sound_button.setProperty("role", "quiet")
        set_tooltip(self.sound_button, tr("A sound when a name comes in or leaves"))
        self.once_button.setProperty("role", "quiet")
        set_tooltip(self.once_button, tr("Search once, beside the ten that run"))
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.sound_button)
        head.addWidget(self.once_button)
        head.addWidget(self.run_button)
        below = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.grid, 1)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(below)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)

    def _connect(self) -> None:
        context, gateway = self._context, self._context.desk.gateway
        self.table.selected.connect(self._condition_chosen)
        self.table.activated_row.connect(lambda row: self.toggle(row.condition))
        self.run_button.clicked.connect(lambda _checked: self._toggle_chosen())
        self.once_button.clicked.connect(lambda _checked: self.search())
        self.sound_button.clicked.connect(lambda _checked: self._toggle_sound())
        self.grid.selected.connect(context.link.set)
        self.grid.activated.connect(context.link.set)
        self.grid.scope_changed.connect(lambda _keys: self._rank())
        self.runs.changed.connect(self._changed)
        self.runs.moved.connect(self._moved)
        context.frame.subscribe(self, self._frame)
        tied = (
            gateway.condition_hits.connect(self._hit),
            gateway.gaps.connect(self._gap),
            gateway.link_changed.connect(self._linked),
            context.link.changed.connect(self.grid.select),
        )
        self.destroyed.connect(closing(*(one.close for one in tied), self._leases.close))

    # --- the list --------------------------------------------------------------------------

    def load(self) -> None:
        """Read the saved conditions, again after a failure."""
        if not self._loading:
            self._loading = True
            self.table.state.show_loading(tr("Reading the conditions…"), tr("Try again"), self.load)
            self._context.tasks.run(self._load())

    async def _load(self) -> None:
        try:
            await self.runs.load()
        except QueryError as error:
            language = self._context.desk.settings.language
            sentence = failure_sentence(language, error, tr("The conditions could not be read."))
            self.table.state.show_state(State.FAILED, sentence, tr("Try again"), self.load)
        else:
            self._resume()
        finally:
            self._loading = False

    def _resume(self) -> None:
        if self._resumed:
            return
        self._resumed = True
        kept = self._context.memory.read(RunningConditions)
        if kept is None and self._context.desk.environment is Environment.PRACTICE:
            self._do(self._first_time)
        for condition in kept.running if kept is not None else ():
            if condition in self.runs.conditions:
                self._do(partial(self._start, condition))

    async def _first_time(self) -> None:
        # A new practice desk opens with searches that move, on the one that holds most.
        for condition in self.runs.conditions[:_FIRST]:
            await self._start(condition)
        fullest = max(self.runs.live, key=self._inside, default=None)
        if fullest is not None and self._inside(fullest):
            self.table.select(fullest.sequence)

    def _inside(self, condition: SavedCondition) -> int:
        run = self.runs.run(condition.sequence)
        return run.inside if run is not None else 0

    def _linked(self, link: LinkState) -> None:
        if link.stream is StreamLink.UP and not self.runs.conditions:
            self.load()

    def _gap(self, gap: Gap) -> None:
        if gap.kind is GapKind.LOST:
            self.runs.lost()
        elif gap.kind is GapKind.RESTORED and self.runs.live:
            self._do(self.runs.again)

    # --- running ---------------------------------------------------------------------------

    def toggle(self, condition: SavedCondition) -> None:
        """Run a condition, or end it."""
        if condition in self.runs.live:
            self._do(partial(self._stop, condition))
        else:
            self._do(partial(self._start, condition))

    def _toggle_chosen(self) -> None:
        for condition in self.runs.conditions:
            if condition.sequence == self._chosen:
                self.toggle(condition)

    def search(self) -> None:
        """Find who meets the chosen condition at this moment; it does not count among the ten."""
        for condition in self.runs.conditions:
            if condition.sequence == self._chosen:
                self._do(partial(self.runs.search, condition))

    def _hit(self, hit: ConditionHit) -> None:
        before = self._is_inside(hit)
        self.runs.take(hit)
        after = self._is_inside(hit)
        heard = any(one.sequence == hit.sequence for one in self._ringing)
        if heard and after is not before:
            self._context.desk.sounds.sound(ENTERED if after else LEFT)

    def _is_inside(self, hit: ConditionHit) -> bool:
        run = self.runs.run(hit.sequence)
        known = run.hit(hit.code) if run is not None else None
        return known is not None and known.inside

    def _toggle_sound(self) -> None:
        chosen = [one for one in self.runs.conditions if one.sequence == self._chosen]
        before = self._ringing
        kept = [one for one in before if one not in chosen]
        self._ringing = (*kept, *(one for one in chosen if one not in before))
        self._context.memory.write(RingingConditions(self._ringing))
        self._changed(self._chosen)

    async def _start(self, condition: SavedCondition) -> None:
        await self.runs.start(condition)
        self._keep()

    async def _stop(self, condition: SavedCondition) -> None:
        try:
            await self.runs.stop(condition.sequence)
        finally:
            self._keep()

    def _do(self, work: _Work) -> None:
        self._context.tasks.run(self._said(work))

    async def _said(self, work: _Work) -> None:
        try:
            await work()
        except QueryError as error:
            language, told = (
                self._context.desk.settings.language,
                tr("The condition could not be run or ended."),
            )
            sentence = failure_sentence(language, error, told)
            self._context.say(Message("attention", sentence, f"condition.{error.code}"))

    def _keep(self) -> None:
        self._context.memory.write(RunningConditions(self.runs.live))

    def _moved(self, sequence: str) -> None:
        self._pushed.add(sequence)
        self._rested.wish()

    def _show_moved(self) -> None:
        pushed, self._pushed = self._pushed, set()
        self._changed(self._chosen if self._chosen in pushed else next(iter(pushed)))

    def _changed(self, sequence: str) -> None:
        self.table.set_rows([self._condition_row(one) for one in self.runs.conditions])
        if self.runs.conditions:
            self.table.state.clear()
        else:
            self.table.state.show_state(
                State.EMPTY,
                tr("There are no saved conditions. Save them in the broker's own terminal."),
                tr("Refresh"),
                self.load,
            )
        if not self._chosen and self.runs.conditions:
            self.table.select(self.runs.conditions[0].sequence)
        if sequence in ("", self._chosen):
            self.show_hits()

    def _condition_row(self, condition: SavedCondition) -> ConditionRow:
        run, rings = self.runs.run(condition.sequence), condition in self._ringing
        if run is None:
            return ConditionRow(condition, None, 0, rings)
        return ConditionRow(condition, run.state, run.inside, rings)

    # --- the names -------------------------------------------------------------------------

    def _condition_chosen(self, row: ConditionRow) -> None:
        if row.condition.sequence != self._chosen:
            self._chosen = row.condition.sequence
            self.show_hits()

    @property
    def _run(self) -> ConditionRun | None:
        return self.runs.run(self._chosen)

    def show_hits(self) -> None:
        """Show the names of the chosen condition; their quotes are leased while they are shown."""
        run = self._run
        codes = tuple(hit.code for hit in run.hits) if run is not None else ()
        if codes != self.grid.keys:
            self.grid.set_keys(codes)
            self._leases.hold(codes)
            self._rank()
        self.grid.viewport().update()
        self._show_head()
        if codes:
            self.grid.state.clear()
        elif run is not None and run.state is RunState.STARTING:
            self.grid.state.show_loading(tr("Searching…"))
        elif run is not None and run.state is not RunState.STOPPED:
            self.grid.state.show_state(State.EMPTY, tr("No name meets this condition now."))
        elif not self._chosen:
            self.grid.state.show_state(State.EMPTY, tr("Choose a condition above."))
        else:
            self.grid.state.show_state(
                State.EMPTY,
                tr("Run the condition to see its names."),
                tr("Run"),
                self._toggle_chosen,
            )

    def _show_head(self) -> None:
        found = [one for one in self.runs.conditions if one.sequence == self._chosen]
        self._name.set_text(found[0].name if found else "")
        live = any(one.sequence == self._chosen for one in self.runs.live)
        self.once_button.setEnabled(bool(found) and not live)
        self.run_button.setText(tr("End", "condition") if live else tr("Run"))
        self.run_button.setEnabled(bool(found))
        self.sound_button.setEnabled(bool(found))
        self.sound_button.setChecked(bool(found) and found[0] in self._ringing)

    def _hit_row(self, code: str) -> HitRow | None:
        run = self._run
        hit = run.hit(code) if run is not None else None
        if hit is None:
            return None
        desk = self._context.desk
        name, quote, age = desk.instruments.name(code), desk.state.quote(code), desk.feed.age(code)
        return HitRow(hit, name, quote, age, hit.stayed(f"{desk.clock.market():%H%M%S}"))

    def _frame(self, dirty: Dirty) -> None:
        run = self._run
        if run is not None:
            for code in self.grid.keys if dirty.everything else dirty:
                self._first_price(run, code)
        self.grid.apply(dirty)

    def _first_price(self, run: ConditionRun, code: str) -> None:
        hit, quote = run.hit(code), self._context.desk.state.quote(code)
        if hit is None or hit.first_price or quote is None:
            return
        age, now = self._context.desk.feed.age(code), self._context.desk.clock.monotonic()
        # A price left over from an earlier look is not the price at which the name came in.
        heard = age.kind in (AgeKind.FRESH, AgeKind.QUIET, AgeKind.POLLED)
        if heard and age.seconds <= max(now - hit.since, _HEARD):
            run.price(code, quote.price)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Ask for the rows in sight first, and count how long they stay."""
        super().showEvent(event)
        self._rank()
        self._second.start()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Leave the stream to what can be seen."""
        super().hideEvent(event)
        self._rank()
        self._second.stop()

    def _rank(self) -> None:
        self._leases.see(self.grid.visible_keys() if self.isVisible() else ())


PANEL = PanelSpec(id="conditions", title=mark("Conditions"), make=Conditions, area=Area.LEFT_BELOW)
