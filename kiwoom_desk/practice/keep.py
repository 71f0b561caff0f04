"""Keeps the exchange in a folder: a whole file, then a line for every change; refuses half lines."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from kiwoom_desk.base import files
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.beginning import Beginning
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.entries import AccountEntry
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.keep_ledger import KeptLedger, LedgerLine, changed, whole
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.records import (
    Closing,
    Due,
    FillRecord,
    OrderRecord,
    Origin,
    PositionState,
)

NAME = "exchange.jsonl"
FORMAT = 1
# Grown by so much the file is written anew; a day's clock lines alone make about 2 MB.
_REWRITE_BYTES = 4 << 20
_MOST_BYTES = 256 << 20
# Orders and fills older than this are forgotten when the file is written anew: a statement goes back
# as far as the past of a fresh account does.
_KEPT_FOR = timedelta(days=400)


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change, whole in one line; what is absent did not change.

    The first line of a file carries `format`, `account`, `seed`, `anchor` and `origin`. `gone` are
    codes whose position ended.
    """

    clock: datetime
    format: int = 0
    account: str = ""
    seed: int | None = None
    anchor: date | None = None
    day: date | None = None
    cash: int | None = None
    dues: tuple[Due, ...] | None = None
    order_counter: int | None = None
    fill_counter: int | None = None
    orders: tuple[OrderRecord, ...] = ()
    fills: tuple[FillRecord, ...] = ()
    positions: tuple[PositionState, ...] = ()
    gone: tuple[str, ...] = ()
    own_prints: tuple[OwnPrint, ...] = ()
    origin: Origin | None = None
    entries: tuple[AccountEntry, ...] = ()
    closings: tuple[Closing, ...] = ()
    pending: tuple[AccountEntry, ...] | None = None
    paid_until: date | None = None
    gold: LedgerLine | None = None


class Kept:
    """What a folder held: the lines folded into the last state."""

    def __init__(self, first: Line) -> None:
        """Begin with a file's first line; raise ValueError for another format."""
        if first.format != FORMAT or not first.account or first.seed is None:
            raise ValueError("not a state file of this format")
        self.account_number = first.account
        self.seed = first.seed
        self.anchor = first.anchor
        self.clock = first.clock
        self.day = first.clock.date()
        self.cash = 0
        self.dues: tuple[Due, ...] = ()
        self.order_counter = self.fill_counter = 0
        self.orders: dict[str, OrderRecord] = {}
        self.fills: list[FillRecord] = []
        self.positions: dict[str, PositionState] = {}
        self.own_prints: list[OwnPrint] = []
        self.origin = first.origin
        self.entries: list[AccountEntry] = []
        self.closings: dict[date, Closing] = {}
        self.pending: tuple[AccountEntry, ...] = ()
        self.paid_until = first.paid_until or self.day
        self.gold: KeptLedger | None = None
        self.take(first)

    def take(self, line: Line) -> None:
        """Fold one more line in."""
        self.clock = line.clock
        if line.gold is not None and self.gold is not None:
            self.gold.take(line.gold)
        elif line.gold is not None:
            self.gold = KeptLedger(line.gold)
        self.day = line.day or self.day
        self.cash = self.cash if line.cash is None else line.cash
        self.dues = self.dues if line.dues is None else line.dues
        self.order_counter = line.order_counter or self.order_counter
        self.fill_counter = line.fill_counter or self.fill_counter
        self.orders.update((order.number, order) for order in line.orders)
        self.fills.extend(line.fills)
        self.positions.update((position.key, position) for position in line.positions)
        for code in line.gone:
            self.positions.pop(code, None)
        self.own_prints.extend(line.own_prints)
        self.entries.extend(line.entries)
        self.pending = self.pending if line.pending is None else line.pending
        self.paid_until = line.paid_until or self.paid_until
        self.closings.update((closing.day, closing) for closing in line.closings)

    def beginning(self, costs: CostBook, start: datetime) -> Beginning:
        """Make the account stand at `start`; the old day ends first where `start` is a later day."""
        account = Account(self.account_number, self.cash, costs, self.day)
        account.dues = list(self.dues)
        account.positions = dict(self.positions)
        account.fills = list(self.fills)
        account.entries = list(self.entries)
        account.closings = dict(self.closings)
        account.pending = list(self.pending)
        account.paid_until = self.paid_until
        account.origin = self.origin or self._first(account)
        account.restore(self.orders)
        if start.date() > self.day:
            for order in account.open_orders():
                account.withdraw(order.number, expired=True)
            account.open_day(start.date())
        gold = self.gold.account(self.account_number, costs, start.date()) if self.gold else None
        own = tuple(self.own_prints)
        return Beginning(account, start, self.order_counter, self.fill_counter, own, gold)

    def _first(self, account: Account) -> Origin:
        """Return how an account began that was kept before this was: with what its fills explain."""
        fills = account.fills
        spent = sum(
            f.amount + f.fee if f.side is Side.BUY else f.fee + f.tax - f.amount for f in fills
        )
        day = min((f.at.date() for f in fills), default=self.anchor or self.day)
        return Origin(day, 0, account.deposits.second_day + spent)


