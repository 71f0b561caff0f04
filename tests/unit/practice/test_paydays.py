"""What the account is paid once the practice runs: once, with its taxes, across restarts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.practice.earnings import interest_of, payouts
from kiwoom_desk.practice.entries import EntryKind
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import ServerOptions
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
