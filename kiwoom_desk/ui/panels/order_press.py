"""The way of one press: a fresh price, the questions, the confirmation, one hand-in; refuses to skip one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.base.settings import Confirm
from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.orders.arming import LATE
from kiwoom_desk.orders.checks import OrderContext, PriceTrust
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.orders.slips import Answers, Question, price_beside
from kiwoom_desk.ui.panels.confirm_order import ConfirmOrder
from kiwoom_desk.ui.shell.panel import DeskContext, PanelContext

Surface = Literal["ticket", "book", "open"]
HandIn = Callable[[OrderContext, Answers], Awaitable[Ticket]]
_TRUST = {
    AgeKind.FRESH: PriceTrust.FRESH,
    AgeKind.QUIET: PriceTrust.FRESH,
    AgeKind.SUSPECT: PriceTrust.SUSPECT,
}


class PressFacts(msgspec.Struct, frozen=True):
    """What only the surface knows of a press: the day's limits, and that a button gave the quantity.

    `lent` and `lendable` are what the broker told of a loan for the name, None while untold.
    """

    lower: int | None = None
    upper: int | None = None
    quantity_chosen: bool = False
    lent: bool | None = None
    lendable: int | None = None


def must_confirm(
    desk: DeskContext, surface: Surface, draft: OrderDraft, context: OrderContext
) -> bool:
    """Tell whether this surface shows the whole order before it goes out (S-17)."""
    settings = desk.settings
    policy: Confirm = {
        "ticket": settings.confirm_ticket,
        "book": settings.confirm_book,
        "open": settings.confirm_open,
    }[surface]
    if policy != "risky":
        return policy == "always"
    price = draft.price or context.last_price or 0
    large = price * draft.quantity > settings.confirm_above
    return large or draft.price is None


async def context_of(desk: DeskContext, code: str, facts: PressFacts) -> OrderContext | None:
    """Return what the rules see of a name now; where its way is not fresh ka10004 is asked (S-18).

    None for a name that is not in the list.
    """
    instrument = desk.instruments.get(code)
    if instrument is None:
        return None
    quote, age = desk.state.quote(code), desk.feed.age(code)
    last = quote.price or None if quote else None
    trust = _TRUST.get(age.kind, PriceTrust.STALE)
    asked_age: float | None = None
    if trust is PriceTrust.STALE:
        asked = desk.clock.monotonic()
        try:
            book = await desk.gateway.book(code, Venue.KRX)
        except QueryError:
            pass
        else:
            desk.state.apply_asked_book(code, book, asked)
            last, asked_age = price_beside(last, book), desk.clock.monotonic() - asked
    shown = desk.state.book(code)
    return OrderContext(
        instrument=instrument,
        last_price=last,
        last_age=age.seconds,
        lower=facts.lower,
        upper=facts.upper,
        trust=trust,
        asked_age=asked_age,
        ladder=tuple(filter(None, (*shown.ask_prices, *shown.bid_prices))) if shown else (),
        quantity_chosen=facts.quantity_chosen,
        interrupted=code in desk.state.interruptions,
        lent=facts.lent,
        lendable=facts.lendable,
    )


class OrderPress:
    """One surface's way to the money room; `parent` carries the question."""

    def __init__(self, context: PanelContext, parent: QtWidgets.QWidget, surface: Surface) -> None:
        self._desk, self._frame, self._parent = context.desk, context.frame, parent
        self._surface: Surface = surface

    async def submit(self, draft: OrderDraft, facts: PressFacts) -> Ticket | Denied | None:
        """Send a new order once; None when the person said no."""
        orders = self._desk.orders

        async def hand_in(context: OrderContext, answers: Answers) -> Ticket:
            return await orders.submit(draft, context, answers)

        return await self._run(draft, facts, hand_in, lambda seen: orders.denials(draft, seen))

    async def amend(self, order: Order, price: int, facts: PressFacts) -> Ticket | Denied | None:
        """Move all that is left of an order to a price; None when the person said no."""
        # An order of another channel may carry a type we do not know; it has a price, so it is shown.
        orders, kind = self._desk.orders, order.order_type or OrderType.LIMIT
        left = order.open_quantity
        draft = OrderDraft(order.code, order.venue, order.side, kind, left, price, order.trigger)

        async def hand_in(context: OrderContext, answers: Answers) -> Ticket:
            return await orders.amend(order, 0, price, context, answers)

        return await self._run(draft, facts, hand_in, lambda _seen: ())

    async def _run(
        self,
        draft: OrderDraft,
        facts: PressFacts,
        hand_in: HandIn,
        denials: Callable[[OrderContext], tuple[Denied, ...]],
    ) -> Ticket | Denied | None:
        if self._desk.presses.late > LATE:
            return Denied("press_late")
        answers, confirmed = Answers(), False
        left_open: tuple[Question, ...] = ()
        while True:
            context = await context_of(self._desk, draft.code, facts)
            if context is None:
                return Denied("name_unknown")
            refused = denials(context)
            if refused:
                return refused[0]
            asked = left_open or self._open(draft, context, answers)
            wanted = must_confirm(self._desk, self._surface, draft, context)
            if asked or (wanted and not confirmed):
                page = ConfirmOrder(self._parent, self._desk, draft, context, asked)
                told = await page.answer()
                if told is None:
                    return None
                answers, confirmed, left_open = _joined(answers, told), True, ()
                # Reading took time: the price is looked at anew.
                continue
            self._frame.give_way()
            result = await hand_in(context, answers)
            if not isinstance(result.denied, Question):
                return result
            left_open = (result.denied,)

    def _open(
        self, draft: OrderDraft, context: OrderContext, answers: Answers
    ) -> tuple[Question, ...]:
        found = self._desk.orders.questions(draft, context)
        return tuple(q for q in found if not answers.settle(q, draft.price))


def _joined(before: Answers, told: Answers) -> Answers:
    typed = told.typed_price if told.typed_price is not None else before.typed_price
    return Answers(before.codes | told.codes, typed)