class Loaded(msgspec.Struct, frozen=True):
    """What was found: nothing, a state, or a broken file that now has another name."""

    kept: Kept | None = None
    set_aside: Path | None = None


def load(folder: Path) -> Loaded:
    """Read the state of a folder; a torn last line is dropped, any other damage sets the file aside.

    A newer program's file keeps its content under a name that tells its format.
    """
    path = folder / NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            return Loaded(set_aside=files.set_aside(path))
        content = path.read_bytes()
    except FileNotFoundError:
        return Loaded()
    newer = _format_of(content)
    if newer > FORMAT:
        return Loaded(set_aside=files.set_aside(path, f"format-{newer}"))
    try:
        return Loaded(_fold(content))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return Loaded(set_aside=files.set_aside(path))


class _Head(msgspec.Struct, frozen=True):
    format: int = 0


def _format_of(content: bytes) -> int:
    try:
        return msgspec.json.decode(content.partition(b"\n")[0], type=_Head).format
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0


def _fold(content: bytes) -> Kept:
    decoder = msgspec.json.Decoder(Line)
    whole = content[: content.rfind(b"\n") + 1].splitlines()
    if not whole:
        raise ValueError("empty")
    kept = Kept(decoder.decode(whole[0]))
    for text in whole[1:]:
        kept.take(decoder.decode(text))
    return kept


class Keeper:
    """Appends every change of an exchange to its folder before anyone is told of it."""

    def __init__(self, folder: Path) -> None:
        """Keep in `folder`, which must exist; the file is made at the first save."""
        self._path = folder / NAME
        self._file: int | None = None
        self._size = self._written = 0
        self._own_prints = 0
        self._dirty_clock = False

    def save(self, exchange: Exchange) -> None:
        """Append what changed in the account in one write; nothing when nothing did."""
        if self._file is None:
            self._rewrite(exchange)
            return
        account = exchange.account
        changes = account.take_changes()
        own = exchange.pit.own_prints[self._own_prints :]
        gold = changed(exchange.ledgers.gold)
        if not changes and not own and gold is None:
            return
        self._own_prints = len(exchange.pit.own_prints)
        codes = list(changes.codes)
        self._append(
            exchange,
            Line(
                clock=exchange.now,
                day=account.day,
                cash=account.cash if changes.money else None,
                dues=tuple(account.dues) if changes.money else None,
                order_counter=exchange.pit.order_counter,
                fill_counter=exchange.pit.fill_counter,
                orders=tuple(account.orders[number] for number in changes.orders),
                fills=tuple(changes.fills),
                positions=tuple(account.positions[c] for c in codes if c in account.positions),
                gone=tuple(code for code in codes if code not in account.positions),
                own_prints=tuple(own),
                entries=tuple(changes.entries),
                closings=tuple(changes.closings),
                pending=tuple(account.pending) if changes.money else None,
                paid_until=account.paid_until if changes.money else None,
                gold=gold,
            ),
        )

    def tick(self, exchange: Exchange) -> None:
        """Append the market clock."""
        self.save(exchange)
        self._append(exchange, Line(clock=exchange.now))

    def close(self, exchange: Exchange) -> None:
        """Write the whole state and let go of the file."""
        self._rewrite(exchange)
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, exchange: Exchange, line: Line) -> None:
        if self._file is None or self._size > self._written + _REWRITE_BYTES:
            self._rewrite(exchange)
            return
        content = msgspec.json.encode(line) + b"\n"
        # One write a line: a kill leaves it whole or torn at the end, and torn ends are dropped.
        written = os.write(self._file, content)
        if written != len(content):
            raise OSError(f"only {written} of {len(content)} bytes were kept")
        self._size += written

    def _rewrite(self, exchange: Exchange) -> None:
        account, pit = exchange.account, exchange.pit
        account.take_changes()
        self._own_prints = len(pit.own_prints)
        since = exchange.day - _KEPT_FOR
        line = Line(
            clock=exchange.now,
            format=FORMAT,
            account=account.number,
            seed=exchange.seed,
            anchor=exchange.flow.anchor,
            day=account.day,
            cash=account.cash,
            dues=tuple(account.dues),
            order_counter=pit.order_counter,
            fill_counter=pit.fill_counter,
            orders=tuple(order for order in account.orders.values() if order.day >= since),
            fills=tuple(fill for fill in account.fills if fill.at.date() >= since),
            positions=tuple(account.positions.values()),
            own_prints=tuple(pit.own_prints),
            origin=account.origin,
            entries=tuple(account.entries),
            closings=tuple(account.closings.values()),
            pending=tuple(account.pending),
            paid_until=account.paid_until,
            gold=whole(exchange.ledgers.gold, since),
        )
        content = msgspec.json.encode(line) + b"\n"
        if self._file is not None:
            os.close(self._file)
            self._file = None
        files.save(self._path, content)
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(self._path, flags)
        self._size = self._written = len(content)
