"""The cold list: sorted, filtered, copied; a change keeps selection and place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.columns import ColumnLayout
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import RowMenu, Table
from tests.support.panels import COLUMNS, Row, apply_look, make_rows


@pytest.fixture
def rows() -> list[Row]:
    return list(make_rows(12).values())


@pytest.fixture
def table(qtbot: QtBot, qapp: QtWidgets.QApplication, rows: list[Row]) -> Table:
    apply_look(qapp)
    made = Table(COLUMNS, key=lambda row: row.code)
    made.set_rows(rows)
    made.resize(460, 300)
    qtbot.addWidget(made)
    return made


def test_the_model_keeps_the_rules_of_models(table: Table, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(table.rows)


def test_a_change_keeps_the_selection(table: Table, rows: list[Row]) -> None:
    table.select("000004")
    changed = [msgspec.structs.replace(row, price=row.price + 1) for row in rows]
    table.set_rows(changed)
    assert table.current_row() == changed[4]
    table.set_rows(changed[2:])
    assert table.current_row() == changed[4]


def test_only_changed_rows_are_told(table: Table, rows: list[Row], qtbot: QtBot) -> None:
    told: list[int] = []
    table.rows.dataChanged.connect(lambda first, last, roles: told.append(first.row()))
    table.set_rows([*rows[:3], msgspec.structs.replace(rows[3], price=1), *rows[4:]])
    assert told == [3]


def test_what_is_hidden_stays_so_whatever_the_rows_do(table: Table, rows: list[Row]) -> None:
    table.show()
    header, last = table.horizontalHeader(), len(COLUMNS) - 1
    for place in (last - 1, last):
        header.setSectionHidden(place, True)
    told: list[ColumnLayout] = []
    table.arranged.connect(told.append)
    header.sectionClicked.emit(1)
    table.set_rows(rows[3:])
    table.set_rows(rows)
    gone = {COLUMNS[last - 1].id, COLUMNS[last].id}
    assert header.isSectionHidden(last) and header.isSectionHidden(last - 1)
    assert [set(layout.hidden) for layout in told] == [gone]
    # One that was kept as a column of no width comes back hidden.
    table.restore(msgspec.structs.replace(told[-1], hidden=(), widths={COLUMNS[last].id: 0}))
    assert header.isSectionHidden(last) and not header.isSectionHidden(last - 1)


def test_sorting_and_filtering(table: Table) -> None:
    table.rows.sort(1, QtCore.Qt.SortOrder.DescendingOrder)
    table.set_filter(lambda row: row.change > 0)
    shown = table.rows.rows
    assert shown
    assert all(row.change > 0 for row in shown)
    assert [row.price for row in shown] == sorted((row.price for row in shown), reverse=True)


def test_selection_and_activation_carry_rows(table: Table, rows: list[Row], qtbot: QtBot) -> None:
    seen: list[Any] = []
    activated: list[Any] = []
    menus: list[RowMenu] = []
    table.selected.connect(seen.append)
    table.activated_row.connect(activated.append)
    table.menu_asked.connect(menus.append)
    table.selectRow(2)
    table.activated.emit(table.rows.index(2, 0))
    assert seen == [rows[2]]
    assert activated == [rows[2]]


def test_copy_takes_shown_columns_in_their_order(table: Table) -> None:
    table.restore(ColumnLayout(order=("price", "name"), hidden=("volume",)))
    table.selectRow(0)
    assert table.copy_text() == "Price\tName\tChange\t%\n50,000\t삼성전자\t▼700\t-2.46"


def test_an_arrangement_is_kept_and_restored(qtbot: QtBot, table: Table) -> None:
    table.horizontalHeader().moveSection(3, 0)
    table.horizontalHeader().resizeSection(1, 150)
    table._sort_clicked(1)
    stored = msgspec.json.decode(msgspec.json.encode(table.layout_now()), type=ColumnLayout)
    other = Table(COLUMNS, key=lambda row: row.code)
    qtbot.addWidget(other)
    other.restore(stored)
    assert other.layout_now() == stored
    assert stored.order[0] == "rate"
    assert (stored.sorted_by, stored.descending, stored.widths["price"]) == ("price", True, 150)


def test_a_failed_list_says_so_and_offers_one_action(table: Table, qtbot: QtBot) -> None:
    table.show()
    tried: list[bool] = []
    table.state.show_state(State.FAILED, "<b>no</b> answer", "Retry", lambda: tried.append(True))
    assert table.state.isVisible()
    assert table.state.sentence == "<b>no</b> answer"
    button = table.state.findChild(QtWidgets.QPushButton)
    assert isinstance(button, QtWidgets.QPushButton)
    button.click()
    assert tried == [True]
    table.state.clear()
    assert not table.state.isVisible()
    table.close()


def test_loading_shows_only_when_it_takes_long(table: Table, qtbot: QtBot) -> None:
    table.show()
    table.state.show_loading("Reading")
    assert not table.state.isVisible()
    qtbot.waitUntil(table.state.isVisible, timeout=5000)
    table.close()
