"""The main window: docks in the environment's frame, menus, top and status lines; refuses prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.settings import Chosen, Environment, Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.actions import Action, Actions
from kiwoom_desk.ui.shell.docks import Docks, make_manager
from kiwoom_desk.ui.shell.halt_bar import HaltBar, stop_button
from kiwoom_desk.ui.shell.links import GROUPS, Link, LinkGroups
from kiwoom_desk.ui.shell.menus import Menus
from kiwoom_desk.ui.shell.palette import CommandBox
from kiwoom_desk.ui.shell.panel import (
    DeskContext,
    KeptPanels,
    Message,
    PanelSpec,
    TicketRequest,
)
from kiwoom_desk.ui.shell.panel_host import PanelHost
from kiwoom_desk.ui.shell.perspectives import Perspectives
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.status import StatusBar
from kiwoom_desk.ui.shell.top_bar import ENVIRONMENTS, EnvironmentMark, TopBar
from kiwoom_desk.ui.shell.workspace import SavedLayout, Workspace, on_screen, screens

if TYPE_CHECKING:
    from kiwoom_desk.domain.rules import MarketRules
    from kiwoom_desk.ui.shell.farewell import LeftBehind
    from kiwoom_desk.ui.shell.lock_page import LockPage

FRAME = 3
_WHILE_LOCKED = frozenset({"halt", "quit"})
NAME = "kiwoom_desk"


class MainWindow(QtWidgets.QWidget):
    """Show frames and titles at once, panels with `fill`; works with any set of specs.

    `ticket_asked` carries what the ticket panel is to be filled with, `said` every message,
    `halt_asked` by what HALT was pulled, `lock_asked` that the desk is to be locked,
    `settings_chosen` settings to be saved, `closing` asks the program to end. Without `rules` it
    stands with frames and titles only, until `complete`.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        settings: Settings,
        clock: Clock,
        rules: MarketRules | None,
        instruments: InstrumentIndex,
        specs: Sequence[PanelSpec],
        frame: FrameClock,
        layouts: Path,
        kept_panels: KeptPanels = lambda _kept: (),
    ) -> None:
        super().__init__()
        self.environment, self.chosen, self.frame = environment, Chosen(settings), frame
        self._clock = clock
        frame.meter.watch(self)
        self._desk: DeskContext | None = None
        self.links = LinkGroups()
        self.ticket_asked: Signal[TicketRequest] = Signal()
        self.said: Signal[Message] = Signal()
        self.settings_chosen: Signal[Settings] = Signal()
        self.closing: Signal[None] = Signal()
        self.halt_asked: Signal[str] = Signal()
        self.lock_asked: Signal[None] = Signal()
        self.chosen.changed.connect(self.settings_chosen.emit)
        self.leaves_behind: Callable[[], LeftBehind | None] = lambda: None
        self._may_close = False
        self.filled = False
        self._workspace = Workspace(layouts)
        loaded = self._workspace.load()
        self._layout, self._set_aside = loaded.layout, loaded.set_aside
        self._shared = False
        self.panels = PanelHost(self, loaded.layout)
        self.tasks, self.widgets = self.panels.tasks, self.panels.widgets
        self.actions_ = Actions(self)
        stage = QtWidgets.QWidget(self)
        stage.setObjectName("shell")
        self.box = CommandBox(self.actions_, instruments, self, settings.language == "en")
        self.box.function_chosen.connect(lambda one: _pages().open_function(self, one))
        self.box.chosen.connect(lambda code: self.links.group("A").set(code))
        instruments.loaded.connect(lambda _none: self.docks.repaint_lists())
        self._mark = EnvironmentMark(environment)
        self.menus = Menus(self)
        self.top = TopBar(
            self.menus.bar,
            self.box,
            self._mark,
            stop_button(lambda: self.halt_asked.emit("button")),
        )
        self.tasks["window"] = TaskScope(self._task_failed)
        self.halt_bar = HaltBar(self.tasks["window"], settings.language)
        self.status = StatusBar()
        self.docks = Docks(make_manager(stage), (*specs, *kept_panels(loaded.layout.panels)))
        kept = self._layout
        self.perspectives = Perspectives(
            self, self.docks, kept.perspectives, kept.version, self.save
        )
        self._lay_out(stage)
        self._name()
        self._restore()
        theme.wear(self)
        self.setFocus()
        self._look_subscription = theme.changed.connect(lambda _look: self._take_look())
        if rules is not None:
            self.complete(rules)

    def complete(self, rules: MarketRules) -> None:
        """Add what nobody sees in a first window: actions with their keys and menus, the session."""
        from kiwoom_desk.ui.shell.session_clock import SessionClock

        self._add_actions()
        self.top.show_session(SessionClock(self.environment, self._clock, rules))

    @cached_property
    def lock_page(self) -> LockPage:
        """Return the page that covers the panels of a locked desk."""
        return _pages().LockPage(self.docks.manager, self.settings.language)

    def _lay_out(self, stage: QtWidgets.QWidget) -> None:
        inner = QtWidgets.QVBoxLayout(stage)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.top)
        inner.addWidget(self.halt_bar)
        inner.addWidget(self.docks.manager, 1)
        inner.addWidget(self.status)
        outer = QtWidgets.QVBoxLayout(self)
        outer.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
        outer.addWidget(stage)

    def _name(self) -> None:
        self.setWindowTitle(f"[{tr(ENVIRONMENTS[self.environment])}] {NAME}")
        self.setAccessibleName(self.windowTitle())

    def _take_look(self) -> None:
        self._mark.take_look()
        self.docks.take_look()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Share the room of the opening layout, now that the size is known."""
        super().showEvent(event)
        if not self._layout.docks and not self._shared:
            self._shared = True
            self.docks.share()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the frame of the environment."""
        painter = QtGui.QPainter(self)
        painter.fillRect(
            self.rect(), theme.qcolour(theme.look().environment(self.environment).ground)
        )
        painter.end()

    # --- panels ----------------------------------------------------------------------------

    def fill(self, desk: DeskContext) -> None:
        """Make every panel, those in sight first and those that wait in the menu when shown."""
        self._desk, self.filled = desk, True
        if self._set_aside is not None:
            code = "window.layout_newer" if self._workspace.newer else "window.layout_set_aside"
            self.say_code("attention", code, {"file": self._set_aside.name})
        self.panels.fill(desk)

    def _task_failed(self, error: Exception) -> None:
        facts = {"panel": NAME, "error": f"{type(error).__name__}: {error}"}
        self.say_code("error", "window.panel_failed", facts)

    def link_of(self, id_: str) -> Link:
        """Return the link of a panel that was made."""
        return self.panels.links[id_]

    # --- messages --------------------------------------------------------------------------

    def say(self, message: Message) -> None:
        """Show a message in the status line and hand it to the message panel."""
        self.status.set_message(message.text)
        self.said.emit(message)

    def say_code(self, level: str, code: str, facts: Mapping[str, object] | None = None) -> None:
        """Say the sentence of a code in the person's language."""
        told = texts.sentence(self.settings.language, code, facts)
        self.say(msgspec.convert({"level": level, "text": told, "code": code}, Message))

    # --- settings and actions --------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self.chosen.value

    def show_settings(self) -> None:
        """Show the page of settings, one at a time; there is none before the rooms stand."""
        if self._desk is None:
            self.say_code("attention", "window.starting")
        else:
            _pages().show_settings(self, self._desk)

    def choose(self, **changes: object) -> None:
        """Change settings from a menu; the look follows at once."""
        self.chosen.choose(**changes)
        app = QtWidgets.QApplication.instance()
        if isinstance(app, QtWidgets.QApplication):
            chosen = self.settings
            theme.apply(app, chosen.theme, chosen.colours, chosen.density)
        self.frame.set_rate(self.settings.frame_rate)
        if "language" in changes:
            self.say_code("info", "window.language_later")

    def _add_actions(self) -> None:
        add = self.actions_.add
        pull = partial(self.halt_asked.emit, "key")
        add(Action("halt", mark("Emergency stop"), pull, ("Ctrl+Shift+K",)))
        add(Action("lock", mark("Lock the desk"), partial(self.lock_asked.emit, None), ("Ctrl+L",)))
        add(Action("settings", mark("Settings"), self.show_settings, ("Ctrl+,",)))
        add(Action("search", mark("Search"), self.box.open, ("Ctrl+P", "/")))
        for place, spec in enumerate(self.docks.specs.values()):
            keys: tuple[str, ...] = (f"Alt+{place + 1}",) if place < 9 else ()
            add(Action(f"panel.{spec.id}", spec.title, self.docks.opener(spec.id), keys))
        add(Action("layout.reset", mark("Opening layout"), self.docks.arrange, ("Ctrl+Shift+L",)))
        add(Action("layout.save", mark("Save layout"), self.save, ("Ctrl+S",)))
        self.perspectives.add_action(self.actions_)
        self.menus.add_choices(self.actions_, self.choose)
        add(Action("performance", mark("Performance figures"), self._performance, ("F12",)))
        add(Action("quit", mark("Quit"), self.close, ("Ctrl+Q",)))
        panels = [f"panel.{id_}" for id_ in self.docks.specs]
        self.menus.build(self.actions_, panels, self.perspectives)

    def set_locked(self, locked: bool) -> None:
        """Take menus, search and keys away while the desk is locked, but for the emergency stop."""
        self.top.cover_account(locked)
        for part in (self.menus.bar, self.box, *self.docks.manager.floatingWidgets()):
            part.setEnabled(not locked)
        for action in self.actions_.all():
            self.actions_.shown(action.id).setEnabled(not locked or action.id in _WHILE_LOCKED)
        if locked:
            _pages().close_settings(self)

    def _performance(self) -> None:
        _pages().toggle_performance(self, self.frame.meter, self._desk)

    # --- layout ----------------------------------------------------------------------------

    def _restore(self) -> None:
        self.resize(1600, 960)
        self.docks.arrange()
        kept = self._layout
        if kept.geometry:
            self.restoreGeometry(QtCore.QByteArray(kept.geometry))
        self.docks.restore(kept.docks, kept.version)
        for name, code in kept.instruments.items():
            if name in GROUPS:
                self.links.group(name).set(code)
        self.rescue()

    def rescue(self) -> None:
        """Bring the window and floating panels back where a screen is."""
        found = screens()
        self.setGeometry(on_screen(self.geometry(), found))
        for floating in self.docks.manager.floatingWidgets():
            floating.setGeometry(on_screen(floating.geometry(), found))

    def layout_now(self) -> SavedLayout:
        """Return all that is kept of this window."""
        return SavedLayout(
            geometry=bytes(self.saveGeometry().data()),
            docks=bytes(self.docks.manager.saveState(self._layout.version).data()),
            panels=self._layout.panels
            | {id_: memory.kept() for id_, memory in self.panels.memories.items()},
            links=self._layout.links | {id_: one.name for id_, one in self.panels.links.items()},
            instruments={
                name: self.links.group(name).instrument
                for name in GROUPS
                if self.links.group(name).instrument
            },
            perspectives=self.perspectives.kept,
        )

    def save(self) -> None:
        """Keep the layout now."""
        self._workspace.save(self.layout_now())

    def show_crash(self, report: Path) -> None:
        """Show the report of an error; one page at a time."""
        self.say_code("error", "window.crashed", {"file": str(report)})
        _pages().show_crash(self, report)

    def _close_now(self) -> None:
        self._may_close = True
        self.close()

    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        """Ask first where orders live on; then keep the layout, end the tasks, tell the program."""
        left = None if self._may_close else self.leaves_behind()
        if left:
            event.ignore()
            stop = partial(self.halt_asked.emit, "close")
            _pages().ask_close(self, left, self._close_now, stop)
            return
        self.save()
        self.frame.stop()
        for scope in self.tasks.values():
            scope.close()
        for floating in self.docks.manager.floatingWidgets():
            floating.hide()
        self._look_subscription.close()
        event.accept()
        self.closing.emit(None)


def _pages() -> ModuleType:
    # The first window waits for none of them.
    from kiwoom_desk.ui.shell import pages

    return pages
