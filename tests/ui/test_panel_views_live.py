"""The panels of views live: pushes, members, filters in words, and trouble that leaves old rows."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import elws, etfs, members, programmes, shorts
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.panels.view_sheet import ViewSheet
from kiwoom_desk.ui.shell.panel import PanelSpec
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.practice_desk import PracticeDesk, practice_desk

NAME = "005930"
LIVE = (
    (programmes.PANEL, "programmes-time", NAME),
    (members.PANEL, "members-now", NAME),
    (etfs.PANEL, "etfs-time", "069500"),
    (elws.PANEL, "elws-worth", "005930"),
    (elws.PANEL, "elws-facts", "005930"),
)


@pytest.fixture(autouse=True)
def look(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)


def opened(desk: PracticeDesk, spec: PanelSpec, qtbot: QtBot) -> ViewBoard:
    panel = desk.make(spec, ViewBoard, 900, 640)
    qtbot.addWidget(panel)
    panel.every.setCurrentIndex(panel.every.findData(0))
    return panel


def answered(sheet: ViewSheet) -> bool:
    return not sheet.busy and (sheet.question is not None or sheet._failed)


async def test_views_of_one_name_follow_the_stream_in_sight(qtbot: QtBot) -> None:
    async with practice_desk(speed=20.0) as desk:
        for spec, view, code in LIVE:
            desk.link.set(code)
            panel = opened(desk, spec, qtbot)
            panel.choose(view)
            sheet = panel.sheet
            await until(lambda sheet=sheet: answered(sheet))
            before = len(sheet.answer.rows)
            await until(lambda panel=panel: panel.said.text().startswith("Live"))
            follow = sheet.spec.follow
            assert follow is not None
            best = ["0C"] if sheet.spec.worth else []
            assert [one.wanted.type for one in desk.feed._watches] == [follow.type, *best]
            if sheet.best is not None:
                line = sheet.best
                await until(lambda line=line: "%" in line.ask.text() + line.bid.text())
            if follow.lines:
                await until(lambda sheet=sheet: sheet.answer.plot.isVisible())
            if follow.at:
                await until(lambda sheet=sheet, before=before: len(sheet.answer.rows) > before)
            panel.hide()
            assert not desk.feed._watches
            panel.close()


async def test_a_chosen_name_and_member_are_shown_in_every_view(qtbot: QtBot) -> None:
    async with practice_desk(speed=20.0) as desk:
        desk.link.set(NAME)
        panel = opened(desk, members.PANEL, qtbot)
        panel.choose("members-net")
        sheet = panel.sheet
        await until(lambda: answered(sheet))
        table = sheet.answer.table
        assert table is not None
        await until(lambda: bool(table.rows.rows))
        table.selectRow(2)
        row, shown = table.rows.rows[2], sheet.answer.shown
        assert shown is not None
        code = row.cells[[c.key for c in shown.columns].index("mmcm_cd")].text.strip()
        panel.choose("members-trend")
        trend = panel.sheet
        await until(lambda: answered(trend))
        assert trend.question is not None and trend.question.values["mmcm_cd"] == code
        assert trend.filters.boxes["mmcm_cd"].currentData() == code
        desk.link.set("000660")
        await until(
            lambda: (
                answered(trend)
                and trend.question is not None
                and trend.question.values["stk_cd"] == "000660"
            )
        )
        assert "000660" in panel.subject.text()
        panel.close()


async def test_a_sieve_in_words_leaves_the_rows_it_names(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        panel = opened(desk, elws.PANEL, qtbot)
        panel.choose("elws-all")
        sheet = panel.sheet
        await until(lambda: answered(sheet))
        whole = len(sheet.answer.rows)
        assert sheet.filters.sieve is not None
        found = 0
        for title in ("In the money", "At the money", "Out of the money"):
            sheet.filters.sieve.setCurrentIndex(sheet.filters.sieve.findData(title))
            found += len(sheet.answer.rows)
        assert 0 < found <= whole
        panel.close()


async def test_a_refusal_is_told_in_the_broker_s_words_and_old_rows_stay(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        desk.link.set(NAME)
        desk.trouble(do="refuse", code="1511", message="점검 중입니다")
        panel = opened(desk, shorts.PANEL, qtbot)
        sheet = panel.sheet
        await until(lambda: answered(sheet))
        assert sheet.state.state is State.FAILED and "점검 중입니다" in sheet.state.sentence
        desk.trouble()
        sheet.refresh()
        await until(lambda: answered(sheet) and sheet.state.state is None)
        rows = len(sheet.answer.rows)
        assert rows
        desk.trouble(do="refuse", code="1511", message="점검 중입니다")
        sheet.refresh()
        await until(lambda: "점검 중입니다" in panel.said.text())
        assert len(sheet.answer.rows) == rows and sheet.state.state is None
        panel.close()
