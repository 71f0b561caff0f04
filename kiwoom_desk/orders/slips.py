"""The rules against slips of a person, each one function (S-16); refuses to skip what it cannot judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from kiwoom_desk.broker.order_lane import WireFigures
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.order import Action, Side
from kiwoom_desk.domain.rules import RulesError, tick_size
from kiwoom_desk.orders.checks import OrderContext, PriceTrust, Situation
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.limits import HIGHEST, MOST_NOTIONAL, WARN_NOTIONAL

ASKED_COUNTS = 3.0
"""Seconds for which a ka10004 reply counts as fresh for one order (S-18)."""
_LIKE_PRICE = 5
_AUCTIONS = frozenset({"opening_auction", "closing_auction", "after_auction", "single_price"})


class Question(Denied, frozen=True):
    """A no that a person may answer with yes; `typed` = by typing the price again."""

    typed: bool = False


class Answers(msgspec.Struct, frozen=True):
    """What a person has said yes to, by code, and the price typed again for questions that ask it."""

    codes: frozenset[str] = frozenset()
    typed_price: int | None = None

    def settle(self, question: Question, price: int | None) -> bool:
        """Tell whether a question is answered for an order at this price."""
        if question.code not in self.codes:
            return False
        return not question.typed or (price is not None and self.typed_price == price)


Guard = Callable[[Situation], Denied | None]


def trust_of(context: OrderContext) -> PriceTrust:
    """Judge the last price of a context: fresh, suspect, or stale where nothing says otherwise."""
    if context.last_price is None:
        return PriceTrust.STALE
    if context.asked_age is not None and 0 <= context.asked_age <= ASKED_COUNTS:
        return PriceTrust.FRESH
    if context.trust is not None:
        return context.trust
    young = context.last_age is not None and context.last_age <= ASKED_COUNTS
    return PriceTrust.FRESH if young else PriceTrust.STALE


def price_beside(last: int | None, book: Book) -> int | None:
    """Return the price to hold an order against after asking ka10004: the last one, within the spread."""
    ask = book.ask_prices[0] if book.ask_prices else 0
    bid = book.bid_prices[0] if book.bid_prices else 0
    if not last:
        return ask or bid or None
    if ask and last > ask:
        return ask
    return max(last, bid)


def shares(now: Situation) -> int:
    """Return the shares that a wish puts at stake; 0 in an amend stands for all that is left."""
    wish = now.wish
    return wish.quantity or (wish.target.open_quantity if wish.target is not None else 0)


def reckoned_price(now: Situation) -> int | None:
    """Return the price a wish is valued at: its own, else the last one."""
    return now.wish.price or (now.context.last_price if now.context else None)


def distance(now: Situation) -> int | None:
    """Return how far the price is from the last one in hundredths of a percent, None without both."""
    last = now.context.last_price if now.context else None
    if now.wish.price is None or not last:
        return None
    return -(-abs(now.wish.price - last) * 10_000 // last)


# --- what is refused -----------------------------------------------------------------------


def quantity_capped(now: Situation) -> Denied | None:
    """Deny more shares than one order may have."""
    if shares(now) <= now.limits.quantity:
        return None
    return Denied(
        "quantity_cap", {"quantity": f"{shares(now):,}", "most": f"{now.limits.quantity:,}"}
    )


def notional_capped(now: Situation) -> Denied | None:
    """Deny a larger amount than one order may have, and an amount that is not known."""
    price = reckoned_price(now)
    if price is None:
        return Denied("notional_unknown")
    amount, most = price * shares(now), min(now.limits.notional, MOST_NOTIONAL)
    if amount <= most:
        return None
    return Denied("notional_cap", {"amount": f"{amount:,}", "most": f"{most:,}"})


def price_known(now: Situation) -> Denied | None:
    """Deny an order with a price while the last one is stale: no distance can be told (S-18)."""
    if now.wish.price is None or (now.context and trust_of(now.context) is not PriceTrust.STALE):
        return None
    return Denied("stale_price")


def orders_counted(now: Situation) -> Denied | None:
    """Deny one more new order than a day may have."""
    if now.wish.action is not Action.NEW or now.sent_today < now.limits.orders_a_day:
        return None
    return Denied("orders_a_day", {"most": f"{now.limits.orders_a_day:,}"})


def loss_bounded(now: Situation) -> Denied | None:
    """Deny buying on a day that has lost its limit, or whose loss is not known; sales go on."""
    most, profit = now.limits.loss_a_day, now.profit_today
    if now.wish.action is not Action.NEW or now.wish.side is Side.SELL:
        return None
    if most >= HIGHEST.loss_a_day:
        return None
    if profit is None:
        return Denied("loss_unknown")
    if -profit < most:
        return None
    return Denied("loss_a_day", {"loss": f"{-profit:,}", "most": f"{most:,}"})


# --- what is asked once more ---------------------------------------------------------------


def large(now: Situation) -> Question | None:
    """Ask about an amount above 1.5 bn won."""
    amount = (reckoned_price(now) or 0) * shares(now)
    if amount <= WARN_NOTIONAL:
        return None
    return Question("large", {"amount": f"{amount:,}"})


def away_from_last(now: Situation) -> Question | None:
    """Ask about a price far from the last one, and have one very far typed again."""
    away, limits = distance(now), now.limits
    if away is None or away <= min(limits.ask_away, limits.type_away):
        return None
    last = now.context.last_price if now.context else None
    facts = {
        "price": f"{now.wish.price or 0:,}",
        "last": f"{last or 0:,}",
        "percent": f"{away // 100}.{away % 100:02d}",
    }
    if away > limits.type_away:
        return Question("far_from_last", facts, typed=True)
    return Question("away_from_last", facts)


def ticks_from_last(now: Situation) -> Question | None:
    """Ask about a price many tick sizes from the last one, where its percentage asks for nothing."""
    context, price = now.context, now.wish.price
    if context is None or not context.last_price or price is None:
        return None
    if away_from_last(now) is not None:
        return None
    try:
        size = tick_size(now.rules, context.instrument.product, price, now.day)
    except RulesError:
        return Question("no_tick_table")
    ticks = -(-abs(price - context.last_price) // size)
    if ticks <= now.limits.ask_ticks:
        return None
    facts = {"price": f"{price:,}", "last": f"{context.last_price:,}", "ticks": f"{ticks:,}"}
    return Question("ticks_from_last", facts)


def quantity_like_price(now: Situation) -> Question | None:
    """Ask whether quantity and price were mixed up: close to one another, or a price of the ladder."""
    price, quantity, context = reckoned_price(now), now.wish.quantity, now.context
    if price is None or context is None or not quantity:
        return None
    near = abs(quantity - price) * 100 <= _LIKE_PRICE * price
    meant = quantity % 10 == 0 or context.quantity_chosen
    if quantity not in context.ladder and (meant or not near):
        return None
    return Question("quantity_like_price", {"quantity": f"{quantity:,}", "price": f"{price:,}"})


def no_price_in_auction(now: Situation) -> Question | None:
    """Ask about an order without a price in a VI, a call auction or a halt."""
    if now.wish.action is not Action.NEW or now.wish.price is not None or now.context is None:
        return None
    if now.context.interrupted:
        return Question("market_in_interruption")
    if _AUCTIONS.intersection(now.phases):
        return Question("market_in_auction")
    return Question("market_in_halt") if now.context.instrument.halted else None


def price_suspect(now: Situation) -> Question | None:
    """Ask where the last price of a name that speaks often has stood still (S-18)."""
    if now.wish.price is None or now.context is None:
        return None
    suspect = trust_of(now.context) is PriceTrust.SUSPECT
    return Question("suspect_price") if suspect else None


def rules_cover(now: Situation) -> Question | None:
    """Ask on days that the dated market rules do not cover (S-23)."""
    if now.rules.covered_from <= now.day <= now.rules.covered_to:
        return None
    return Question("rules_out_of_date", {"until": f"{now.rules.covered_to:%Y-%m-%d}"})


REFUSING: tuple[Guard, ...] = (
    quantity_capped,
    notional_capped,
    price_known,
    orders_counted,
    loss_bounded,
)
ASKING: tuple[Callable[[Situation], Question | None], ...] = (
    large,
    away_from_last,
    ticks_from_last,
    quantity_like_price,
    no_price_in_auction,
    price_suspect,
    rules_cover,
)


def limit_denials(now: Situation) -> tuple[Denied, ...]:
    """Return every limit's no to a new order or an amend; cancels have none."""
    if now.wish.action is Action.CANCEL:
        return ()
    return tuple(denied for guard in REFUSING if (denied := guard(now)) is not None)


def questions(now: Situation) -> tuple[Question, ...]:
    """Return everything that is asked once more before a new order or an amend goes out."""
    if now.wish.action is Action.CANCEL:
        return ()
    found: Iterable[Question | None] = (ask(now) for ask in ASKING)
    return tuple(question for question in found if question is not None)


def unanswered(now: Situation, answers: Answers) -> Question | None:
    """Return the first question that the answers leave open."""
    return next((q for q in questions(now) if not answers.settle(q, now.wish.price)), None)


def slip_of(
    now: Situation, read_back: Callable[[bytes], WireFigures], body: bytes, answers: Answers
) -> Denied | None:
    """Return the first no to a body as the wire will carry it: a limit's, or an open question."""
    try:
        figures = read_back(body)
    except ValueError:
        return Denied("body", {"field": "quantity", "fault": "unreadable"})
    if (figures.quantity, figures.price) != (now.wish.quantity, now.wish.price):
        return Denied("body", {"field": "quantity", "fault": "changed"})
    refused = limit_denials(now)
    return refused[0] if refused else unanswered(now, answers)
