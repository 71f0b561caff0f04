"""The journal as tables and as JSON, for a person's own books; refuses whole account numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from kiwoom_desk.base.logs import mask_account, redact
from kiwoom_desk.base.sheets import Cell, csv_bytes
from kiwoom_desk.orders.entries import Entry, Intent
from kiwoom_desk.orders.journal import SCHEMA, JournalError
from kiwoom_desk.orders.ledger import Ledger

REQUESTS = (
    *("account", "day", "wall_time", "market_time", "request", "action", "code", "venue", "side"),
    *("type", "price", "quantity", "state", "order_number", "broker_code", "message", "found"),
    *("reason", "supersedes"),
)
ORDERS = (
    *("account", "day", "number", "original", "code", "venue", "side", "type", "price", "quantity"),
    *("filled", "amount", "open", "state", "time", "request"),
)
FILLS = (
    *("account", "day", "time", "order", "fill", "code", "side", "venue", "price", "quantity"),
)


class Kept(msgspec.Struct, frozen=True):
    """One entry as the journal holds it, with its place and the tail of its account."""

    sequence: int
    account: str
    entry: Entry


def read_journal(path: Path) -> tuple[Kept, ...]:
    """Read every entry of a journal without changing it, accounts masked; raise JournalError."""
    decoder: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise JournalError("journal_failed", str(error)) from error
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise JournalError("journal_version", f"schema {version}, this program knows {SCHEMA}")
        rows = connection.execute("SELECT sequence, account, content FROM entry ORDER BY sequence")
        return tuple(
            Kept(number, mask_account(account), _masked(decoder.decode(content)))
            for number, account, content in rows
        )
    except sqlite3.Error as error:
        raise JournalError("journal_failed", str(error)) from error
    except msgspec.DecodeError as error:
        raise JournalError("journal_unreadable", str(error)) from error
    finally:
        connection.close()


def as_json(kept: Sequence[Kept]) -> bytes:
    """Return every entry in order, a line each, what could be a secret or an account redacted."""
    lines = (redact(msgspec.json.encode(one).decode()) for one in kept)
    return "".join(f"{line}\n" for line in lines).encode()


def as_tables(kept: Sequence[Kept], type_words: Mapping[str, str]) -> dict[str, bytes]:
    """Return requests, orders and fills as CSV, by name."""
    accounts = {one.account: Ledger(type_words) for one in kept}
    for one in kept:
        accounts[one.account].apply(one.entry)
    found = accounts.items()
    return {
        "requests": csv_bytes(REQUESTS, [row for a, book in found for row in _requests(a, book)]),
        "orders": csv_bytes(ORDERS, [row for a, book in found for row in _orders(a, book)]),
        "fills": csv_bytes(FILLS, [row for a, book in found for row in _fills(a, book)]),
    }


def _masked(entry: Entry) -> Entry:
    if not isinstance(entry, Intent):
        return entry
    return msgspec.structs.replace(entry, account=mask_account(entry.account))


def _requests(account: str, ledger: Ledger) -> list[list[Cell]]:
    return [
        [
            *(account, r.day, r.intent.at.wall.isoformat(), r.intent.at.market.isoformat(), r.id),
            *(r.action, r.intent.code, r.intent.venue, r.intent.side.name.lower()),
            *(r.intent.order_type, r.intent.price, r.intent.quantity, r.state, r.number),
            *(r.code, r.message, r.how, r.intent.reason, r.intent.supersedes),
        ]
        for r in ledger.requests
    ]


def _orders(account: str, ledger: Ledger) -> list[list[Cell]]:
    return [
        [
            *(account, o.day, o.number, o.original, o.code, o.venue, o.side.name.lower()),
            *(o.order_type, o.price, o.quantity, o.filled, o.amount, o.open_quantity, o.state),
            *(o.time, o.request),
        ]
        for o in ledger.orders
    ]


def _fills(account: str, ledger: Ledger) -> list[list[Cell]]:
    return [
        [
            *(account, f.day, f.time, f.order, f.number, f.code, f.side.name.lower(), f.venue),
            *(f.price, f.quantity),
        ]
        for f in ledger.fills
    ]
