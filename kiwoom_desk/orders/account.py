"""Holdings and cash as last read, with their age, and what is still free; refuses to infer a figure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_CEILING

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.money import break_even, percent_of, trade_costs
from kiwoom_desk.domain.order import GOLD_NAMES, BalanceEvent, Credit, CreditDeal, Side
from kiwoom_desk.domain.position import Balance, Deposit, Holding
from kiwoom_desk.domain.rules import MarketRules, fee_percent, tax_percent
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.positions import Mismatch, PositionCheck, Shares
from kiwoom_desk.wire.durations import Durations


class Valuation(msgspec.Struct, frozen=True):
    """A holding at a price, in won; `profit` after both fees and tax, its rate in hundredths of a percent.

    `break_even` is the sell price at which nothing is lost.
    """

    value: int
    profit: int
    profit_rate: int
    fee: int
    tax: int
    break_even: int


class _Reserved(msgspec.Struct, frozen=True):
    code: str
    side: Side
    quantity: int
    amount: int
    credit: Credit | None = None
    settled: bool = False


class AccountBook:
    """Keep the last balance (kt00018) and deposit (kt00001); None and "" while never read.

    With `gold` those of the account for gold (kt50020, kt50021), which has money of its own.
    `failed` is the code of the last read that failed, "" after a good one; the old figures stay,
    with the time they were read at (market time).
    """

    def __init__(
        self,
        gateway: OrderGateway,
        rules: MarketRules,
        environment: str,
        clock: Clock,
        durations: Durations,
        gold: bool = False,
    ) -> None:
        self._gateway, self._rules, self._environment = gateway, rules, environment
        self._gold = gold
        self._clock, self._durations = clock, durations
        self.balance: Balance | None = None
        self.balance_at: datetime | None = None
        self.deposit: Deposit | None = None
        self.deposit_at: datetime | None = None
        self.profit_today: int | None = None
        """Won of this market day as the broker says (kt00004), None while not watched or not known."""
        self.watch_loss(lambda: False)
        self.failed = ""
        self.changed: Signal[None] = Signal()
        self.mismatched: Signal[Mismatch] = Signal()
        self.follow(dict)
        self._checked_day = ""
        self._suspected = asyncio.Event()
        self._reserved: dict[str, _Reserved] = {}
        self._touched = asyncio.Event()
        self._reading = asyncio.Lock()
        gateway.balance_events.connect(self._moved)

    @property
    def positions(self) -> tuple[Holding, ...]:
        """Return the holdings, empty while nothing was read."""
        return self.balance.holdings if self.balance is not None else ()

    def holding(self, code: str) -> Holding | None:
        """Return the holding of one code (the first of several loans)."""
        return next((h for h in self.positions if h.code == code), None)

    def sellable(self, code: str, credit: Credit | None = None) -> int | None:
        """Return the shares free to sell, less our own orders since the reading; None = not known.

        Without `credit` those held in cash, with it those of its loan, or of all loans.
        """
        if self.balance is None:
            return None
        held = (h for h in self.positions if h.code == code and _of(credit, h.loan_date))
        taken = (r for r in self._reserved.values() if r.code == code and r.side is Side.SELL)
        sold = sum(r.quantity for r in taken if _meets(credit, r.credit))
        return max(sum(h.sellable for h in held) - sold, 0)

    def loans(self, code: str) -> tuple[Holding, ...]:
        """Return the holdings of a name that were bought with a loan, the oldest loan first."""
        held = (h for h in self.positions if h.code == code and h.loan_date.strip("0"))
        return tuple(sorted(held, key=lambda holding: holding.loan_date))

    @property
    def orderable(self) -> int | None:
        """Return the won free to buy with, less our own orders since the reading; None = not known."""
        if self.deposit is None:
            return None
        return max(self.deposit.orderable - sum(r.amount for r in self._reserved.values()), 0)

    def value(self, holding: Holding, price: int, market: Market) -> Valuation:
        """Return what a holding is worth at a price in won, fees of both sides and tax taken off."""
        day = self._clock.market().date()
        fee = fee_percent(self._rules, self._environment, day, market)
        tax = tax_percent(self._rules, market, day)
        value = price * holding.quantity
        costs = trade_costs(value, fee, tax, selling=True)
        bought = percent_of(holding.cost, fee)
        profit = value - holding.cost - bought - costs.total
        rate = profit * 10_000 // holding.cost if holding.cost else 0
        even = break_even(holding.average_price, fee, tax).to_integral_value(ROUND_CEILING)
        return Valuation(value, profit, rate, bought + costs.fee, costs.tax, int(even))

    def reserve(
        self,
        request: str,
        code: str,
        side: Side,
        quantity: int,
        amount: int,
        credit: Credit | None = None,
    ) -> None:
        """Take shares or won off the free figures until a later reading contains them."""
        won = amount if side is Side.BUY else 0
        self._reserved[request] = _Reserved(code, side, quantity, won, credit)

    def settle(self, request: str, stands: bool) -> None:
        """Say whether the order of a reservation stands, or was refused or never sent."""
        kept = self._reserved.pop(request, None)
        if kept is not None and stands:
            self._reserved[request] = msgspec.structs.replace(kept, settled=True)
            self.touch()

    def touch(self) -> None:
        """Read anew once things have been quiet for a moment (S-13)."""
        self._touched.set()

    def follow(self, net: Callable[[], Shares]) -> None:
        """Take the money room's net fills by code, to hold readings against (S-13)."""
        self.check = PositionCheck(self._clock, net, self._durations.mismatch_reads[-1])

    def watch_loss(self, watched: Callable[[], bool]) -> None:
        """Take whether a limit on the loss of a day makes its profit worth reading."""
        self._loss_watched = watched

    def accept(self, code: str) -> None:
        """Go on from the broker's count of a mismatch, as the person says."""
        self.check.accept(code)
        self.changed.emit(None)

    def run(self, tasks: TaskScope) -> None:
        """Keep the figures young until the scope closes: after bursts, every minute, in doubt."""
        tasks.run(self._read_again(), "account_doubts")
        tasks.run(self._after_bursts(), "account_bursts")
        tasks.run(self._every_minute(), "account_age")

    async def refresh(self) -> bool:
        """Read balance and deposit now; False when one failed, `failed` says why."""
        async with self._reading:
            settled = [key for key, reserved in self._reserved.items() if reserved.settled]
            before = self.check.net()
            gateway, gold = self._gateway, self._gold
            try:
                balance = await (gateway.gold_balance() if gold else gateway.balance())
                deposit = await (gateway.gold_deposit() if gold else gateway.deposit())
                watched = self._loss_watched()
                status = await self._gateway.account_status() if watched else None
            except QueryError as error:
                self.failed, self.profit_today = error.code, None
                self.changed.emit(None)
                return False
            self.balance, self.deposit, self.failed = balance, deposit, ""
            self.profit_today = status.profit_today if status else None
            self.balance_at = self.deposit_at = self._clock.market()
            for key in settled:
                self._reserved.pop(key, None)
            found = self._compared(before, balance)
        self.changed.emit(None)
        for mismatch in found:
            self.mismatched.emit(mismatch)
        return True

    def _compared(self, before: Shares, balance: Balance) -> tuple[Mismatch, ...]:
        day = self._clock.market().strftime("%Y%m%d")
        if day != self._checked_day:
            # Over night shares come and go without orders: rights, splits, transfers.
            self._checked_day = day
            self.check.start_over()
        found = self.check.compare(before, balance.holdings)
        if self.check.suspects:
            self._suspected.set()
        return found

    async def _read_again(self) -> None:
        first, *waits = self._durations.mismatch_reads
        while True:
            await self._suspected.wait()
            last = first
            for wait in waits:
                await self._clock.sleep(wait - last)
                last = wait
                await self.refresh()
            self._suspected.clear()

    def _moved(self, event: BalanceEvent) -> None:
        if (event.code in GOLD_NAMES) is not self._gold:
            return
        self.touch()
        if self.balance is None:
            return
        same = (event.code, event.credit_kind or "00", event.loan_date.strip("0"))
        held = [h for h in self.positions if _line(h) != same]
        old = next((h for h in self.positions if _line(h) == same), None)
        if event.quantity:
            held.append(_holding(event, old))
        self.balance = msgspec.structs.replace(self.balance, holdings=tuple(held))
        self.balance_at = self._clock.market()
        self.changed.emit(None)

    async def _after_bursts(self) -> None:
        while True:
            await self._touched.wait()
            while self._touched.is_set():
                self._touched.clear()
                await self._clock.sleep(self._durations.fill_debounce)
            await self.refresh()

    async def _every_minute(self) -> None:
        while True:
            await self._clock.sleep(self._durations.position_check)
            await self.refresh()


def _of(credit: Credit | None, loan_date: str) -> bool:
    loan = loan_date.strip("0")
    if credit is None or not loan:
        return credit is None and not loan
    return credit.deal is CreditDeal.ALL or loan_date == credit.loan_date


def _meets(one: Credit | None, other: Credit | None) -> bool:
    # A sale of all loans may take from any of them.
    if one is None or other is None:
        return one is other
    return CreditDeal.ALL in (one.deal, other.deal) or one == other


def _line(holding: Holding) -> tuple[str, str, str]:
    # One name may be held once in cash and once for each loan.
    return (holding.code, holding.credit_kind or "00", holding.loan_date.strip("0"))


def _holding(event: BalanceEvent, old: Holding | None) -> Holding:
    value = event.price * event.quantity
    return Holding(
        code=event.code,
        name=old.name if old is not None else "",
        quantity=event.quantity,
        sellable=event.sellable,
        average_price=event.average_price,
        cost=event.cost,
        price=event.price,
        value=value,
        profit=value - event.cost,
        profit_rate=(value - event.cost) * 10_000 // event.cost if event.cost else 0,
        credit_kind=event.credit_kind,
        loan_date=event.loan_date,
    )
