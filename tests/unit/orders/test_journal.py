"""The journal: durable settings, append-only, whole commits, refused versions."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import threading
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.domain.order import FillRow, RequestState, Side
from kiwoom_desk.orders.entries import Answered, FillListed, Reported, Stamp
from kiwoom_desk.orders.journal import Journal, JournalError
from tests.support.order_desk import START, Exchange, ManualClock
from tests.unit.orders.test_ledger import AT, DAY, intent

ANSWERED = Answered(AT, "r1", RequestState.ACKED, "0000001")


async def test_entries_come_back_in_order_and_by_account(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    assert await journal.open("1") == ()
    assert await journal.append("1", (intent(), ANSWERED))
    assert await journal.append("2", (intent("r2"),), lambda: False)
    assert not await journal.append("2", (intent("r3"),), lambda: True)
    await journal.close()
    again = Journal(tmp_path / "orders.sqlite")
    assert await again.open("1") == (intent(), ANSWERED)
    await again.close()


async def test_the_same_observation_is_kept_once_whatever_its_stamp(tmp_path: Path) -> None:
    exchange = Exchange(ManualClock(START))
    exchange.take("kt10000", {"code": "005930", "venue": "KRX", "side": "2", "quantity": 1})
    seen = Reported(AT, DAY, exchange.events[0])
    later = Stamp(AT.wall, AT.market.replace(hour=11))
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    await journal.append("1", (seen, seen))
    await journal.append("1", (msgspec.structs.replace(seen, at=later),))
    await journal.append("1", (msgspec.structs.replace(seen, day="20261121"),))
    await journal.append("2", (seen,))
    await journal.close()
    again = Journal(tmp_path / "orders.sqlite")
    assert len(await again.open("1")) == 2
    await again.close()


async def test_the_key_of_an_observation_outlives_the_program_that_wrote_it(tmp_path: Path) -> None:
    # Another key would keep every observation of the day once more after an update.
    fill = FillRow("0000001", "0000007", "005930", Side.BUY, 61_000, 10, "100002")
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    await journal.append("1", (FillListed(AT, DAY, fill), ANSWERED))
    await journal.close()
    with sqlite3.connect(tmp_path / "orders.sqlite") as other:
        rows = other.execute("SELECT hex(observed) FROM entry ORDER BY sequence").fetchall()
    other.close()
    assert rows == [("6AE01EDA6584ED0C74BCCDC9CEF7662549B87349",), ("",)]


async def test_one_thread_does_all_work_one_piece_after_the_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    asked = threading.Event()
    done: list[str] = []

    def work() -> str:
        # The first piece ends only when all are asked for: a second thread would be made by then.
        assert asked.wait(30)
        done.append(threading.current_thread().name)
        return done[-1]

    pieces = [asyncio.ensure_future(journal.beside(work)) for _ in range(3)]
    await asyncio.sleep(0)
    asked.set()
    assert await asyncio.gather(*pieces) == done == ["journal_0"] * 3
    await journal.close()


async def test_file_work_that_fails_beside_the_journal_is_the_journals_error(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    with pytest.raises(JournalError) as caught:
        await journal.beside((tmp_path / "missing").read_bytes)
    assert caught.value.code == "journal_failed"
    assert str(caught.value) == f"journal_failed: {caught.value.__cause__}"
    await journal.close()


async def test_what_comes_while_the_file_is_closed_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    closing = asyncio.ensure_future(journal.close())
    late = asyncio.ensure_future(journal.append("1", (intent(),)))
    with pytest.raises(JournalError, match=r"^journal_failed: the journal is not open$"):
        await late
    await closing


async def test_what_comes_after_the_end_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    await journal.close()
    with pytest.raises(JournalError) as caught:
        await journal.append("1", (intent(),))
    assert caught.value.code == "journal_failed"
    assert str(caught.value) == f"journal_failed: {caught.value.__cause__}"


async def test_an_error_of_the_work_itself_stays_what_it_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")

    def work() -> None:
        raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError, match=r"^a fault of ours$"):
        await journal.beside(work)
    await journal.close()


async def test_the_file_is_private_in_wal_mode_and_synced(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    assert journal._connection is not None
    # The connection belongs to the writer thread.
    asked = journal._executor.submit(
        lambda: [
            journal._connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[union-attr]
            for name in ("journal_mode", "synchronous", "fullfsync", "user_version")
        ]
    )
    assert asked.result() == ["wal", 2, 1, 3]
    await journal.close()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "orders.sqlite").stat().st_mode) == 0o600


async def test_a_journal_of_the_first_schema_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    journal = Journal(path)
    await journal.open("1")
    await journal.append("1", (intent(),))
    await journal.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 1")
    other.close()
    again = Journal(path)
    assert await again.open("1") == (intent(),)
    await again.close()
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (3,)
    other.close()


@pytest.mark.parametrize("change", ["DELETE FROM entry", "UPDATE entry SET account = '2'"])
async def test_what_is_written_stays(tmp_path: Path, change: str) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    await journal.append("1", (intent(),))
    await journal.close()
    with sqlite3.connect(tmp_path / "orders.sqlite") as other, pytest.raises(sqlite3.Error):
        other.execute(change)
    other.close()


async def test_a_commit_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    journal = Journal(path)
    await journal.open("1")
    other = sqlite3.connect(path)
    other.execute(
        "CREATE TRIGGER full BEFORE INSERT ON entry WHEN instr(NEW.content, x'616E737765726564') "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    other.commit()
    with pytest.raises(JournalError, match="full"):
        await journal.append("1", (intent(), ANSWERED))
    await journal.append("1", (intent("r2"),))
    rows = other.execute("SELECT content FROM entry").fetchall()
    other.close()
    await journal.close()
    assert len(rows) == 1 and b'"r2"' in rows[0][0]


async def test_a_transaction_that_could_not_begin_leaves_nothing_to_roll_back(
    tmp_path: Path,
) -> None:
    path = tmp_path / "orders.sqlite"
    journal = Journal(path)
    await journal.open("1")
    journal._executor.submit(
        lambda: journal._connection.execute("PRAGMA busy_timeout=1")  # type: ignore[union-attr]
    ).result()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"):
        await journal.append("1", (intent(),))
    other.execute("ROLLBACK")
    other.close()
    await journal.append("1", (intent(),))
    await journal.close()


async def test_a_transaction_that_the_file_itself_rolled_back_is_over(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    journal = Journal(path)
    await journal.open("1")
    with sqlite3.connect(path) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ROLLBACK, 'full'); END"
        )
    with pytest.raises(JournalError, match="full"):
        await journal.append("1", (intent(),))
    with other:
        other.execute("DROP TRIGGER full")
    other.close()
    await journal.append("1", (intent(),))
    await journal.close()


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        ("PRAGMA user_version = 99", "journal_version", "schema 99, this program knows 3"),
        (
            "INSERT INTO entry (account, content) VALUES ('1', x'7B7D')",
            "journal_unreadable",
            "Object missing required field `type`",
        ),
    ],
)
async def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, spoil: str, code: str, told: str
) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    await journal.open("1")
    await journal.close()
    with sqlite3.connect(tmp_path / "orders.sqlite") as other:
        other.execute(spoil)
    other.close()
    again = Journal(tmp_path / "orders.sqlite")
    with pytest.raises(JournalError) as caught:
        await again.open("1")
    assert caught.value.code == code
    assert str(caught.value) == f"{code}: {told}"
    await again.close()


async def test_a_journal_that_is_not_open_commits_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "orders.sqlite")
    with pytest.raises(JournalError, match="not open"):
        await journal.append("1", (intent(),))
    await journal.close()
    with pytest.raises(JournalError):
        await (missing := Journal(tmp_path / "no" / "orders.sqlite")).open("1")
    await missing.close()
