"""What one running server shares between its calls and streams; refuses sockets."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.fundamentals import Fundamentals
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.quotas import Rates
from kiwoom_desk.practice.received import Recorder
from kiwoom_desk.practice.tokens import TokenBook


class House:
    """The exchange with everything around it that answers and frames read."""

    def __init__(
        self, options: ServerOptions, clock: Clock, exchange: Exchange, past: Past
    ) -> None:
        self.options = options
        self.clock = clock
        self.exchange = exchange
        self.past = past
        self.catalogue = catalogue()
        self.tokens = TokenBook(options.token)
        self.rates = Rates(options.quota)
        self.recorder = Recorder()
        self.speed_reached = options.speed

    @property
    def board(self) -> Board:
        """Return the columns over all names."""
        return cast(Board, self.exchange.board)

    @cached_property
    def fundamentals(self) -> Fundamentals:
        """Return the business figures of every share."""
        return Fundamentals(self.exchange.universe, self.exchange.seed)

    def market_clock(self) -> str:
        """Return `<ISO time>;<speed reached>` of the market (`x-market-clock`, CLOCK frames)."""
        return f"{self.exchange.now.isoformat(timespec='milliseconds')};{self.speed_reached:.4g}"
