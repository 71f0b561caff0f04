"""Updates are asked for while nothing is at stake, told once, and ignored aloud where they are wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from kiwoom_desk.base import release, resources
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.notices import Notice, Signed
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.updates import Source, Updates, may_ask
from tests.support.notices import PUBLIC, NoticeServer, made, notice_server, signed
from tests.support.order_desk import CONTEXT, buy, quiet, room

NIGHT = datetime(2026, 11, 20, 21, tzinfo=KST)
RULES = parse_rules(resources.read("market/rules.toml"))


def updates(
    folder: Path, server: NoticeServer, quiet_now: Callable[[], bool] = lambda: True
) -> tuple[Updates, list[Notice], ManualClock]:
    clock, heard = ManualClock(NIGHT), []
    one = Updates(folder, clock, quiet_now, Source(server.address, PUBLIC), version="0.1.0")
    one.news.connect(heard.append)
    return one, heard, clock


def test_source_builds_know_no_address_and_no_key() -> None:
    assert (release.NOTICE_ADDRESS, release.NOTICE_KEY) == ("", "")
    assert not Source().on
    assert not Source("https://h/n", "").on and not Source("", PUBLIC).on


async def test_a_source_build_never_asks(tmp_path: Path) -> None:
    one = Updates(tmp_path, ManualClock(NIGHT), lambda: pytest.fail("was asked"), Source())
    await asyncio.wait_for(one.run(), 10)
    assert one.known is None


async def test_a_new_version_is_told_once_and_known_at_the_next_start(tmp_path: Path) -> None:
    async with notice_server() as server:
        server.announce(signed(made(version="0.2.0", serial=3)))
        first, heard, _ = updates(tmp_path, server)
        assert await first.ask() == ""
        assert await first.ask() == ""
        assert [one.version for one in heard] == ["0.2.0"]
        later, _, _ = updates(tmp_path, server)
        assert later.known == heard[0]
        newer = Updates(tmp_path, ManualClock(NIGHT), lambda: True, later.source, version="0.2.0")
        assert newer.known is None


@pytest.mark.expected_warnings("update_notice_ignored")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("no_signature", "unsigned"),
        ("empty_signature", "unsigned"),
        ("changed", "signature"),
        ("replayed", "replayed"),
        ("endless", "content"),
    ],
)
async def test_a_wrong_notice_is_ignored_with_a_line(
    tmp_path: Path, change: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with notice_server() as server:
        one, heard, _ = updates(tmp_path, server)
        good = signed(made(serial=5))
        server.announce(good)
        if change == "no_signature":
            del server.files["/notice.json.sig"]
        elif change == "empty_signature":
            server.files["/notice.json.sig"] = b""
        elif change == "changed":
            server.announce(Signed(good.content.replace(b"0.2.0", b"9.2.0"), good.signature))
        elif change == "replayed":
            server.announce(signed(made(version="0.3.0", serial=6)))
            assert await one.ask() == ""
            server.announce(good)
        else:
            server.files["/notice.json"] = b" " * (1 << 17)
        known = one.known
        assert await one.ask() == code
        assert any(getattr(r, "facts", {}).get("code") == code for r in caplog.records)
        assert one.known == known
        assert len(heard) == (change == "replayed")


async def test_a_server_that_sends_elsewhere_or_is_gone_is_not_followed(tmp_path: Path) -> None:
    async with notice_server() as server, notice_server() as elsewhere:
        elsewhere.announce(signed(made()))
        server.files["/notice.json"] = f"moved:{elsewhere.address}".encode()
        one, heard, _ = updates(tmp_path, server)
        assert await one.ask() == "unreachable"
        assert elsewhere.asked == [] and heard == []
    assert await one.ask() == "unreachable"


async def test_an_old_notice_says_nothing(tmp_path: Path) -> None:
    async with notice_server() as server:
        one, heard, _ = updates(tmp_path, server)
        server.announce(signed(made(version="0.1.0")))
        assert await one.ask() == "old"
        assert heard == [] and one.known is None


async def test_an_address_that_is_neither_encrypted_nor_here_is_never_asked(tmp_path: Path) -> None:
    one = Updates(tmp_path, ManualClock(NIGHT), lambda: True, Source("http://192.0.2.1/n", PUBLIC))
    assert await one.ask() == "address"


async def test_it_waits_for_a_quiet_moment_and_asks_once_a_day(tmp_path: Path) -> None:
    async with notice_server() as server:
        server.announce(signed(made()))
        still: list[bool] = []
        one, heard, clock = updates(tmp_path, server, lambda: bool(still))
        running = asyncio.ensure_future(one.run())
        try:
            for _ in range(3):
                await _asleep(clock)
                clock.advance(60)
            await _asleep(clock)
            assert server.asked == []
            still.append(True)
            clock.advance(60)
            await _asleep(clock)
            assert len(server.asked) == 2 and len(heard) == 1
            clock.advance(23 * 3600)
            await asyncio.sleep(0)
            assert len(server.asked) == 2
            clock.advance(3600)
            await _asleep(clock)
            assert len(server.asked) == 4 and len(heard) == 1
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _asleep(clock: ManualClock) -> None:
    async with asyncio.timeout(20):
        while not clock.sleeping:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-20T07:59+09:00", True),
        ("2026-11-20T08:01+09:00", False),
        ("2026-11-20T12:00+09:00", False),
        ("2026-11-20T19:59+09:00", False),
        ("2026-11-20T20:01+09:00", True),
        ("2026-11-21T11:00+09:00", True),
    ],
)
async def test_only_outside_market_hours(tmp_path: Path, moment: str, answer: bool) -> None:
    async with room(tmp_path) as here:
        now = datetime.fromisoformat(moment)
        assert may_ask(RULES, now, here.desk) is answer
        assert not may_ask(RULES, now, None)


async def test_never_while_an_order_is_open(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        assert may_ask(RULES, NIGHT, here.desk)
        await here.desk.submit(buy(), CONTEXT)
        await quiet(here)
        assert here.desk.ledger.open_orders
        assert not may_ask(RULES, NIGHT, here.desk)
