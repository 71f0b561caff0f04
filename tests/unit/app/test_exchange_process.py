"""Ready lines: loopback only, and a repr that shows no key."""

import json
import sys
from pathlib import Path

import pytest

from kiwoom_desk.exchange_process import (
    NoExchange,
    read_ready_file,
    read_ready_line,
    server_command,
)

LINE = {
    "rest": "http://127.0.0.1:18080",
    "websocket": "ws://127.0.0.1:18080/api/dostk/websocket",
    "appkey": "canary-app",
    "secretkey": "canary-secret",
    "account": "1234567811",
    "clock": {
        "market": "2026-11-20T10:00:00+09:00",
        "wall": "2026-11-21T12:00:00+09:00",
        "speed": 1,
    },
}


def test_a_ready_line_is_read_and_shows_no_key() -> None:
    ready = read_ready_line(json.dumps(LINE).encode())
    assert ready.clock is not None and ready.clock.market.hour == 10
    assert "canary" not in repr(ready)


def test_a_line_without_a_clock_means_wall_time(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(json.dumps({k: v for k, v in LINE.items() if k != "clock"}) + "\n", "utf-8")
    assert read_ready_file(path).clock is None


@pytest.mark.parametrize(
    "rest",
    ["http://10.0.0.5:80", "https://api.example.com", "http://127.0.0.1.example.com", "", "x"],
)
def test_an_address_elsewhere_is_refused(rest: str) -> None:
    with pytest.raises(NoExchange) as caught:
        read_ready_line(json.dumps({**LINE, "rest": rest}).encode())
    assert caught.value.code == "not_loopback"


def test_localhost_and_ipv6_are_loopback() -> None:
    read_ready_line(json.dumps({**LINE, "rest": "http://localhost:1"}).encode())
    read_ready_line(json.dumps({**LINE, "rest": "http://[::1]:1"}).encode())


@pytest.mark.parametrize("line", [b"", b"null", b"{}", b"\xff\xfe", b"hello"])
def test_anything_else_is_no_ready_line(line: bytes) -> None:
    with pytest.raises(NoExchange) as caught:
        read_ready_line(line)
    assert caught.value.code == "ready_line"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoExchange) as caught:
        read_ready_file(tmp_path / "none")
    assert caught.value.code == "ready_file"


def test_a_bundle_starts_the_exchange_by_its_own_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server_command(["--port", "0"])[1:4] == ["-m", "kiwoom_desk", "practice-server"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kiwoom-desk.exe"))
    assert server_command([]) == [str(tmp_path / "kiwoom-desk.exe"), "practice-server"]
    # The window's program on Windows has no standard output; the one beside it has.
    (tmp_path / "kiwoom-desk-console.exe").touch()
    assert server_command([]) == [str(tmp_path / "kiwoom-desk-console.exe"), "practice-server"]
