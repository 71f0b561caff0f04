"""The list of requests: every state, its age and reason, and the anomalies below."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.panels import requests
from kiwoom_desk.ui.panels.requests import Requests
from tests.support.order_desk import CONTEXT, buy
from tests.support.order_panels import OrderRig, order_rig
from tests.support.panels import apply_look


@pytest.fixture
async def rig(qapp: QtWidgets.QApplication, tmp_path: Path) -> AsyncIterator[OrderRig]:
    apply_look(qapp)
    async with order_rig(tmp_path) as made:
        yield made


def opened(rig: OrderRig, qtbot: QtBot) -> Requests:
    made = requests.PANEL.make(rig.context)
    assert isinstance(made, Requests)
    made.resize(1100, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(panel: Requests, row: int, column: str) -> str:
    table = panel.table
    found = next(c for c in table.rows.columns if c.id == column)
    return str(found.value(table.rows.rows[row]))


async def test_each_request_is_listed_with_its_outcome(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    assert panel.table.state.state is State.EMPTY
    refusal = Outcome(RequestState.REFUSED, code="855056", message="매수증거금이 부족합니다")
    rig.exchange.outcomes.append(refusal)
    await rig.room.desk.submit(buy(1), CONTEXT)
    await rig.room.desk.submit(buy(2), CONTEXT)
    await rig.seen()
    assert panel.table.state.state is None
    assert [r.state for r in panel.table.rows.rows] == [RequestState.ACKED, RequestState.REFUSED]
    assert cell(panel, 1, "why") == "매수증거금이 부족합니다"
    assert cell(panel, 0, "age") == ""
    assert not panel.anomalies.isVisible()


async def test_an_unknown_request_shows_its_age(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    rig.exchange.ghost = True
    rig.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
    await rig.room.desk.submit(buy(1), CONTEXT)
    await rig.seen()
    rig.room.clock.advance(65)
    assert cell(panel, 0, "age") == "1:05"
    assert panel._ages.isActive()
    # The clock woke the passes over the lists: they end before the loop does.
    await rig.seen()


async def test_an_anomaly_is_told_in_words(rig: OrderRig, qtbot: QtBot) -> None:
    panel = opened(rig, qtbot)
    ticket = await rig.room.desk.submit(buy(3), CONTEXT)
    await rig.seen()
    held = rig.exchange.held[ticket.order_number]
    rig.exchange.held[ticket.order_number] = type(held)(**{**vars(held), "quantity": 1, "left": 1})
    await rig.room.desk.reconcile()
    await rig.seen()
    assert panel.anomalies.isVisible()
    told = panel.anomalies.rows.columns[-1].value(panel.anomalies.rows.rows[0])
    assert "1 < 3" in told
