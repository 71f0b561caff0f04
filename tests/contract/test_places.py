"""Every API and real-time type against the places that offer it, read out of what the panels call."""

from __future__ import annotations

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.ui.panels.explorer_list import ApiList
from kiwoom_desk.ui.panels.explorer_words import refusal
from tests.support.panels import apply_look
from tests.support.places import asked_ids, orders, panel_modules, queries, watched_types

FLOOR = 186
"""As many ids have a panel made for them today; a floor that only rises, the target is TARGET."""
TARGET = 160


def offered() -> frozenset[str]:
    """Return the ids that a panel made by hand asks."""
    return frozenset().union(*(asked_ids(module) for module in panel_modules().values()))


def test_every_query_is_in_the_explorer(qapp: QtWidgets.QApplication, qtbot: QtBot) -> None:
    apply_look(qapp)
    listed = ApiList(english=False)
    qtbot.addWidget(listed)
    shown = {hit.api.id for hit in listed.found}
    assert queries() <= shown and orders() <= shown
    # 02 is not registered for: it comes with a live condition.
    assert set(catalogue().types) - {"02"} <= shown
    assert not [id_ for id_ in queries() if refusal(catalogue().api(id_))]
    assert not [id_ for id_ in orders() if not refusal(catalogue().api(id_))]


def test_as_many_ids_have_a_panel_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    found = offered() & (queries() | orders())
    missing = sorted((queries() | orders()) - found)
    with capsys.disabled():
        print(f"\n{len(found)} ids have a panel made for them (floor {FLOOR}, target {TARGET});")
        print(f"in the explorer alone: {' '.join(missing)}")
    assert len(found) >= FLOOR


def test_every_ranking_has_its_place() -> None:
    wanted = {api.id for api in catalogue().apis.values() if api.group == "순위정보"}
    assert wanted <= asked_ids(panel_modules()["rankings"])


def test_every_real_time_type_has_a_panel() -> None:
    found = frozenset().union(*(watched_types(module) for module in panel_modules().values()))
    assert set(catalogue().types) == found


@pytest.mark.parametrize(
    ("panel", "wanted"),
    [
        ("watch", {"ka10095"}),
        ("chart", {"ka10079", "ka10080", "ka10081", "ka10082", "ka10083", "ka10094"}),
        ("ticket", {"kt10000", "kt10001", "ka10001"}),
        ("conditions", {"ka10171", "ka10173", "ka10174"}),
        ("members", {"ka10102", "ka10039"}),
        ("account", {"kt00001", "kt00004", "kt00018"}),
        ("elws", {"ka30005", "ka10050"}),
        ("gold", {"ka50010", "ka50101", "ka52301", "kt50020", "kt50075"}),
        ("gold", {"kt50000", "kt50001", "kt50002", "kt50003", "ka50100"}),
    ],
)
def test_what_a_panel_is_known_to_ask_is_found(panel: str, wanted: set[str]) -> None:
    assert wanted <= asked_ids(panel_modules()[panel])


def test_what_no_panel_asks_is_not_found() -> None:
    assert "ka10102" not in asked_ids(panel_modules()["tape"])
    assert not asked_ids(panel_modules()["messages"])
