"""The local socket answers those who can read the profile, and one process owns it."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.local import (
    LocalServer,
    NoDesk,
    Reply,
    Request,
    Silent,
    ask,
)
from kiwoom_desk.base.profile_lock import AlreadyHeld, ProfileLock


async def echo(request: Request) -> Reply:
    return Reply(True, body=f"{request.verb} {request.arguments}")


async def test_asks_and_is_answered(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, echo)
    await server.start()
    try:
        reply = await ask(tmp_path, Request("call", {"stk_cd": "삼성전자"}))
        assert reply == Reply(True, body="call {'stk_cd': '삼성전자'}")
        many = await asyncio.gather(*(ask(tmp_path, Request(str(n))) for n in range(20)))
        assert [r.body.split()[0] for r in many] == [str(n) for n in range(20)]
    finally:
        await server.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
async def test_socket_and_secret_are_private(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, echo)
    await server.start()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    await server.close()
    assert modes == {"desk.sock": 0o600, "local.json": 0o600}


async def test_a_long_folder_name_still_works(tmp_path: Path) -> None:
    folder = tmp_path / ("가" * 40) / ("b" * 60)
    folder.mkdir(parents=True)
    server = LocalServer(folder, echo)
    await server.start()
    assert (await ask(folder, Request("halt"))).ok
    await server.close()
    assert list(folder.iterdir()) == []


async def test_no_desk_is_told_from_a_silent_one(tmp_path: Path) -> None:
    with pytest.raises(NoDesk):
        await ask(tmp_path, Request("call"))
    never = asyncio.Event()

    async def mute(request: Request) -> Reply:
        await never.wait()
        return Reply(True)

    server = LocalServer(tmp_path, mute)
    await server.start()
    with pytest.raises(Silent):
        await ask(tmp_path, Request("call"), timeout=0.05)
    endpoint = (tmp_path / "local.json").read_bytes()
    await server.close()
    (tmp_path / "local.json").write_bytes(endpoint)
    with pytest.raises(NoDesk):
        await ask(tmp_path, Request("call"))


async def test_a_desk_that_stops_while_it_answers_is_silent(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def slow(request: Request) -> Reply:
        asked.set()
        await asyncio.Event().wait()
        return Reply(True)

    server = LocalServer(tmp_path, slow)
    await server.start()

    async def stop() -> None:
        await asked.wait()
        await server.close()

    answers = await asyncio.gather(ask(tmp_path, Request("call")), stop(), return_exceptions=True)
    assert isinstance(answers[0], Silent)


async def test_a_wrong_secret_is_refused(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, echo)
    await server.start()
    path = tmp_path / "local.json"
    entry = msgspec.json.decode(path.read_bytes(), type=dict[str, str | int])
    path.write_bytes(msgspec.json.encode({**entry, "secret": "guess"}))
    assert await ask(tmp_path, Request("call")) == Reply(False, "refused")
    await server.close()


@pytest.mark.expected_warnings("local_request_failed")
async def test_a_failing_handler_is_said_without_details(tmp_path: Path) -> None:
    async def broken(request: Request) -> Reply:
        raise RuntimeError("inside")

    server = LocalServer(tmp_path, broken)
    await server.start()
    assert await ask(tmp_path, Request("call")) == Reply(False, "failed")
    await server.close()


@pytest.mark.skipif(os.name != "posix", reason="speaks to the Unix socket itself")
@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"\xff\n", b"x" * 200_000 + b"\n"])
async def test_garbage_gets_no_handler(tmp_path: Path, line: bytes) -> None:
    async def never(request: Request) -> Reply:
        raise AssertionError("reached the handler")

    server = LocalServer(tmp_path, never)
    await server.start()
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "desk.sock"))
    writer.write(line)
    try:
        answer = await reader.read()
    except ConnectionResetError:
        answer = b""
    assert answer in (b"", b'{"ok":false,"code":"malformed","body":""}\n')
    writer.close()
    await server.close()


def test_a_second_process_does_not_get_the_lock(tmp_path: Path) -> None:
    second = (
        "import sys; from pathlib import Path; from kiwoom_desk.base.profile_lock import *\n"
        "try: ProfileLock(Path(sys.argv[1])).take()\n"
        "except AlreadyHeld: sys.exit(7)\n"
    )

    def try_it() -> int:
        command = [sys.executable, "-c", second, str(tmp_path)]
        return subprocess.run(command, timeout=30, check=False).returncode

    with ProfileLock(tmp_path):
        assert try_it() == 7
        with pytest.raises(AlreadyHeld):
            ProfileLock(tmp_path).take()
        ProfileLock(tmp_path, "another-key").take()
    assert try_it() == 0
