"""Two servers with equal seeds and equal inputs say the same, byte for byte."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.support.practice import PlainClient, Practice, plain_client, plain_stream, practice

# Market time stands still between the moments it is played on to.
STILL = 0.001
ASKED: dict[str, dict[str, str]] = {
    "ka10001": {"stk_cd": "005930"},
    "ka10004": {"stk_cd": "000660"},
    "ka10003": {"stk_cd": "005930"},
    "ka10080": {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"},
    "ka10099": {"mrkt_tp": "0"},
    "kt00018": {"qry_tp": "1", "dmst_stex_tp": "KRX"},
    "ka10075": {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"},
}
PUSHED = ("0B", "00", "04")


async def _play_on(server: Practice, market: str) -> None:
    headers = {"x-control-key": server.control_key}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
        url = f"{server.control_url}/clock"
        reply = await client.post(url, json={"market": market})
        # The server plays on at its own pace; a deadline of pytest's ends what never comes.
        while reply.raise_for_status().json()["until"] is not None:
            await asyncio.sleep(0.02)
            reply = await client.get(url)


async def _told(seed: int) -> list[str]:
    """Trade for a while and return every reply and every print and report, keys taken out."""
    async with (
        practice(seed=seed, speed=STILL, history=5) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        told: list[str] = []
        await stream.register(["005930", "000660", "035720"], ["0B"])
        await stream.register([""], ["00", "04"])
        await _play_on(server, "10:00:05")
        told.append(str((await client.order("buy", "005930", 10, 0, kind="3")).body))
        told.append(str((await client.order("buy", "000660", 1, 150_000)).body))
        await _play_on(server, "10:00:12")
        told += await _replies(client)
        await stream.send(trnm="REMOVE", grp_no="1", data=[{"item": ["035720"], "type": ["0B"]}])
        while (frame := await stream.next())["trnm"] != "REMOVE":
            told += [str(row) for row in frame.get("data", ()) if row["type"] in PUSHED]
        return [text.replace(server.account, "ACCOUNT") for text in told]


async def _replies(client: PlainClient) -> list[str]:
    found = []
    for api_id, body in ASKED.items():
        reply = await client.call(api_id, **body)
        assert reply.code == 0, (api_id, reply.message)
        found.append(f"{api_id} {reply.body} {reply.headers['x-market-clock']}")
    return found


@pytest.mark.asyncio
async def test_equal_seeds_and_inputs_give_equal_bytes() -> None:
    one, again, other = await _told(7), await _told(7), await _told(8)
    assert one == again
    pushed = [text for text in one if "'type': '0B'" in text]
    assert len(pushed) > 10
    assert any("'type': '00'" in text for text in one)
    assert one != other
