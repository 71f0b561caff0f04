"""The practice server as a process: its ready line, its ends, its refusals, and what it keeps."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.ready import ReadyLine
from kiwoom_desk.practice.server import serve
from tests.support.practice import (
    TEN,
    Practice,
    command,
    plain_client,
    practice,
    practice_process,
)


async def test_it_prints_one_ready_line_and_ends_with_its_standard_input() -> None:
    async with practice_process("--seed", "3", "--at", "2026-11-20T10:00") as server:
        async with plain_client(server) as client:
            assert (await client.call("ka00001")).body["acctNo"] == server.account
        assert server.ready.clock.market == TEN
        process = server.process
    assert process.returncode == 0


async def test_it_ends_on_a_signal() -> None:
    async with practice_process("--at", "2026-11-20T10:00") as server:
        server.terminate()
        assert await asyncio.to_thread(server.process.wait, 10) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--host", "0.0.0.0"], 2, "not a loopback address"),
        (["--speed", "0"], 2, "speed"),
        (["--busy", "61"], 2, "as busy"),
        (["--busy", "2", "--state", "."], 2, "without a state"),
        (["--universe", "nowhere.csv"], 3, "nowhere.csv"),
    ],
)
def test_what_it_cannot_start_with_ends_it_with_a_sentence(
    arguments: list[str], code: int, words: str
) -> None:
    ended = subprocess.run(
        command(arguments), capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == code
    assert words in ended.stderr
    assert ended.stdout == ""


def test_a_malformed_universe_names_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "listing.csv"
    path.write_text("code,name\n005930,삼성전자\n", "utf-8")
    ended = subprocess.run(
        command(["--universe", str(path)]), capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 3
    assert "row 1, column" in ended.stderr


async def test_a_port_in_use_ends_it() -> None:
    async with practice() as server:
        port = server.rest.rpartition(":")[2]
        ended = await asyncio.to_thread(
            subprocess.run, command(["--port", port]), capture_output=True, timeout=120, check=False
        )
        assert ended.returncode == 5
        assert ended.stdout == b""


async def test_its_ready_line_comes_before_the_market_stands_and_calls_wait_for_it() -> None:
    found: list[tuple[ReadyLine, socket.socket]] = []

    def told(line: ReadyLine) -> None:
        address = urlsplit(line.rest)
        # Nothing runs yet that could take it, and it is not refused.
        found.append((line, socket.create_connection((address.hostname, address.port), 10)))

    running = await serve(ServerOptions(at=TEN), told=told)
    try:
        ((line, early),) = found
        with early:
            assert line == running.ready
            assert line.clock.market == TEN
            async with plain_client(Practice(line, running)) as client:
                reply = await client.call("ka10001", stk_cd="005930")
        assert reply.code == 0
        clock = datetime.fromisoformat(reply.headers["x-market-clock"].partition(";")[0])
        assert clock >= line.clock.market
    finally:
        await running.stop()


def test_a_record_that_cannot_be_kept_is_said_instead_of_a_ready_line(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "run.jsonl"
    ended = subprocess.run(
        command(["--record", str(path)]), capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 5
    assert "run.jsonl" in ended.stderr
    assert ended.stdout == ""


def test_a_start_that_fails_leaves_no_record_and_no_ready_line(tmp_path: Path) -> None:
    (tmp_path / "listing.csv").write_text("code,name\n", "utf-8")
    path = tmp_path / "run.jsonl"
    arguments = ["--record", str(path), "--universe", str(tmp_path / "listing.csv")]
    ended = subprocess.run(
        command(arguments), capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 3
    assert ended.stdout == ""
    assert not path.exists()


async def test_an_account_is_found_again_and_the_clock_goes_on(tmp_path: Path) -> None:
    state = ["--state", str(tmp_path / "kept")]
    async with practice_process(*state, "--at", "2026-11-20T10:00") as server:
        async with plain_client(server) as client:
            assert (await client.order("buy", "005930", 4, 0, "3")).code == 0
        account, appkey = server.account, server.appkey
    async with practice_process(*state, "--at", "2026-11-20T10:05") as server:
        assert server.account == account
        assert server.appkey != appkey
        async with plain_client(server) as client:
            held = await client.call("kt00018", qry_tp="1", dmst_stex_tp="KRX")
            assert int(held.body["acnt_evlt_remn_indv_tot"][0]["rmnd_qty"]) == 4
    back = await asyncio.to_thread(
        subprocess.run,
        command([*state, "--at", "2026-11-20T09:00"]),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert back.returncode == 4


async def test_an_order_answered_survives_a_kill(tmp_path: Path) -> None:
    state = ["--state", str(tmp_path / "kept")]
    async with practice_process(*state, "--at", "2026-11-20T10:00") as server:
        async with plain_client(server) as client:
            number = (await client.order("buy", "005930", 4, 0, "3")).body["ord_no"]
        server.kill()
    async with (
        practice_process(*state, "--at", "2026-11-20T10:05") as server,
        plain_client(server) as client,
    ):
        body = {"stk_cd": "", "qry_tp": "0", "sell_tp": "0", "ord_no": "", "stex_tp": "0"}
        rows = (await client.call("ka10076", **body)).body["cntr"]
        assert [(row["ord_no"], row["cntr_qty"]) for row in rows] == [(number, "4")]
