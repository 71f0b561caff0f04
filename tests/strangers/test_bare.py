"""`pip install .[practice]` alone runs the exchange: no Qt, nothing of the desk. Run by `dev.py bare`."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

PYTHON = os.environ.get("KIWOOM_DESK_BARE", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="needs an empty environment: dev.py bare")


def _environment() -> dict[str, str]:
    # The checkout must not stand in for what was installed.
    return {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}


def test_no_qt_is_there(tmp_path: Path) -> None:
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=_environment(),
    )  # fmt: skip
    names = {one["name"].lower() for one in json.loads(listed.stdout)}
    assert "kiwoom-desk" in names
    assert not {
        name for name in names if "pyside" in name or "shiboken" in name or "qasync" in name
    }


async def test_it_answers_a_call(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [PYTHON, "-m", "kiwoom_desk", "practice-server", "--follow-stdin", "--at", "2026-11-20T10:00"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=_environment(),
    )  # fmt: skip
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        ready = cast(dict[str, Any], json.loads(await asyncio.to_thread(started.stdout.readline)))
        async with httpx.AsyncClient(base_url=ready["rest"], trust_env=False, timeout=30) as http:
            keys = {"appkey": ready["appkey"], "secretkey": ready["secretkey"]}
            asked = {"grant_type": "client_credentials", **keys}
            token = (await http.post("/oauth2/token", json=asked)).json()["token"]
            headers = {"api-id": "ka10001", "authorization": f"Bearer {token}"}
            body = {"stk_cd": "005930"}
            reply = await http.post("/api/dostk/stkinfo", json=body, headers=headers)
        assert reply.json()["stk_nm"] == "삼성전자"
    finally:
        started.stdin.close()
        assert await asyncio.to_thread(started.wait, 30) == 0
        started.stdout.close()
