"""The market panels on the real wire: a practice exchange answers, streams and searches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gateway, Keys
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.age import AgeKind, Way
from kiwoom_desk.market.conditions import RunState
from kiwoom_desk.market.feed import Feed
from kiwoom_desk.ui.panels import conditions, rankings, tape, themes, watch
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED
from tests.support.loopback import until
from tests.support.panel_desk import PanelDesk
from tests.support.panels import apply_look
from tests.support.practice import practice


@asynccontextmanager
async def live_desk() -> AsyncIterator[PanelDesk]:
    """Put a desk of panels on a gateway of its own; the feed and the frames run."""
    async with practice(quota="none", speed=20.0) as server:
        clock = SystemClock()
        gateway = Gateway(
            environment=Environment.PRACTICE,
            host=Host(server.rest, server.websocket),
            keys=Keys(Secret(server.appkey), Secret(server.secretkey)),
            clock=clock,
            catalogue=catalogue(),
            limits=UNLIMITED,
            durations=Durations(control_gap=0.02),
            tls=None,
        )
        desk = PanelDesk()
        desk.clock, desk.gateway = cast(Any, clock), cast(Any, gateway)
        up = Way(True, 0.0, 1.0, True)
        desk.feed = Feed(gateway, desk.state, clock, lambda: up)
        gateway.on_quote = lambda quote: desk.state.apply_quote(quote, clock.monotonic())
        gateway.on_tick = desk.state.apply_tick
        try:
            await gateway.open()
            gateway.connect()
            await until(lambda: gateway.is_registered("", "00"))
            desk.index.load(await gateway.instruments())
            feeding = asyncio.ensure_future(desk.feed.run())
            desk.frame.start()
            yield desk
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
        finally:
            desk.frame.stop()
            desk.tasks.close()
            await gateway.close()


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


async def test_rankings_hold_real_names_in_order(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = desk.make(rankings.PANEL, ViewBoard)
        qtbot.addWidget(panel)

        def told(key: str) -> list[Any]:
            shown = panel.sheet.answer.shown
            if shown is None:
                return []
            place = [column.key for column in shown.columns].index(key)
            return [row.cells[place].value for row in shown.rows]

        for view, key in (("volume", "trde_qty"), ("value", "trde_prica")):
            panel.choose(view)
            await until(lambda key=key: bool(told(key)))
            assert told(key) == sorted(told(key), reverse=True)
        panel.choose("gainers")
        await until(lambda: bool(told("stk_cd")))
        assert all(desk.index.get(code) is not None for code in told("stk_cd"))
        everywhere = set(told("stk_cd"))
        panel.sheet.filters.take("mrkt_tp", "101")
        await until(lambda: bool(told("stk_cd")) and not panel.sheet.busy)
        assert set(told("stk_cd")) != everywhere
        panel.close()


async def test_themes_show_their_names(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = desk.make(themes.PANEL, themes.Themes)
        qtbot.addWidget(panel)
        await until(lambda: bool(panel.members.table.rows.rows))
        groups = panel.groups.table.rows.rows
        assert len(groups) >= 40
        chosen = panel.groups.table.current_row()
        assert len(panel.members.table.rows.rows) == chosen.figures["stk_num"]
        panel.members.table.selectRow(0)
        assert desk.link.instrument == panel.members.table.rows.rows[0].key
        panel.close()


async def test_a_condition_runs_live(qtbot: QtBot) -> None:
    async with live_desk() as desk:
        panel = desk.make(conditions.PANEL, conditions.Conditions)
        qtbot.addWidget(panel)
        await until(lambda: len(panel.runs.conditions) >= 12)
        for condition in panel.runs.conditions[:10]:
            panel.toggle(condition)
        await until(
            lambda: (
                len(panel.runs.live) == 10
                and all(
                    cast(Any, panel.runs.run(one.sequence)).state is RunState.RUNNING
                    for one in panel.runs.live
                )
            )
        )
        told = []
        cast(Gateway, desk.gateway).condition_hits.connect(told.append)
        fullest = max(
            panel.runs.live, key=lambda one: cast(Any, panel.runs.run(one.sequence)).inside
        )
        panel.table.select(fullest.sequence)
        await until(lambda: any(_known(panel, code) for code in panel.grid.keys))
        await until(lambda: bool(told))
        panel.toggle(panel.runs.conditions[10])
        await until(lambda: bool(desk.said))
        assert "conditions_full" in desk.said[0].code
        panel.close()


def _known(panel: conditions.Conditions, code: str) -> bool:
    row = panel._hit_row(code)
    return row is not None and row.since is not None


async def test_watch_list_and_tape_move(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async with live_desk() as desk:
        panel = desk.make(watch.PANEL, watch.WatchList)
        prints = desk.make(tape.PANEL, tape.Tape)
        qtbot.addWidget(panel)
        qtbot.addWidget(prints)
        # The pointer stands wherever the test before this one left it.
        monkeypatch.setattr(prints.grid.viewport(), "underMouse", lambda: False)
        desk.link.set(panel.codes[0])
        rows = [panel._row(code) for code in panel.codes]
        await until(
            lambda: all(panel._row(code).age.kind is not AgeKind.NONE for code in panel.codes)
        )
        assert all(row.name != row.code for row in rows)
        await until(lambda: prints._strength.text() != "" and len(prints.grid.keys) > 1)
        before = prints.grid.keys[0]
        await until(lambda: prints.grid.keys[0] != before)
        panel.close()
        prints.close()
