"""Every API opens in the explorer; every query is answered with the values its form starts with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.market.reply_tables import reply_tables
from kiwoom_desk.market.starting import starting_values
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.ui.panels.explorer_form import RequestForm, form_fields
from kiwoom_desk.ui.panels.explorer_words import refusal
from kiwoom_desk.ui.shell.search import InstrumentIndex
from tests.support.asking import still_house
from tests.support.panel_desk import instruments, rules
from tests.support.panels import apply_look
from tests.support.practice import TEN

REST = sorted(api.id for api in catalogue().apis.values() if api.transport == "rest")
# Nothing can stand in for the number of an order of one's own.
_OWN = {"ka10088": {"ord_no": "0000001"}}


@cache
def first(market: Market) -> str:
    listings = still_house().exchange.universe.listings
    return next((one.code for one in listings if one.market is market), "")


@pytest.fixture(scope="module")
def form(qapp: QtWidgets.QApplication) -> Iterator[RequestForm]:
    apply_look(qapp)
    made = RequestForm(InstrumentIndex(instruments()), lambda: TEN.date())
    made.resize(720, 300)
    yield made
    made.deleteLater()


@pytest.mark.parametrize("api_id", REST)
def test_the_form_of_every_api_opens_and_its_start_is_answered(
    api_id: str, form: RequestForm
) -> None:
    api = catalogue().api(api_id)
    values = starting_values(api, rules(), TEN.date(), None, first) | _OWN.get(api_id, {})
    form.show_api(api, values)
    assert list(form.cells) == [field.key for field in form_fields(api)]
    for field in form_fields(api):
        needed = field.required and not field.blank
        assert form.cells[field.key].label.text().endswith(" *") is needed
    if refusal(api):
        return
    assert form.check(), [cell.error.text() for cell in form.cells.values()]
    body = encode(api, form.values())
    answered = ANSWERS[api_id](Asked(still_house(), api, body, ""))
    raw = msgspec.json.encode({**answered.values, "return_code": 0, "return_msg": ""})
    reply = reply_tables(api, reply_type(api).decode(raw), raw)
    assert not reply.marks, api_id
    assert len(reply.tables) == len(api.lists)


def test_orders_and_tokens_are_the_only_ones_refused() -> None:
    refused = {api_id for api_id in catalogue().apis if refusal(catalogue().api(api_id))}
    assert refused == {
        *("kt10000", "kt10001", "kt10002", "kt10003"),
        *("kt10006", "kt10007", "kt10008", "kt10009"),
        *("kt50000", "kt50001", "kt50002", "kt50003"),
        *("au10001", "au10002"),
    }


def test_fields_stand_beside_each_other_where_there_is_room(
    qapp: QtWidgets.QApplication, qtbot: QtBot
) -> None:
    apply_look(qapp)
    form = RequestForm(InstrumentIndex(), lambda: TEN.date())
    qtbot.addWidget(form)
    form.show_api(catalogue().api("ka10054"), {})
    form.resize(500, 300)
    form.show()
    narrow = form.needed_height()
    form.resize(1000, 300)
    qtbot.waitUntil(lambda: form.needed_height() < narrow)
    form.close()
