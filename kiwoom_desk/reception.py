"""Receives a person: first steps, keys, the first look, news of versions, diagnostics; refuses to trade."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiwoom_desk import __version__, texts
from kiwoom_desk.base import files
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.notices import Notice
from kiwoom_desk.base.settings import Environment, Profile, Settings
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.reach import DeskOptions
from kiwoom_desk.updates import Updates, may_ask

if TYPE_CHECKING:
    from kiwoom_desk import diagnostics
    from kiwoom_desk.broker.gateway import LinkState
    from kiwoom_desk.rooms import Rooms
    from kiwoom_desk.ui.shell.banners import Banner
    from kiwoom_desk.ui.shell.panel import Message
    from kiwoom_desk.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

_KEYS_REFUSED = frozenset({"8001", "8002", "8020", "8030", "8031"})
_LINE_REFUSED = frozenset({"8010", "8040", "8050"})
_STEP_KEYS, _STEP_REFUSED = 1, 3


class Reception:
    """The lines under the window's top and the Help menu of one desk."""

    def __init__(
        self,
        window: MainWindow,
        options: DeskOptions,
        profile: Profile,
        clock: Clock,
        tasks: TaskScope,
    ) -> None:
        from kiwoom_desk.ui.shell.banners import Banners

        self._window, self._options, self._profile = window, options, profile
        self._clock, self._tasks = clock, tasks
        self._rooms: Rooms | None = None
        self.updates = Updates(profile.root, clock, self._quiet)
        self.updates.news.connect(self._news)
        self.banners = Banners()
        self.banners.stand_below(window.halt_bar)
        self._offer_help()
        window.said.connect(self._heard)
        window.chosen.changed.connect(self._settings)
        self._settings(window.settings)
        if options.guided and not window.settings.guide_seen:
            self._welcome()

    def know(self, rooms: Rooms) -> None:
        """Take the rooms once they stand, and begin to ask for updates when nothing is at stake."""
        self._rooms = rooms
        rooms.gateway.link_changed.connect(self._linked)
        rooms.orders.lock.changed.connect(lambda _reason: self._guard())
        self._guard()
        self._tasks.run(self.updates.run(), "updates")

    def _quiet(self) -> bool:
        rooms = self._rooms
        return rooms is not None and may_ask(rooms.rules, self._clock.wall(), rooms.orders)

    # --- the Help menu ---------------------------------------------------------------------

    def _offer_help(self) -> None:
        from kiwoom_desk.ui.kit.language import mark, tr
        from kiwoom_desk.ui.shell.actions import Action

        window, broker = self._window, self._options.environment is not Environment.PRACTICE
        entries = [
            ("guide", mark("First steps"), lambda: self.show_guide(0)),
            ("guide.keys", mark("Keys and addresses, with pictures"), self._show_keys),
            ("connect_only", mark("Orders on or off (only look)"), self._turn),
            ("updates", mark("New versions"), self._show_updates),
            ("diagnostics", mark("Diagnostics…"), self._ask_diagnostics),
        ]
        if broker:
            entries.insert(2, ("keys", mark("Enter keys again…"), self._ask_keys))
        menu = window.menus.bar.addMenu(tr("Help", "menu"))
        for id_, title, call in entries:
            shown = window.actions_.add(Action(id_, title, call))
            shown.setObjectName(id_)
            menu.addAction(shown)

    def show_guide(self, step: int) -> None:
        """Show the guide at a step, over whatever waits for an answer."""
        from kiwoom_desk.ui.shell.guide import open_guide

        language = self._window.settings.language
        open_guide(self._window, language, self._options.environment, self._start_desk, step)

    def _show_keys(self) -> None:
        self.show_guide(_STEP_KEYS)

    def _start_desk(self, environment: Environment) -> None:
        from kiwoom_desk.ui.shell.guide import start_program

        start_program(desk_command(self._options, environment))

    # --- lines -----------------------------------------------------------------------------

    def _guard(self) -> None:
        # Nobody turns orders on or changes keys at a locked desk; but a live start is locked before it
        # is connected, and refused keys have to be changed there.
        reason = self._rooms.orders.lock.reason if self._rooms is not None else ""
        for name, free in (("connect_only", ("",)), ("refused", ("", "start"))):
            line = self.banners.line(name)
            if line is not None:
                line.set_usable(reason in free)

    def _line(
        self,
        name: str,
        told: str,
        tone: str,
        *offers: tuple[str, Callable[[], object]],
        away: Callable[[], object] | None = None,
        agree: str = "",
    ) -> Banner:
        from kiwoom_desk.ui.shell.banners import Banner

        shown = self.banners.line(name)
        if shown is not None and shown.told.text() == told:
            return shown
        line = Banner(told, tone, offers, away, agree)
        self.banners.show_line(name, line)
        self._guard()
        return line

    def _welcome(self) -> None:
        from kiwoom_desk.ui.kit.language import tr
        from kiwoom_desk.ui.shell.guide import STEPS

        def opener(step: int) -> Callable[[], None]:
            return lambda: self.show_guide(step)

        offers = [(f"{step + 1} {tr(STEPS[step])}", opener(step)) for step in range(3)]
        told = tr("New here? The practice exchange already moves; keys can wait.")
        if self._options.environment is not Environment.PRACTICE:
            told = tr("New here? Three steps to your first order.")
        self._line("welcome", told, "", *offers, away=self._welcomed)

    def _welcomed(self) -> None:
        self.banners.drop("welcome")
        self._window.chosen.choose(guide_seen=True)

    def _settings(self, settings: Settings) -> None:
        shown = self.banners.line("connect_only") is not None
        if settings.connect_only and not shown:
            self._look_only()
        elif not settings.connect_only and shown:
            self.banners.drop("connect_only")

    def _look_only(self) -> None:
        from kiwoom_desk.ui.kit.language import tr

        told = tr("Only looking: no order goes out, cancels and the emergency stop do.")
        agree = tr("Deposit and holdings are as at the broker")
        orders_on = (tr("Turn orders on"), self._turn)
        self._line("connect_only", told, "attention", orders_on, agree=agree)

    def _turn(self) -> None:
        self._window.chosen.choose(connect_only=not self._window.settings.connect_only)

    def _heard(self, message: Message) -> None:
        from kiwoom_desk.ui.kit.language import tr

        section, _, code = message.code.partition(".")
        if section == "keyring":
            away = lambda: self.banners.drop("keyring")  # noqa: E731
            self._line("keyring", message.text, "attention", away=away)
        elif section == "query" and code in _KEYS_REFUSED | _LINE_REFUSED:
            offers = [(tr("What to do"), lambda: self.show_guide(_STEP_REFUSED))]
            if code in _KEYS_REFUSED and self._options.environment is not Environment.PRACTICE:
                offers.insert(0, (tr("Enter keys again…"), self._ask_keys))
            self._line("refused", message.text, "attention", *offers)

    def _linked(self, link: LinkState) -> None:
        from kiwoom_desk.broker.gateway import RestState

        if link.rest is RestState.UP:
            self.banners.drop("refused")

    # --- keys ------------------------------------------------------------------------------

    def _ask_keys(self) -> None:
        self._tasks.run(self._new_keys(), "keys")

    async def _new_keys(self) -> None:
        from kiwoom_desk.base.vault import Vault
        from kiwoom_desk.broker.gateway import Keys
        from kiwoom_desk.rooms import keep_keys
        from kiwoom_desk.ui.shell.connect import ask_keys

        typed = await ask_keys(self._window, self._options.environment)
        if typed is None:
            return
        vault, keys = Vault(), Keys(typed.appkey, typed.secretkey)
        if not await keep_keys(vault, self._options.environment, keys):
            self._window.say_code("attention", f"keyring.{vault.problem}")
        # A journal that is open belongs to the account of the keys in use.
        if self._rooms is not None and not self._rooms.orders.started:
            self._rooms.gateway.replace_keys(keys)
            self._window.say_code("info", "start.keys_tried")
        else:
            self._window.say_code("info", "start.keys_later")

    # --- versions and diagnostics ----------------------------------------------------------

    def _news(self, notice: Notice) -> None:
        from kiwoom_desk.ui.kit.language import tr

        facts: dict[str, object] = {"version": notice.version, "date": notice.date.isoformat()}
        told = texts.sentence(self._window.settings.language, "updates.news", facts)
        more = (tr("Details"), lambda: self._show_notice(notice))
        self._line("update", told, "good", more, away=lambda: self.banners.drop("update"))

    def _show_notice(self, notice: Notice) -> None:
        from kiwoom_desk.ui.shell.update_page import UpdatePage

        page = self._window.findChild(UpdatePage)
        (page or UpdatePage(self._window, self._window.settings.language, notice)).show()

    def _show_updates(self) -> None:
        known = self.updates.known
        if known is not None:
            self._show_notice(known)
        elif self.updates.source.on:
            self._window.say_code("info", "updates.on", {"version": __version__})
        else:
            self._window.say_code("info", "updates.off")

    def _ask_diagnostics(self) -> None:
        self._tasks.run(self.show_diagnostics(), "diagnostics")

    async def show_diagnostics(self) -> None:
        """Gather on another thread, then show what there is; nothing is written before the press."""
        from kiwoom_desk import diagnostics
        from kiwoom_desk.broker.hosts import BROKER_HOSTS
        from kiwoom_desk.doctor import told
        from kiwoom_desk.ui.shell.diagnostics_page import DiagnosticsPage

        hosts = [host.rest for host in BROKER_HOSTS.values()]
        language = self._window.settings.language

        def gather() -> tuple[diagnostics.Part, ...]:
            findings = list(told(hosts, self._profile.root, self._clock, language))
            return diagnostics.parts(self._profile, findings, self._clock)

        found = await asyncio.to_thread(gather)
        if self._window.findChild(DiagnosticsPage) is not None:
            return

        def write(path: Path) -> None:
            files.save(path, diagnostics.zipped(found))

        name = diagnostics.file_name(self._clock)
        DiagnosticsPage(self._window, language, found, name, write).show()


def desk_command(options: DeskOptions, environment: Environment) -> list[str]:
    """Return the command of a desk of another environment, from a checkout or a bundle."""
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "kiwoom_desk"]
    more = [] if options.profile is None else ["--profile", str(options.profile)]
    if options.language:
        more += ["--language", options.language]
    return [*program, "--env", environment.value, *more]
