"""What one running server shares between its calls and streams; refuses sockets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING, cast

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import fee_percent, tax_percent
from kiwoom_desk.practice.after_hours import AfterHours
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.chronicle import Chronicle
from kiwoom_desk.practice.credit import Credit
from kiwoom_desk.practice.day_book import DayBook
from kiwoom_desk.practice.day_parts import DayParts
from kiwoom_desk.practice.day_tapes import DayTapes
from kiwoom_desk.practice.depth_columns import DepthColumns
from kiwoom_desk.practice.elw_model import Warrants
from kiwoom_desk.practice.etf_values import FundValues
from kiwoom_desk.practice.evenings import Evenings
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.fundamentals import Fundamentals
from kiwoom_desk.practice.gold import GoldMarket
from kiwoom_desk.practice.index_history import IndexHistory
from kiwoom_desk.practice.indices import IndexBoard
from kiwoom_desk.practice.investors import Investors
from kiwoom_desk.practice.leaders import Leaders
from kiwoom_desk.practice.lending import Lending
from kiwoom_desk.practice.lookups import Lookups
from kiwoom_desk.practice.margins import Margins
from kiwoom_desk.practice.member_flow import MemberFlow
from kiwoom_desk.practice.moments import Moments
from kiwoom_desk.practice.options import MarginRule, ServerOptions
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.past_account import PastAccount
from kiwoom_desk.practice.paydays import Paydays
from kiwoom_desk.practice.programme import Programmes
from kiwoom_desk.practice.quotas import Rates
from kiwoom_desk.practice.received import Recorder
from kiwoom_desk.practice.rights import Rights
from kiwoom_desk.practice.shorting import Shorting
from kiwoom_desk.practice.standing import Standing
from kiwoom_desk.practice.statement import Statement
from kiwoom_desk.practice.strengths import Strengths
from kiwoom_desk.practice.together import VenueColumns
from kiwoom_desk.practice.tokens import TokenBook
from kiwoom_desk.practice.trouble import Trouble
from kiwoom_desk.practice.watch_groups import WatchGroup, watch_groups

if TYPE_CHECKING:
    from kiwoom_desk.practice.venue_figures import Venues

SLICE = 64
"""Names whose days are made at once."""
# What many answers read and nobody has asked yet is made while there is nothing else to do.
_PARTS = (
    *("standing", "fundamentals", "credit", "after_hours", "day_book", "investors", "members"),
    *("programmes", "strengths", "funds", "warrants", "gold", "indices", "index_history"),
)


class House:
    """The exchange with everything around it that answers and frames read."""

    def __init__(
        self,
        options: ServerOptions,
        clock: Clock,
        exchange: Exchange,
        past: Past,
        past_account: PastAccount | None,
        keys: TokenBook,
        recorder: Recorder,
    ) -> None:
        self.options = options
        self.clock = clock
        self.exchange = exchange
        self.past = past
        self.chronicle = Chronicle(exchange, past.flow.path, past_account)
        self.statement = Statement(self.chronicle, exchange.rules)
        before = past_account.gold if past_account else None
        self.gold_chronicle = Chronicle(exchange, past.flow.path, before, exchange.ledgers.gold)
        self.gold_statement = Statement(self.gold_chronicle, exchange.rules)
        if options.margin is MarginRule.NAMES:
            rates = self.standing.margin
            exchange.ledgers.margins = Margins(exchange, lambda index: int(rates[index]))
        exchange.account.set_paydays(Paydays(exchange, self.chronicle).up_to)
        exchange.account.post(exchange.now)
        self.catalogue = catalogue()
        self.tokens = keys
        self.rates = Rates(options.quota)
        self.recorder = recorder
        self.trouble = Trouble(clock, lambda: self.exchange.now)
        self.speed_reached = options.speed
        # Pages of past days that answers keep: what stands in them is theirs.
        self.kept_days: dict[tuple[date, int, date, int, Venue], object] = {}
        self._growing = cycle(
            (
                lambda: self.day_book.grow(SLICE),
                lambda: self.investors.grow(),
                lambda: self.programmes.grow(),
                lambda: self.index_history.grow(),
            )
        )

    @property
    def board(self) -> Board:
        """Return the columns over all names."""
        return cast(Board, self.exchange.board)

    @cached_property
    def venues(self) -> VenueColumns:
        """Return the columns of KRX, of NXT and of both."""
        return VenueColumns(self.exchange)

    @cached_property
    def figures(self) -> Venues:
        """Return what answers read of one venue, or of both; loaded with the answers, not at a start."""
        from kiwoom_desk.practice.venue_figures import Venues

        return Venues(self)

    @cached_property
    def funds(self) -> FundValues:
        """Return what shares of funds are worth."""
        return FundValues(self.past.flow)

    @cached_property
    def warrants(self) -> Warrants:
        """Return terms and model figures of the ELWs."""
        return Warrants(self.past.flow, self.past, self.funds)

    @cached_property
    def rights(self) -> Rights:
        """Return the terms of the subscription rights."""
        return Rights(self.past.flow)

    @cached_property
    def gold(self) -> GoldMarket:
        """Return gold elsewhere and who trades it here."""
        return GoldMarket(self.past.flow, self.past, self.funds, self.investors)

    @cached_property
    def fundamentals(self) -> Fundamentals:
        """Return the business figures of every share."""
        return Fundamentals(self.exchange.universe, self.exchange.seed)

    @cached_property
    def indices(self) -> IndexBoard:
        """Return the indices of today."""
        return IndexBoard(self.exchange.universe, self.past.flow)

    @cached_property
    def index_history(self) -> IndexHistory:
        """Return the bars of the indices."""
        return IndexHistory(self.past.flow, self.indices)

    @cached_property
    def strengths(self) -> Strengths:
        """Return what buyers took of volumes."""
        return Strengths(self.past.flow)

    @cached_property
    def watch_groups(self) -> tuple[WatchGroup, ...]:
        """Return the watch-list groups of the account's holder."""
        return watch_groups(self.exchange.universe, self.exchange.seed)

    @cached_property
    def standing(self) -> Standing:
        """Return margin rates, credit groups and designations of every name."""
        return Standing(self.exchange.universe, self.exchange.seed)

    @cached_property
    def after_hours(self) -> AfterHours:
        """Return the trading outside the regular session."""
        return AfterHours(self.past.flow)

    @cached_property
    def evenings(self) -> Evenings:
        """Return what KRX's after-market trades of all names."""
        return Evenings(self.exchange, self.past.flow)

    @cached_property
    def day_parts(self) -> DayParts:
        """Return what is traded before and after the regular session, by venue."""
        return DayParts(self.exchange, self.past.flow, self.after_hours, self.evenings)

    @cached_property
    def day_book(self) -> DayBook:
        """Return the last days of all names."""
        return DayBook(self.past.flow, self.past.history)

    @cached_property
    def moments(self) -> Moments:
        """Return the minutes of today over all names."""
        return Moments(self.past.flow)

    @cached_property
    def lookups(self) -> Lookups:
        """Return how often names are looked up."""
        return Lookups(self.past.flow, self.moments)

    @cached_property
    def day_tapes(self) -> DayTapes:
        """Return the prints of single names, today's and those of days before."""
        return DayTapes(self.past.flow)

    @cached_property
    def depths(self) -> DepthColumns:
        """Return the books of all names as columns."""
        return DepthColumns(self.exchange, self.past.flow)

    @cached_property
    def investors(self) -> Investors:
        """Return what each kind of investor buys and sells."""
        return Investors(self.past.flow, self.day_book)

    @cached_property
    def programmes(self) -> Programmes:
        """Return what programmes buy and sell."""
        return Programmes(self.past.flow, self.investors)

    @cached_property
    def members(self) -> MemberFlow:
        """Return what each member firm buys and sells."""
        return MemberFlow(self.past.flow, self.day_book, self.investors.foreign.net)

    @cached_property
    def leaders(self) -> Leaders:
        """Return the firms that trade most of a name today."""
        return Leaders(self.past.flow, self.members)

    @cached_property
    def shorting(self) -> Shorting:
        """Return the short sales."""
        return Shorting(self.past.flow)

    @cached_property
    def lending(self) -> Lending:
        """Return the stock lending."""
        return Lending(self.past.flow)

    @cached_property
    def credit(self) -> Credit:
        """Return what the market bought on credit."""
        return Credit(self.past.flow, self.standing)

    def cost_of(self, code: str) -> int:
        """Return what buying and selling a share costs in 100,000ths of its price: fees and tax."""
        rules, day = self.exchange.rules, self.exchange.day
        market = self.exchange.universe.by_code[code].market
        percents = 2 * fee_percent(rules, "practice", day) + tax_percent(rules, market, day)
        return int(percents * 1000)

    def wake(self) -> bool:
        """Make one part that many answers read; tell whether there was one left."""
        for name in _PARTS:
            if name not in self.__dict__:
                getattr(self, name)
                return True
        return False

    def prepare(self) -> None:
        """Make a slice of what the lists over many days need, so that no call makes all of it.

        One kind after another, so that a slice is short.
        """
        if not self.wake():
            step: Callable[[], None] = next(self._growing)
            step()

    def market_clock(self) -> str:
        """Return `<ISO time>;<speed reached>` of the market (`x-market-clock`, CLOCK frames)."""
        return f"{self.exchange.now.isoformat(timespec='milliseconds')};{self.speed_reached:.4g}"
