"""Drives kiwoom-client against a practice server; prints what it saw as one line of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from kiwoom_client import (  # type: ignore[import-not-found]
    AsyncKiwoomAPI,
    KiwoomAPI,
    KiwoomAPIError,
    KiwoomWebSocket,
)

PER_NAME = ("0A", "0B", "0C", "0D", "0E", "0F", "0H", "0g", "0w")
OTHERS = {"00": "", "04": "", "0s": "", "1h": "", "0J": "001", "0U": "001"}


def _calls(ready: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    with KiwoomAPI(ready["appkey"], ready["secretkey"], base_url=ready["rest"]) as api:
        seen["login"] = api.login()["return_code"]
        info = api.stock_info.basic_stock_info(stk_cd="005930")
        seen["name"] = info["stk_nm"]
        day = ready["clock"]["market"][:10].replace("-", "")
        daily = {"stk_cd": "005930", "base_dt": day, "upd_stkpc_tp": "1"}
        rows = api._client.request_all(
            "/api/dostk/chart", "ka10081", daily, "stk_dt_pole_chart_qry", max_pages=3
        )
        seen["days"], seen["distinct"] = len(rows), len({row["dt"] for row in rows})
        seen["refused"] = _refused(api)
        seen["orders"] = _orders(api)
        api._auth._token = "no longer good"
        seen["renewed"] = api.account.deposit_detail(qry_tp="3")["return_code"]
        seen["logout"] = api.logout()["return_code"]
    return seen


def _refused(api: Any) -> list[Any]:
    try:
        api.stock_info.basic_stock_info(stk_cd="999999")
    except KiwoomAPIError as error:
        return [error.code, error.message]
    return []


def _orders(api: Any) -> dict[str, str]:
    base = {"dmst_stex_tp": "KRX", "stk_cd": "005930"}
    bought = api.order.buy_order(**base, ord_qty="3", ord_uv="", trde_tp="3", cond_uv="")
    sold = api.order.sell_order(**base, ord_qty="1", ord_uv="", trde_tp="3", cond_uv="")
    placed = api.order.buy_order(**base, ord_qty="2", ord_uv="150000", trde_tp="0", cond_uv="")
    amended = api.order.modify_order(
        **base, orig_ord_no=placed["ord_no"], mdfy_qty="0", mdfy_uv="151000", mdfy_cond_uv=""
    )
    cancelled = api.order.cancel_order(**base, orig_ord_no=amended["ord_no"], cncl_qty="0")
    made = {
        "bought": bought,
        "sold": sold,
        "placed": placed,
        "amended": amended,
        "cancelled": cancelled,
    }
    return {key: reply["ord_no"] for key, reply in made.items()}


async def _stream(ready: dict[str, Any]) -> dict[str, Any]:
    async with AsyncKiwoomAPI(ready["appkey"], ready["secretkey"], base_url=ready["rest"]) as api:
        token = (await api.login())["token"]
        socket = KiwoomWebSocket(token, ws_url=ready["websocket"])
        seen: dict[str, Any] = {"types": {}, "registered": []}

        def real(frame: dict[str, Any]) -> None:
            if frame.get("trnm") == "REAL":
                for row in frame["data"]:
                    seen["types"][row["type"]] = len(row["values"])
            elif frame.get("trnm") == "REG":
                seen["registered"].append(frame["return_code"])

        socket.on_message(real)
        await socket.connect()
        listening = asyncio.ensure_future(socket.listen())
        await socket.subscribe(list(PER_NAME), ["005930"], grp_no="1")
        for kind, item in OTHERS.items():
            await socket.subscribe(kind, item, grp_no="2")
        for kind, item in ready["products"].items():
            await socket.subscribe(kind, item, grp_no="3")
        base = {"dmst_stex_tp": "KRX", "cond_uv": "", "ord_uv": "", "trde_tp": "3"}
        await api.order.buy_order(**base, stk_cd="005930", ord_qty="1")
        searches = _Searches(api, socket)
        await searches.start()
        wanted = set(ready["types"])
        try:
            async with asyncio.timeout(90):
                while not wanted <= set(seen["types"]):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        seen["conditions"] = await searches.end()
        await socket.unsubscribe(list(PER_NAME), ["005930"], grp_no="1")
        await socket.disconnect()
        await listening
        return seen


class _Searches:
    """The saved conditions: listed, asked once, then running until the end."""

    def __init__(self, api: Any, socket: Any) -> None:
        self._search, self._socket = api.condition_search, socket
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._codes: list[int] = []
        self._running: list[str] = []
        for name in ("CNSRLST", "CNSRREQ", "CNSRCLR"):
            socket.on_trnm(name, self._answers.put)

    async def _ask(self, payload: dict[str, Any]) -> dict[str, Any]:
        await self._socket.send(payload)
        answer = await asyncio.wait_for(self._answers.get(), 30)
        self._codes.append(int(answer["return_code"]))
        return answer

    async def start(self) -> None:
        listed = await self._ask(self._search.condition_list())
        self._running = [row[0] for row in listed["data"]][:10]
        await self._ask(self._search.condition_search(self._running[0]))
        for sequence in self._running:
            await self._ask(self._search.condition_search_realtime(sequence))

    async def end(self) -> list[int]:
        for sequence in self._running:
            await self._ask(self._search.condition_search_cancel(sequence))
        return self._codes


if __name__ == "__main__":
    line = json.loads(sys.argv[1])
    result = (_calls(line) if line["calls"] else {}) | {"stream": asyncio.run(_stream(line))}
    print("\n" + json.dumps(result), flush=True)
