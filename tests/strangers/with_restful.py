"""Drives kiwoom-restful against a practice server; prints what it saw as one line of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from kiwoom import Bot, config  # type: ignore[import-not-found]
from kiwoom.http.socket import Socket  # type: ignore[import-not-found]


async def _run(ready: dict[str, Any]) -> dict[str, Any]:
    # The base addresses are all that is changed of it.
    config.REAL = ready["rest"]
    Socket.REAL = ready["websocket"].removesuffix(Socket.ENDPOINT)
    seen: dict[str, Any] = {}
    async with Bot(config.REAL, ready["appkey"], ready["secretkey"]) as bot:
        await bot.connect()
        seen["token"] = bool(bot.token())
        seen["kospi"] = len(await bot.stock_list("0"))
        seen["sectors"] = len(await bot.sector_list("0"))
        day = ready["clock"]["market"][:10].replace("-", "")
        minutes = await bot.candle("005930", "min", "stock", start=ready["minutes_from"])
        days = await bot.candle("005930", "day", "stock", start=ready["days_from"], end=day)
        seen["minutes"], seen["days"] = len(minutes), len(days)
        seen["repeated"] = int(minutes.index.duplicated().sum())
        ticks = await bot.candle("005930", "tick", "stock", start=day)
        seen["ticks"] = len(ticks)
        seen["frames"] = await _stream(bot)
        seen["orders"] = await _orders(bot)
        seen["trades"] = len(await bot.api.trade(day, day))
    return seen


async def _stream(bot: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    arrived = asyncio.Event()

    async def count(data: Any) -> None:
        values = json.loads(data.values)
        counts[data.type] = counts.get(data.type, 0) + bool(values)
        if counts.get("0B", 0) >= 5 and counts.get("0D", 0) >= 5:
            arrived.set()

    for kind in ("0B", "0D"):
        bot.api.add_callback_on_real_data(kind, count)
    await bot.api.register_tick("1", ["005930", "000660"])
    await bot.api.register_hoga("2", ["005930", "000660"])
    await asyncio.wait_for(arrived.wait(), 60)
    await bot.api.remove_register("1", ["005930", "000660"], "0B")
    return counts


async def _orders(bot: Any) -> dict[str, Any]:
    body = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "2", "ord_uv": "", "trde_tp": "3"}
    bought = (await bot.api.request("/api/dostk/ordr", "kt10000", data=body)).json()
    limit = {**body, "ord_uv": "150000", "trde_tp": "0"}
    placed = (await bot.api.request("/api/dostk/ordr", "kt10000", data=limit)).json()
    cancel = {
        "dmst_stex_tp": "KRX",
        "orig_ord_no": placed["ord_no"],
        "stk_cd": "005930",
        "cncl_qty": "0",
    }
    cancelled = (await bot.api.request("/api/dostk/ordr", "kt10003", data=cancel)).json()
    return {
        "bought": bought["ord_no"],
        "placed": placed["ord_no"],
        "cancelled": cancelled["ord_no"],
    }


if __name__ == "__main__":
    result = asyncio.run(_run(json.loads(sys.argv[1])))
    print("\n" + json.dumps(result), flush=True)
