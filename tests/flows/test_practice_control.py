"""The control endpoints over a socket: faults set, told and taken away; market time moved on."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

import httpx

from kiwoom_desk.base.clock import KST
from tests.support.fault_rows import document
from tests.support.practice import (
    PlainClient,
    command,
    plain_client,
    plain_stream,
    practice,
    practice_process,
)


@asynccontextmanager
async def _control(client: PlainClient) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=client.server.control_url,
        headers={"x-control-key": client.server.control_key},
        trust_env=False,
    ) as http:
        yield http


async def test_faults_are_set_told_and_taken_away() -> None:
    async with (
        practice(quota="none") as server,
        plain_client(server) as client,
        _control(client) as control,
    ):
        fault = {"do": "refuse", "code": "8005", "apis": ["reads"], "name": "dead", "count": 2}
        made = await control.post("/faults", json={"seed": 3, "fault": [fault]})
        assert made.json() == {"set": [1]}
        assert [(await client.call("ka00001")).code for _ in range(3)] == [3, 3, 0]
        told = (await control.get("/faults")).json()
        assert told["faults"][0] | {"matched": 0} == {
            "n": 1, "name": "dead", "do": "refuse", "on": "request", "matched": 0, "struck": 2,
        }  # fmt: skip
        assert [one["what"] for one in told["strikes"]] == ["ka00001"] * 2
        gone = (await control.delete("/faults")).json()
        assert gone["faults"][0]["struck"] == 2
        assert (await control.get("/faults")).json()["faults"] == []


async def test_a_mistaken_fault_is_refused_with_its_key() -> None:
    async with (
        practice() as server,
        plain_client(server) as client,
        _control(client) as control,
    ):
        odd = await control.post("/faults", json={"fault": [{"do": "late", "sekonds": 1}]})
        assert odd.status_code == 400
        assert "fault 1" in odd.json()["error"]
        assert "'seconds' is a key" in odd.json()["error"]
        assert (await control.post("/faults", content=b"{")).status_code == 400
        assert (await control.put("/faults", json={})).status_code == 405
        huge = await control.post("/faults", content=b" " * ((1 << 20) + 9))
        assert huge.status_code == 400


async def test_without_the_key_nothing_is_told_or_set() -> None:
    async with (
        practice() as server,
        plain_client(server) as client,
        _control(client) as control,
    ):
        bad = {"x-control-key": "no"}
        for method, path in (
            ("GET", "/received"), ("GET", "/account"), ("GET", "/faults"),
            ("POST", "/faults"), ("DELETE", "/faults"), ("GET", "/clock"), ("POST", "/clock"),
        ):  # fmt: skip
            reply = await control.request(method, path, headers=bad)
            assert reply.status_code == 403, (method, path)


async def test_market_time_is_moved_on_and_every_stream_told() -> None:
    async with (
        practice(quota="none") as server,
        plain_client(server) as client,
        _control(client) as control,
        plain_stream(client) as stream,
    ):
        reply = await control.post("/clock", json={"market": "10:03:00", "speed": 2})
        told = reply.json()
        assert told["speed"] == 2
        while told["until"] is not None:
            told = (await control.get("/clock")).json()
        assert datetime.fromisoformat(told["market"]).time() >= time(10, 3)
        first = await stream.next("SYSTEM")
        assert first["code"] == "CLOCK"
        assert first["message"].endswith(";2")
        back: Any = await control.post("/clock", json={"market": "09:00"})
        assert back.status_code == 400
        assert "never goes back" in back.json()["error"]
        for odd in ({"speed": 0}, {"speed": 1e9}, {"market": "soon"}, {"odd": 1}):
            assert (await control.post("/clock", json=odd)).status_code == 400, odd


async def test_market_time_is_played_through_the_closing_auction() -> None:
    at = datetime(2026, 11, 20, 15, 19, 50, tzinfo=KST)
    async with (
        practice(quota="none", at=at) as server,
        plain_client(server) as client,
        _control(client) as control,
    ):
        told = (await control.post("/clock", json={"market": "2026-11-20T15:30:30"})).json()
        while told["until"] is not None:
            told = (await control.get("/clock")).json()
        assert server.exchange.now.isoformat() >= "2026-11-20T15:30:30"


async def test_a_file_of_faults_strikes_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(document("P4"), "utf-8")
    async with (
        practice_process("--at", "2026-11-20T10:00", "--faults", str(path)) as server,
        httpx.AsyncClient(base_url=server.rest, trust_env=False) as http,
    ):
        assert (await http.post("/oauth2/token", json={})).status_code == 429


def test_a_mistaken_file_ends_the_start_with_line_and_key(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text("[[fault]]\ndo = 'lose'\nprobabilty = 0.5\n", "utf-8")
    ended = subprocess.run(
        command(["--faults", str(path)]), capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 2
    assert "line 3, fault 1" in ended.stderr
    assert "'probability' is a key" in ended.stderr
