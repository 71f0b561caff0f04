"""Opens an exchange at the right market moment, fresh or as it was kept; refuses to turn its clock back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import is_trading_day, shift_trading_days, trading_day_on_or_before
from kiwoom_desk.practice.beginning import Beginning
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.keep import Keeper, Kept, load
from kiwoom_desk.practice.past_account import PastAccount
from kiwoom_desk.practice.records import Origin
from kiwoom_desk.practice.rings import split
from kiwoom_desk.practice.sources import PricePath
from kiwoom_desk.practice.universe import Universe

_FIRST_HOUR = timedelta(hours=10)
# From the closing auction on a kept day is over for someone who comes back.
_TOO_LATE = timedelta(hours=15, minutes=20)

MakeFlow = Callable[[Universe, MarketRules, int, date | None], PricePath]
MakePast = Callable[[Origin, str], PastAccount]
Begins = Callable[[datetime, str], None]
log = logging.getLogger(__name__)


class ClockWouldGoBack(ValueError):
    """`--at` names a moment before the kept market clock."""

    def __init__(self, at: datetime, kept: datetime) -> None:
        super().__init__(
            f"the kept market stands at {kept:%Y-%m-%d %H:%M:%S}; it does not go back to {at:%Y-%m-%d %H:%M}"
        )
        self.at = at
        self.kept = kept


class UnknownHoldings(ValueError):
    """The kept account holds names that this universe does not list."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(
            f"the kept account holds names that are not listed here: {', '.join(codes)}"
        )
        self.codes = codes


class Opened(msgspec.Struct, frozen=True):
    """An exchange and what was found: whether it was kept, a broken file set aside, a played past."""

    exchange: Exchange
    kept: bool
    set_aside: Path | None
    past: PastAccount | None = None


def open_exchange(
    universe: Universe,
    rules: MarketRules,
    make_flow: MakeFlow,
    *,
    seed: int,
    wall: datetime,
    at: datetime | None,
    cash: int,
    account_number: str,
    state_dir: Path | None,
    history: int = 0,
    make_past: MakePast | None = None,
    begins: Begins = lambda _market, _account: None,
) -> Opened:
    """Open the exchange of a state folder, or a fresh one.

    `make_flow` gets the universe, the rules, the seed and the first practice day (None = now).
    `wall` is now in Korean wall time, `at` the market time asked for. A kept state brings its own
    seed, cash, account number and history. `make_past` plays a past of `history` trading days on
    the flow just made. `begins` hears the market time and the account number before the long part
    of it. Raise ClockWouldGoBack or UnknownHoldings.
    """
    loaded = load(state_dir) if state_dir is not None else None
    kept = loaded.kept if loaded else None
    if kept is not None:
        check_listed(kept, universe)
        seed, account_number = kept.seed, kept.account_number
    start = start_moment(rules, wall, at, kept.clock if kept else None)
    begins(start, account_number)
    flow = make_flow(universe, rules, seed, kept.anchor if kept else None)
    first_day = trading_day_on_or_before(rules, start.date())
    origin = kept.origin if kept else Origin(first_day, history, cash)
    past = make_past(origin, account_number) if make_past and origin and origin.days else None
    if kept is not None:
        beginning: Beginning | None = _beginning(kept, universe, rules, start)
        past = _same(past, origin)
    else:
        beginning = _begun(past, start)
    exchange = Exchange(
        universe,
        rules,
        flow,
        seed=seed,
        start=start,
        cash=cash,
        account_number=account_number,
        beginning=beginning,
        keeper=Keeper(state_dir) if state_dir is not None else None,
    )
    return Opened(exchange, kept is not None, loaded.set_aside if loaded else None, past)


def start_moment(
    rules: MarketRules, wall: datetime, at: datetime | None, kept: datetime | None
) -> datetime:
    """Return where market time starts (practice.md, "What is kept"); raise ClockWouldGoBack."""
    last = trading_day_on_or_before(rules, wall.date())
    if kept is None:
        return at or _ten_o_clock(wall, last)
    if at is not None:
        if at < kept:
            raise ClockWouldGoBack(at, kept)
        return at
    if kept.date() < last:
        return _ten_o_clock(wall, last)
    over = kept - _midnight(kept, kept.date()) >= _TOO_LATE
    if over or not is_trading_day(rules, kept.date()):
        return _ten_o_clock(kept, shift_trading_days(rules, kept.date(), 1))
    return kept


def check_listed(kept: Kept, universe: Universe) -> None:
    """Raise UnknownHoldings when a kept position is in no listing."""
    held = {position.code for position in kept.positions.values()}
    codes = tuple(sorted(code for code in held if code not in universe.by_code))
    if codes:
        raise UnknownHoldings(codes)


def _begun(past: PastAccount | None, start: datetime) -> Beginning | None:
    """Begin where a past ended, on the morning of the first day."""
    if past is None:
        return None
    account = past.account
    account.day = start.date()
    if past.gold is not None:
        past.gold.account.day = start.date()
    last = past.gold or past
    gold = past.gold.account if past.gold else None
    return Beginning(account, start, last.order_counter, last.fill_counter, gold=gold)


def _same(past: PastAccount | None, origin: Origin | None) -> PastAccount | None:
    """Return the past played again if it is the one that the account was kept with."""
    if past is None or origin is None or past.mark == origin.mark:
        return past
    log.warning("past_set_aside")
    return None


def _beginning(kept: Kept, universe: Universe, rules: MarketRules, start: datetime) -> Beginning:
    markets = {listing.code: listing.market for listing in universe.listings}
    begun = kept.beginning(CostBook(rules, markets), start)
    own = tuple(item for item in begun.own_prints if split(item.code)[0] in markets)
    return msgspec.structs.replace(begun, own_prints=own)


def _midnight(moment: datetime, day: date) -> datetime:
    return moment.replace(
        year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
    )


def _ten_o_clock(moment: datetime, day: date) -> datetime:
    return _midnight(moment, day) + _FIRST_HOUR
