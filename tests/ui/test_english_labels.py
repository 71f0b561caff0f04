"""An English window says the catalogue's words in English: forms, heads, filters, tabs, units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import TypeVar

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.market.asked_rows import AskedSpec
from kiwoom_desk.market.reply_tables import Cell, ReplyTable, Single, TableRow
from kiwoom_desk.market.scans import ScanSpec
from kiwoom_desk.market.starting import fits
from kiwoom_desk.market.views import ViewSpec, turned, with_derived
from kiwoom_desk.ui.kit import labels
from kiwoom_desk.ui.kit.columns import Column
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels import explorer
from kiwoom_desk.ui.panels.asked_columns import list_columns
from kiwoom_desk.ui.panels.explorer_columns import SINGLE_COLUMNS, cell_text, row_columns
from kiwoom_desk.ui.panels.explorer_fields import make_editor
from kiwoom_desk.ui.panels.explorer_form import FieldCell, form_fields
from kiwoom_desk.ui.panels.scan_columns import table_columns
from kiwoom_desk.ui.panels.transactions import PANEL as TRANSACTIONS
from kiwoom_desk.ui.panels.transactions import Transactions
from kiwoom_desk.ui.panels.view_columns import view_columns
from kiwoom_desk.ui.panels.view_filters import MEMBER, FilterChoice, ViewFilters
from kiwoom_desk.ui.shell.search import InstrumentIndex
from tests.support.english import korean, window_words
from tests.support.loopback import until
from tests.support.panels import apply_look
from tests.support.places import panel_modules
from tests.support.practice_desk import practice_desk

Value = TypeVar("Value")
APIS = tuple(catalogue().apis.values())


@pytest.fixture(autouse=True)
def english(qapp: QtWidgets.QApplication) -> Iterator[None]:
    apply_look(qapp)
    labels.speak("en")
    yield
    labels.speak("ko")


def values_of(kind: type[Value]) -> list[Value]:
    """Return every value of a type that stands in a panel's module or in a room of the market."""
    rooms = ("auctions", "interruptions", "watch_groups", "scans", "rights", "transactions")
    names = {*panel_modules().values(), *(f"kiwoom_desk.market.{name}" for name in rooms)}
    found: dict[int, Value] = {}
    for name in sorted(names):
        try:
            module = import_module(name)
        except ModuleNotFoundError:
            continue
        for value in vars(module).values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, kind):
                    found[id(one)] = one
    return list(found.values())


def titles(some: tuple[Column, ...]) -> list[str]:
    return [tr(column.title) for column in some]


def empty_list(api: Api, spec: ViewSpec) -> ReplyTable | None:
    if not api.lists:
        return None
    shown = columns(api.lists[0].children)
    row = TableRow(1, (Cell(1, "1"),) * len(shown))
    table = ReplyTable(api.lists[0].key, api.lists[0].label, shown, (row,))
    return with_derived(turned(table) if spec.turned else table, spec.derived)


def test_every_field_of_the_explorers_forms(qtbot: QtBot) -> None:
    whole = QtWidgets.QWidget()
    qtbot.addWidget(whole)
    # Fields that say the same are made once.
    fields = {
        (field.label, field.note, tuple(field.choices)): (api, field)
        for api in APIS
        for field in form_fields(api)
    }
    assert len(fields) > 200
    for api, field in fields.values():
        editor = make_editor(field, InstrumentIndex(), fits(api), lambda: date(2026, 11, 20))
        cell = FieldCell(editor)
        cell.setParent(whole)
        assert korean(window_words(cell)) == [], (api.id, field.key)
        assert korean(cell.label.accessibleName() or cell.label.text()) == [], (api.id, field.key)


def test_every_list_and_every_single_field_of_an_answer() -> None:
    for api in APIS:
        for field in api.lists:
            told = titles(row_columns(columns(field.children), ()))
            assert korean([labels.label(field.label), *told]) == [], api.id
        for column in columns(field for field in api.response if field.type != "list"):
            single = Single(column, Cell())
            told = [one.text(single) for one in SINGLE_COLUMNS]
            words = [cell_text(column, Cell(code, code)) for code in column.choices]
            assert korean([*told, *words]) == [], (api.id, column.key)


def test_no_view_calls_two_columns_the_same() -> None:
    for spec in values_of(ViewSpec):
        table = empty_list(catalogue().api(spec.api_id), spec)
        shown = () if table is None else view_columns(spec, table)
        told = [tr(one.title).partition(" (")[0] for one in shown if not one.hidden]
        assert len(told) == len(set(told)), (spec.id, told)


def test_filters_and_heads_of_every_view(qtbot: QtBot) -> None:
    specs = values_of(ViewSpec)
    assert len(specs) > 60
    for spec in specs:
        api = catalogue().api(spec.api_id)
        filters = ViewFilters(api, spec, FilterChoice())
        qtbot.addWidget(filters)
        # Members are offered by name: those are answers.
        assert korean(window_words(filters)) == [], spec.id
        assert all(box.count() for key, box in filters.boxes.items() if key != MEMBER), spec.id
        table = empty_list(api, spec)
        if table is not None:
            assert korean(titles(view_columns(spec, table))) == [], spec.id
            if spec.turned:
                first = table.columns[0]
                told = [cell_text(first, row.cells[0]) for row in table.rows]
                assert told and korean(told) == [], spec.id


def test_heads_of_every_asked_list_and_every_scan() -> None:
    asked, scans = values_of(AskedSpec), values_of(ScanSpec)
    assert len(asked) > 5 and len(scans) > 2
    for spec in asked:
        assert korean(titles(list_columns(spec, lambda _code: None))) == [], spec
    for scan in scans:
        assert korean(titles(table_columns(scan, True))) == [], scan.id


async def test_the_explorer_and_a_panel_of_the_account_on_the_real_wire(qtbot: QtBot) -> None:
    async with practice_desk() as desk:
        panel = desk.make(explorer.PANEL, explorer.Explorer, 1_100, 700)
        qtbot.addWidget(panel)
        view = panel.view
        for api_id in ("ka10001", "ka10027", "kt00001"):
            view.list.select(api_id)
            view.ask()
            await until(lambda: not view.answer.busy and view.answer.question is not None)
            assert view.answer.reply.tables, api_id
            assert korean(window_words(view.answer)) == [], api_id
        groups = {hit.api.group for hit in view.list.found}
        assert korean(groups) and korean([labels.label(group) for group in groups]) == []
        view.list.search("average price")
        assert any(hit.field for hit in view.list.found)
        assert korean([hit.field for hit in view.list.found]) == []
        panel.close()
        account = desk.make(TRANSACTIONS, Transactions, 900, 500)
        qtbot.addWidget(account)
        assert korean(window_words(account)) == []
        account.close()
