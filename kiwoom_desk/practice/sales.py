"""What was bought and sold, added up by day and name; refuses prices that were not traded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.records import FillRecord, position_key


class Trades(msgspec.Struct, frozen=True):
    """What some fills traded: shares, and won without costs; fees and tax of each side.

    `cost` is what the shares sold were bought for, `buy_fee` the fee of that; `realised` is the
    profit after fees of both sides, tax and interest. Loans: won lent, given back, and interest.
    """

    bought: int = 0
    bought_amount: int = 0
    bought_fee: int = 0
    sold: int = 0
    sold_amount: int = 0
    sold_fee: int = 0
    tax: int = 0
    cost: int = 0
    buy_fee: int = 0
    realised: int = 0
    lent: int = 0
    repaid: int = 0
    interest: int = 0

    @property
    def fees_of_sales(self) -> int:
        """Return the fees that the sales bear: their own and those of the buys before."""
        return self.sold_fee + self.buy_fee

    @property
    def costs(self) -> int:
        """Return all fees and the tax of these fills."""
        return self.bought_fee + self.sold_fee + self.tax

    @property
    def paid(self) -> int:
        """Return what the buys cost with their fees, beyond what was lent for them."""
        return self.bought_amount + self.bought_fee - self.lent

    @property
    def got(self) -> int:
        """Return what the sales brought after fees, tax, loans given back and their interest."""
        return self.sold_amount - self.sold_fee - self.tax - self.repaid - self.interest


class DayTrades(msgspec.Struct, frozen=True):
    """What one name traded on one day, apart by the date of a loan."""

    day: date
    code: str
    trades: Trades
    loan_date: date | None = None

    @property
    def key(self) -> str:
        """Return the key of the position that was traded."""
        return position_key(self.code, self.loan_date)


def added(fills: Iterable[FillRecord]) -> Trades:
    """Add up fills."""
    sums = dict.fromkeys(Trades.__struct_fields__, 0)
    for fill in fills:
        side = "bought" if fill.side is Side.BUY else "sold"
        sums[side] += fill.quantity
        sums[f"{side}_amount"] += fill.amount
        sums[f"{side}_fee"] += fill.fee
        sums["tax"] += fill.tax
        sums["cost"] += fill.cost
        sums["buy_fee"] += fill.buy_fee
        sums["realised"] += fill.realised
        sums["lent" if fill.side is Side.BUY else "repaid"] += fill.loan
        sums["interest"] += fill.interest
    return Trades(**sums)


def summed(some: Iterable[Trades]) -> Trades:
    """Add up sums."""
    columns = zip(*(msgspec.structs.astuple(trades) for trades in some), strict=True)
    return Trades(*(sum(column) for column in columns))


def by_day_and_name(fills: Iterable[FillRecord]) -> list[DayTrades]:
    """Add up fills by day and name, by day, then code, then the date of a loan, cash first."""
    groups: dict[tuple[date, str], list[FillRecord]] = {}
    for fill in fills:
        key = position_key(fill.code, fill.loan_date)
        groups.setdefault((fill.at.date(), key), []).append(fill)
    found = [(day, groups[day, key]) for day, key in sorted(groups)]
    return [DayTrades(day, some[0].code, added(some), some[0].loan_date) for day, some in found]
