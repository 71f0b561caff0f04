"""The journal as sheets and lines: whole, harmless in a spreadsheet, without account numbers."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.orders.export import FILLS, ORDERS, REQUESTS, as_json, as_tables, read_journal
from kiwoom_desk.orders.journal import JournalError
from tests.support.order_desk import ACCOUNT, CONTEXT, buy, quiet, room

WORDS = {"보통": "0"}


async def journal(folder: Path) -> Path:
    """Trade a little and return the journal's path."""
    async with room(folder) as here:
        refused = Outcome(RequestState.REFUSED, code="2000", message="=HYPERLINK(1) 거부")
        here.exchange.outcomes.append(refused)
        await here.desk.submit(buy(1), CONTEXT)
        ticket = await here.desk.submit(buy(5), CONTEXT)
        await quiet(here)
        here.exchange.fill(ticket.order_number, 2)
        await quiet(here)
    return folder / "orders.sqlite"


def sheet(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_requests_orders_and_fills_are_tables(tmp_path: Path) -> None:
    tables = as_tables(read_journal(await journal(tmp_path)), WORDS)
    requests, orders, fills = (sheet(tables[name]) for name in ("requests", "orders", "fills"))
    assert tuple(requests[0]) == REQUESTS
    assert tuple(orders[0]) == ORDERS
    assert tuple(fills[0]) == FILLS
    assert [(r["state"], r["message"]) for r in requests] == [
        ("refused", "'=HYPERLINK(1) 거부"),
        ("acked", ""),
    ]
    assert [(o["quantity"], o["filled"], o["open"]) for o in orders] == [("5", "2", "3")]
    assert [(f["price"], f["quantity"], f["side"]) for f in fills] == [("61000", "2", "buy")]


async def test_no_account_number_leaves(tmp_path: Path) -> None:
    kept = read_journal(await journal(tmp_path))
    everything = as_json(kept) + b"".join(as_tables(kept, WORDS).values())
    assert ACCOUNT.encode() not in everything
    assert ACCOUNT[-3:].encode() in everything


async def test_every_entry_is_a_line_of_json_in_order(tmp_path: Path) -> None:
    kept = read_journal(await journal(tmp_path))
    lines = [json.loads(line) for line in as_json(kept).splitlines()]
    assert [line["sequence"] for line in lines] == sorted(line["sequence"] for line in lines)
    assert [line["entry"]["type"] for line in lines[:2]] == ["intent", "sending"]
    assert len(lines) == len(kept) > 5


async def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = await journal(tmp_path)
    with pytest.raises(JournalError, match="journal_failed"):
        read_journal(tmp_path / "nothing.sqlite")
    (tmp_path / "text.sqlite").write_text("not a database at all, but long enough", "utf-8")
    with pytest.raises(JournalError, match="journal_failed"):
        read_journal(tmp_path / "text.sqlite")
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO entry (account, content) VALUES ('1', x'7B7D')")
    with pytest.raises(JournalError, match="journal_unreadable"):
        read_journal(path)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="schema 99"):
        read_journal(path)
    other.close()


async def test_the_journal_is_not_changed(tmp_path: Path) -> None:
    path = await journal(tmp_path)
    before = path.read_bytes()
    read_journal(path)
    assert path.read_bytes() == before
