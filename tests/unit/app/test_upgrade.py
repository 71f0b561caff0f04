"""Files of every released version open in this one; a newer file in this one is refused and not harmed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from kiwoom_desk import __version__
from kiwoom_desk.base.settings import load_settings
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.orders.entries import Entry
from kiwoom_desk.orders.export import as_tables, read_journal
from kiwoom_desk.orders.journal import SCHEMA, Journal, JournalError
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.practice import keep
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.recording import VERSION
from kiwoom_desk.practice.replay import Replay, ReplayError
from kiwoom_desk.practice.replaying import serve_replay
from tests.support.practice import Practice, plain_client, plain_stream, practice
from tests.upgrade import Release, releases

every = pytest.mark.parametrize("release", releases(), ids=lambda one: one.folder.name)


def copied(file: Path, folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    return Path(shutil.copyfile(file, folder / name))


async def entries(path: Path) -> tuple[Entry, ...]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        ((account,),) = connection.execute("SELECT DISTINCT account FROM entry")
    journal = Journal(path)
    try:
        return await journal.open(account)
    finally:
        await journal.close()


def test_the_files_of_this_version_are_kept() -> None:
    assert __version__ in {release.folder.name for release in releases()}


@every
def test_settings_open(release: Release, tmp_path: Path) -> None:
    loaded = load_settings(copied(release.settings, tmp_path, "settings.json"))
    assert loaded.set_aside is None
    expected = release.read().settings
    found = {name: getattr(loaded.settings, name) for name in expected if name != "limits"}
    found |= {"fee_rate": str(found["fee_rate"]), "version": expected["version"]}
    assert found == {name: value for name, value in expected.items() if name != "limits"}
    assert json.loads(bytes(loaded.settings.limits)) == expected["limits"]


@every
async def test_the_journal_opens(release: Release, tmp_path: Path) -> None:
    path, expected = copied(release.journal, tmp_path, "journal.sqlite"), release.read()
    ledger = Ledger(type_words(catalogue()))
    for entry in await entries(path):
        ledger.apply(entry)
    assert tuple(f"{r.id} {r.state} {r.number}" for r in ledger.requests) == expected.requests
    found = tuple(f"{o.number} {o.state} {o.filled} {o.amount}" for o in ledger.orders)
    assert found == expected.orders
    assert len(ledger.fills) == expected.fills
    tables = as_tables(read_journal(path), type_words(catalogue()))
    assert tables["orders"].count(b"\n") == len(expected.orders) + 1


@every
async def test_the_practice_exchange_goes_on(release: Release, tmp_path: Path) -> None:
    copied(release.state, tmp_path, "exchange.jsonl")
    numbers = {line.split()[0] for line in release.read().orders}
    async with practice(state=tmp_path) as server:
        account = server.exchange.account
        assert numbers <= account.orders.keys()
        assert account.deposits.second_day == release.read().cash
    assert [one.name for one in tmp_path.iterdir()] == ["exchange.jsonl"]


@every
async def test_a_recording_is_served(release: Release) -> None:
    expected = release.read()
    running = await serve_replay(ServerOptions(replay=release.recording, speed=20.0))
    try:
        async with plain_client(Practice(running.ready)) as here:
            bodies = [str((await here.call("ka10001", stk_cd="005930")).body)]
            async with plain_stream(here) as stream:
                await stream.register(["005930"], ["0B"])
                bodies.append(str((await here.order("buy", "005930", 1, 0, "3")).body))
                assert '"0B"' in str(await asyncio.wait_for(stream.socket.recv(), 30))
    finally:
        await running.stop()
    assert tuple(bodies) == expected.recorded


# --- a newer file in this program ------------------------------------------------------------


@every
async def test_a_newer_journal_is_refused_and_stays_byte_for_byte(
    release: Release, tmp_path: Path
) -> None:
    path = copied(release.journal, tmp_path, "journal.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        connection.commit()
        ((account,),) = connection.execute("SELECT DISTINCT account FROM entry")
    before = path.read_bytes()
    journal = Journal(path)
    with pytest.raises(JournalError) as caught:
        await journal.open(account)
    await journal.close()
    assert caught.value.code == "journal_version"
    with pytest.raises(JournalError):
        read_journal(path)
    assert path.read_bytes() == before


@every
def test_a_newer_recording_is_refused_and_stays(release: Release, tmp_path: Path) -> None:
    path = copied(release.recording, tmp_path, "recording.jsonl")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    started = json.loads(lines[0]) | {"version": VERSION + 1, "of_a_later_version": {}}
    newer = "".join([json.dumps(started) + "\n", *lines[1:]]).encode()
    path.write_bytes(newer)
    with pytest.raises(ReplayError, match="not a recorded run of this version"):
        Replay(path)
    assert path.read_bytes() == newer


@every
@pytest.mark.expected_warnings("state_set_aside exchange.jsonl.format-2")
async def test_a_newer_practice_state_is_put_beside_byte_for_byte(
    release: Release, tmp_path: Path
) -> None:
    path = copied(release.state, tmp_path, "exchange.jsonl")
    newer = path.read_bytes().replace(b'"format":1', b'"format":2,"orders_by_day":{}', 1)
    assert newer != path.read_bytes() and keep.FORMAT == 1
    path.write_bytes(newer)
    async with practice(state=tmp_path, history=0) as server:
        assert server.exchange.account.orders == {}
    assert (tmp_path / "exchange.jsonl.format-2-1").read_bytes() == newer
