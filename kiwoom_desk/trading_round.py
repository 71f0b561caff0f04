"""One round on the practice exchange without a hand: buy, part fill, cancel, sell; refuses other places."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiwoom_desk import texts
from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.domain.instrument import Instrument, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderState, OrderType, RequestState, Side
from kiwoom_desk.orders.checks import DeskState, OrderContext
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.reach import DeskOptions

PICTURE = "kiwoom-desk.png"
_LONGEST = 120.0
_STEP = 30.0
_POLL = 0.05
_BEYOND = 30
_NAMES = ("005930", "000270", "105560", "035720", "034020", "028300", "247540", "000660")
_ENDED = frozenset({OrderState.FILLED, OrderState.CANCELED, OrderState.REJECTED})


class RoundFailed(Exception):
    """A step did not come about; the code names it."""


def main(options: DeskOptions) -> int:
    """Open a desk of its own folder, trade, leave a picture; 0 when it all came about."""
    with tempfile.TemporaryDirectory() as folder:
        if options.profile is None:
            options = msgspec.structs.replace(options, profile=Path(folder) / "profile")
        options = msgspec.structs.replace(options, environment=Environment.PRACTICE)
        options = msgspec.structs.replace(options, size=options.size or (1920, 1080))
        return run_desk(options, lambda desk: TradingRound(desk).run())


class TradingRound:
    """The steps, each printed as it happens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._language = desk.settings.language

    async def run(self) -> int:
        """Run the steps; print why where one fails."""
        try:
            async with asyncio.timeout(_LONGEST):
                await self.open()
                await self.trade()
        except TimeoutError:
            self._say("too_slow", seconds=f"{_LONGEST:g}")
            return 1
        except RoundFailed as error:
            self._say(str(error))
            return 1
        await self._draw()
        return 0

    async def open(self) -> None:
        """Wait until the desk takes orders and knows names; raise RoundFailed."""
        desk = self._desk
        await self._until(desk.filled.is_set, "no_exchange")
        await self._until(lambda: desk.rooms.orders.state is DeskState.READY, "not_ready")
        await self._until(lambda: len(desk.instruments) > 0, "no_instruments")
        self._say(
            "open", time=f"{desk.clock.market():%Y-%m-%d %H:%M:%S}", names=len(desk.instruments)
        )

    async def trade(self) -> None:
        """Buy, cancel what was not filled, and sell; raise RoundFailed."""
        rooms = self._desk.rooms
        self._say("cash", won=rooms.account.orderable)
        for code in _NAMES:
            instrument = self._desk.instruments.get(code)
            bought = await self._buy(instrument) if instrument is not None else None
            if bought is None:
                continue
            assert instrument is not None
            await self._sell(instrument, bought.filled)
            await rooms.account.refresh()
            self._say("cash", won=rooms.account.orderable)
            self._say("traded")
            return
        raise RoundFailed("no_part_fill")

    async def _buy(self, instrument: Instrument) -> Order | None:
        rooms, name = self._desk.rooms, instrument.name
        book = await rooms.gateway.book(instrument.code, Venue.KRX)
        cash = rooms.account.orderable or 0
        if not book.ask_prices or not book.ask_prices[0]:
            return None
        # The more is left over, the less likely the market takes it all before the cancel.
        price = book.ask_prices[0]
        quantity = cash * 9 // 10 // price
        if quantity < book.ask_sizes[0] + _BEYOND:
            return None
        order = await self._send(instrument, Side.BUY, OrderType.LIMIT, quantity, price)
        await self._until(lambda: self._now(order).filled > 0, "no_fill")
        order = self._now(order)
        self._say("bought", name=name, filled=order.filled, quantity=quantity, price=price)
        if order.open_quantity:
            ticket = await rooms.orders.cancel(order)
            if ticket.state is RequestState.ACKED:
                await self._until(lambda: self._now(order).state in _ENDED, "no_cancel")
                order = self._now(order)
                left = order.quantity - order.filled
                if left:
                    self._say("canceled", name=name, left=left, number=order.number)
                    return order
        # The market took the rest before the cancel: sell it and try another name.
        await self._sell(instrument, self._now(order).filled)
        return None

    async def _sell(self, instrument: Instrument, quantity: int) -> None:
        await self._desk.rooms.account.refresh()
        order = await self._send(instrument, Side.SELL, OrderType.MARKET, quantity, None)
        await self._until(lambda: self._now(order).state is OrderState.FILLED, "no_sale")
        sold = self._now(order)
        self._say("sold", name=instrument.name, quantity=sold.filled, won=sold.amount)

    async def _send(
        self, instrument: Instrument, side: Side, kind: OrderType, quantity: int, price: int | None
    ) -> Order:
        orders = self._desk.rooms.orders
        draft = OrderDraft(instrument.code, Venue.KRX, side, kind, quantity, price)
        quote = self._desk.rooms.state.quote(instrument.code)
        last = quote.price if quote and quote.price else price
        context = OrderContext(
            instrument=instrument, last_price=last, asked_age=0.0, quantity_chosen=True
        )
        ticket = await orders.submit(draft, context)
        if ticket.state is not RequestState.ACKED:
            code = ticket.denied.code if ticket.denied else f"{ticket.code} {ticket.message}"
            self._say("refused", reason=code)
            raise RoundFailed("stopped")
        day = orders.ledger.request(ticket.request).day
        await self._until(
            lambda: orders.ledger.order(day, ticket.order_number) is not None, "no_order"
        )
        found = orders.ledger.order(day, ticket.order_number)
        assert found is not None
        return found

    def _now(self, order: Order) -> Order:
        return self._desk.rooms.orders.ledger.order(order.day, order.number) or order

    async def _until(self, true: Callable[[], bool], code: str) -> None:
        waited = 0.0
        while not true():
            if waited > _STEP or self._desk.closed.is_set():
                raise RoundFailed(code)
            await self._desk.clock.sleep(_POLL)
            waited += _POLL

    async def _draw(self) -> None:
        # Charts and lists fill within a few frames of the last answer.
        await self._desk.clock.sleep(2.0)
        path = Path.cwd() / PICTURE
        self._desk.window.grab().save(str(path))
        self._say("picture", path=str(path))

    def _say(self, code: str, **facts: object) -> None:
        print(texts.sentence(self._language, f"round.{code}", facts), flush=True)
