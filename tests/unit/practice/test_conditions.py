"""Condition searches: read as data, refuse the unknown, and names come and go."""

from datetime import timedelta

import msgspec
import pytest

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.conditions import Condition, ConditionBook, ConditionError
from kiwoom_desk.practice.history import History
from kiwoom_desk.practice.universe import SavedCondition
from tests.support.flows import at, started


def test_members_fulfil_their_condition() -> None:
    flow = started(at(10, 0))
    book = ConditionBook(flow.universe, flow)
    book.evaluate()
    for code in book.members("0"):
        row = flow.universe.by_code[code].index
        assert (flow.board.price[row] - flow.board.base[row]) * 100 >= 5 * flow.board.base[row]
    row = next(r for r in range(100) if flow.universe.listings[r].code in book.members("5"))
    before = History(flow).daily(row, flow.day, 21).high[:-1]
    assert flow.board.price[row] >= before[-20:].max()


def test_names_come_and_go() -> None:
    flow = started(at(9, 30))
    book = ConditionBook(flow.universe, flow)
    assert book.evaluate() == ()
    members = {c.sequence: set(book.members(c.sequence)) for c in flow.universe.conditions}
    entered = left = 0
    for second in range(1, 91):
        flow.advance(at(9, 30) + timedelta(seconds=second))
        for change in book.evaluate():
            (members[change.sequence].add if change.entered else members[change.sequence].remove)(
                change.code
            )
            entered += change.entered
            left += not change.entered
    assert entered > 5 and left > 5
    assert members == {c.sequence: set(book.members(c.sequence)) for c in flow.universe.conditions}


def test_warrants_and_rights_are_not_searched() -> None:
    flow = started(at(10, 30))
    cheap = SavedCondition("0", "싼 종목", "price > 0")
    universe = msgspec.structs.replace(flow.universe, conditions=(cheap,))
    found = {universe.by_code[code].product for code in ConditionBook(universe, flow).members("0")}
    assert found == {Product.SHARE, Product.ETF, Product.ETN}


def test_most_conditions_find_something() -> None:
    flow = started(at(10, 30))
    book = ConditionBook(flow.universe, flow)
    book.evaluate()
    assert sum(bool(book.members(c.sequence)) for c in flow.universe.conditions) >= 10


@pytest.mark.parametrize(
    "text",
    ["price >", "price", "nothing > 1", "__import__('os') == 1", "price / 0 > 1", "price.real > 1",
     "price > 1 and volume", "1 < price < 2", "price > True", "price == 1", "[1] > 2"],
)  # fmt: skip
def test_other_expressions_are_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        Condition(SavedCondition("99", "시험", text))
