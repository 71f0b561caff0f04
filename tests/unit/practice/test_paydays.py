"""What the account is paid once the practice runs: once, with its taxes, across restarts."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.earnings import interest_of, payouts
from kiwoom_desk.practice.entries import EntryKind
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.intake import Accepted, NewOrder
from kiwoom_desk.practice.keep import NAME
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.records import Origin
from kiwoom_desk.practice.server import build_house

NEW_YEAR = datetime(2027, 1, 8, 10, 0, tzinfo=KST)


def open_house(folder: Path, at: datetime, history: int = 0) -> House:
    return build_house(ServerOptions(state=folder, at=at, history=history), ManualClock(at))


def test_interest_and_dividends_come_once_over_restarts(tmp_path: Path) -> None:
    first = open_house(tmp_path, datetime(2026, 11, 20, 10, 0, tzinfo=KST), history=120)
    before = first.exchange.account.cash
    shares = {held.code: held.quantity for held in first.exchange.account.positions.values()}
    first.exchange.close()
    second = open_house(tmp_path, NEW_YEAR)
    account = second.exchange.account
    came = [entry for entry in account.entries if entry.at.date() > date(2026, 11, 20)]
    paid = [entry for entry in came if entry.kind is EntryKind.INTEREST]
    assert [entry.at.date() for entry in paid] == [date(2027, 1, 6)]
    earned = before * 9 * (date(2027, 1, 6) - date(2026, 11, 20)).days // 365_000
    assert earned < paid[0].amount
    assert account.cash == before + sum(due for due in _dues(first)) + sum(e.cash for e in came)
    for entry in came:
        if entry.kind is EntryKind.DIVIDEND:
            assert entry.quantity == shares[entry.code]
    second.exchange.close()
    third = open_house(tmp_path, NEW_YEAR)
    assert third.exchange.account.entries == account.entries
    assert third.exchange.account.cash == account.cash


def _dues(house: House) -> list[int]:
    return [due.amount for due in house.exchange.account.dues]


def test_an_account_from_before_payments_is_paid_from_its_day_on(tmp_path: Path) -> None:
    plain = open_house(tmp_path, datetime(2026, 11, 20, 10, 0, tzinfo=KST))
    assert plain.exchange.account.entries == []
    assert plain.exchange.account.paid_until == date(2026, 11, 20)


def test_interest_changes_with_its_rate() -> None:
    old = interest_of(36_500_000, date(2025, 12, 30), date(2026, 1, 1))
    new = interest_of(36_500_000, date(2026, 1, 1), date(2026, 1, 3))
    assert (old, new) == (2 * 1_050, 2 * 900)


def test_large_companies_pay_in_quarters(tmp_path: Path) -> None:
    rules = open_house(tmp_path, NEW_YEAR).exchange.rules
    span = date(2026, 1, 1), date(2026, 12, 31)
    large = payouts(rules, "005930", 1_000, 400_000_000_000_000, *span)
    small = payouts(rules, "005930", 1_000, 400_000_000_000, *span)
    assert [one.per_share for one in large] == [250] * 4
    assert [one.per_share for one in small] == [1_000]
    assert all(one.counted_on < one.paid_on for one in large)


def test_a_state_from_before_origins_explains_its_cash(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
    first = open_house(tmp_path, at)
    order = NewOrder("005930", Venue.KRX, Side.BUY, OrderType.MARKET, 4, None)
    assert isinstance(first.exchange.place(order), Accepted)
    first.exchange.advance_to(at + timedelta(seconds=5))
    first.exchange.close()
    kept = tmp_path / NAME
    line = json.loads(kept.read_text())
    for newer in ("origin", "paid_until", "entries", "closings", "pending"):
        line.pop(newer, None)
    kept.write_text(json.dumps(line) + "\n")
    second = open_house(tmp_path, at + timedelta(minutes=1))
    assert second.exchange.account.fills
    assert second.exchange.account.origin == Origin(at.date(), 0, 100_000_000)
    assert second.exchange.account.cash == 100_000_000
    assert second.chronicle.brought(at.date(), at.date()) == 100_000_000


@pytest.mark.expected_warnings
def test_a_past_that_is_no_longer_the_same_is_set_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    at = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
    first = open_house(tmp_path, at, history=10)
    assert first.chronicle.first_day < at.date()
    first.exchange.close()
    kept = tmp_path / NAME
    line = json.loads(kept.read_text())
    line["origin"]["mark"] += 1
    kept.write_text(json.dumps(line) + "\n")
    second = open_house(tmp_path, at)
    assert second.chronicle.first_day == at.date()
    assert second.exchange.account.positions == first.exchange.account.positions
    assert "past_set_aside" in caplog.text
