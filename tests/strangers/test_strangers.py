"""Published clients, unmodified apart from their base address, believe the practice exchange.

Runs with `python3 dev.py strangers`, which gives them an environment of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.universe import default_universe
from tests.support.practice import plain_client, practice_process

PYTHON = os.environ.get("KIWOOM_DESK_STRANGERS", "")
HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="needs the strangers' environment: dev.py strangers"),
    pytest.mark.timeout(300),
]
# What comes only before the opening; all other types are felt in continuous trading.
EARLY = frozenset({"0H", "0s"})


def _ready(line: object, **more: Any) -> dict[str, Any]:
    listings = default_universe().listings
    warrant = next(one.code for one in listings if one.product is Product.ELW)
    fund = next(one.code for one in listings if one.product is Product.ETF)
    ready = cast(dict[str, Any], json.loads(msgspec.json.encode(line)))
    products = {"0G": fund, "0I": "MGD", "0m": warrant, "0u": warrant}
    return (
        ready
        | {
            "minutes_from": "20261116",
            "days_from": "20240102",
            "products": products,
            "calls": True,
        }
        | more
    )


async def _driven(script: str, ready: dict[str, Any]) -> dict[str, Any]:
    ended = await asyncio.to_thread(
        subprocess.run,
        [PYTHON, str(HERE / script), json.dumps(ready)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return cast(dict[str, Any], json.loads(ended.stdout.splitlines()[-1]))


def _before_an_interruption() -> str:
    """Return a moment some seconds before the day's plan interrupts a name (1h)."""
    rules = parse_rules(resources.read("market/rules.toml"))
    flow = Flow(default_universe(), rules, 1)
    ten = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
    flow.start(ten)
    begin = min(one.begin for one in flow.pauses if one.begin > second_of(ten) + 300)
    return (ten.replace(hour=0) + timedelta(seconds=begin - 100)).strftime("%Y-%m-%dT%H:%M")


def _options(at: str) -> list[str]:
    return ["--at", at, "--cash", "500000000000", "--speed", "5"]


async def test_kiwoom_restful_believes_it() -> None:
    async with practice_process(*_options("2026-11-20T10:00")) as server:
        seen = await _driven("with_restful.py", _ready(server.ready))
        assert seen["token"]
        assert seen["kospi"] > 100
        assert seen["sectors"] > 10
        assert seen["minutes"] > 900, "more than one page"
        assert seen["repeated"] == 0
        assert seen["days"] > 600, "more than one page"
        assert seen["ticks"] > 900, "more than one page"
        assert set(seen["frames"]) == {"0B", "0D"}
        assert len(set(seen["orders"].values())) == 3
        assert seen["trades"] == 1
        orders = (await server.received())["orders"]
        assert [order["ord_no"] for order in orders] == list(seen["orders"].values())


async def test_kiwoom_client_believes_it() -> None:
    types = sorted(set(catalogue().types) - EARLY)
    async with practice_process(*_options(_before_an_interruption())) as server:
        seen = await _driven("with_client.py", _ready(server.ready, types=types))
        assert (seen["login"], seen["renewed"], seen["logout"]) == (0, 0, 0)
        assert seen["name"] == "삼성전자"
        assert seen["days"] == seen["distinct"] > 1200
        assert seen["refused"][0] == 2
        assert "[1902:" in seen["refused"][1]
        assert len(set(seen["orders"].values())) == 5
        stream = seen["stream"]
        assert set(stream["registered"]) == {0}
        assert set(types) <= set(stream["types"]), set(types) - set(stream["types"])
        assert set(stream["conditions"]) == {0}


async def test_what_comes_before_the_opening_reaches_a_stranger_too() -> None:
    async with practice_process(*_options("2026-11-20T08:59")) as server:
        ready = _ready(server.ready, types=sorted(EARLY), calls=False)
        seen = await _driven("with_client.py", ready)
        assert set(seen["stream"]["types"]) >= EARLY


_COMMANDS = (
    ("stock", "info", "005930"),
    ("stock", "orderbook", "005930"),
    (
        "--all-pages",
        "api",
        "ka10081",
        '{"stk_cd":"005930","base_dt":"20261120","upd_stkpc_tp":"1"}',
    ),
    ("market", "rank", "volume"),
    ("order", "buy", "005930", "2", "--type", "market", "--confirm"),
    ("account", "balance"),
    ("stream", "quote", "005930", "--max-events", "3"),
)


async def test_kiwoom_cli_believes_it(tmp_path: Path) -> None:
    async with (
        practice_process(*_options("2026-11-20T10:00")) as server,
        plain_client(server) as client,
    ):
        environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
        environment |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
        environment |= {"KIWOOM_TOKEN": client.token, "KIWOOM_ACCOUNT": server.account}
        environment |= {"READY": msgspec.json.encode(server.ready).decode()}
        environment |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        for command in _COMMANDS:
            ended = await asyncio.to_thread(
                subprocess.run,
                [PYTHON, str(HERE / "with_cli.py"), "-f", "json", *command],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
                env=environment,
            )
            told = f"{command}: {ended.stdout[-800:]} {ended.stderr[-800:]}"
            assert ended.returncode == 0, told
            assert '"ok": true' in ended.stdout, told
        received = await server.received()
        assert received["reads"]["ka10081"] > 2, "more than two pages"
        assert len(received["orders"]) == 1
        assert received["orders"][0]["ord_no"]
