"""One query from the command line; refuses orders, and a second user of a locked environment's budget."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk import texts
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.local import NoDesk, Reply, Request, Silent, ask
from kiwoom_desk.base.profile_lock import AlreadyHeld, ProfileLock
from kiwoom_desk.base.settings import Environment, open_profile
from kiwoom_desk.exchange_process import ExchangeProcess, NoExchange, ReadyLine, read_ready_file

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Gateway, Keys
    from kiwoom_desk.broker.hosts import Host

_PATIENCE = 20.0


async def answer(gateway: Gateway, request: Request) -> Reply:
    """Answer a `call` that came through the desk's local socket, within its rate budget."""
    from kiwoom_desk.broker.gateway import OrderRefusedHere, QueryError
    from kiwoom_desk.catalogue.model import UnknownApi
    from kiwoom_desk.catalogue.request import RequestError

    if request.verb != "call":
        return Reply(False, "unknown_verb")
    values = dict(request.arguments)
    api_id = values.pop("api-id", "")
    try:
        page = await gateway.run(api_id, values)
    except OrderRefusedHere:
        return Reply(False, "order_refused")
    except UnknownApi:
        return Reply(False, "unknown_api")
    except RequestError as error:
        return Reply(False, f"field_{error.code}", error.key)
    except QueryError as error:
        return Reply(False, error.code, error.message)
    return Reply(True, body=msgspec.json.encode(page.body).decode())


def main(argv: Sequence[str]) -> int:
    """Make one query and print its answer; return 0, or 1 when it was refused."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk call")
    parser.add_argument("api_id")
    parser.add_argument("values", nargs="*", metavar="key=value")
    parser.add_argument("--json", action="store_true", help="the whole answer as JSON")
    parser.add_argument("--env", type=Environment, default=Environment.PRACTICE)
    parser.add_argument("--practice", type=Path, metavar="FILE")
    parser.add_argument("--profile", type=Path, metavar="DIR")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    chosen = parser.parse_args(argv)
    arguments = dict(value.partition("=")[::2] for value in chosen.values)
    request = Request("call", {**arguments, "api-id": chosen.api_id})
    reply = asyncio.run(_ask(request, chosen.env, chosen.practice, chosen.profile))
    return _tell(reply, chosen.json, chosen.language)


async def _ask(
    request: Request, environment: Environment, practice: Path | None, root: Path | None
) -> Reply:
    if practice is not None:
        try:
            ready = await asyncio.to_thread(read_ready_file, practice)
        except NoExchange as error:
            return Reply(False, error.code, error.message)
        return await _alone_with(request, ready)
    profile = open_profile(environment, root)
    try:
        return await ask(profile.folder, request, _PATIENCE)
    except Silent:
        return Reply(False, "desk_silent")
    except NoDesk:
        pass
    try:
        with ProfileLock(profile.folder):
            return await _alone(request, environment)
    except AlreadyHeld:
        return Reply(False, "desk_silent")


async def _alone(request: Request, environment: Environment) -> Reply:
    if environment is not Environment.PRACTICE:
        return await _at_broker(request, environment)
    try:
        async with _own_exchange() as ready:
            return await _alone_with(request, ready)
    except NoExchange as error:
        return Reply(False, error.code, error.message)


@asynccontextmanager
async def _own_exchange() -> AsyncIterator[ReadyLine]:
    with tempfile.TemporaryDirectory() as folder:
        process = ExchangeProcess([], Path(folder) / "practice.log")
        try:
            yield await process.ready()
        finally:
            await process.stop()


async def _alone_with(request: Request, ready: ReadyLine) -> Reply:
    from kiwoom_desk.broker.hosts import Host
    from kiwoom_desk.rooms import practice_keys

    host = Host(ready.rest, ready.websocket)
    return await _through(request, Environment.PRACTICE, host, practice_keys(ready))


async def _at_broker(request: Request, environment: Environment) -> Reply:
    from kiwoom_desk.base.vault import Vault
    from kiwoom_desk.broker.hosts import BROKER_HOSTS
    from kiwoom_desk.rooms import stored_keys

    keys = await stored_keys(Vault(), environment)
    if keys is None:
        return Reply(False, "no_keys")
    return await _through(request, environment, BROKER_HOSTS[environment], keys)


async def _through(request: Request, environment: Environment, host: Host, keys: Keys) -> Reply:
    from kiwoom_desk.rooms import make_gateway

    gateway = make_gateway(environment, host, keys, SystemClock())
    try:
        return await answer(gateway, request)
    finally:
        await gateway.close()


def _tell(reply: Reply, as_json: bool, language: str) -> int:
    if not reply.ok:
        print(_refusal(reply, language), file=sys.stderr)
        return 1
    if as_json:
        print(reply.body)
        return 0
    for key, value in msgspec.json.decode(reply.body, type=dict[str, object]).items():
        if value is None:
            continue
        if isinstance(value, list):
            print(f"{key}: {len(value)}")
            for row in value[:20]:
                print("  " + " ".join(f"{k}={v}" for k, v in row.items() if v is not None))
        else:
            print(f"{key}: {value}")
    return 0


def _refusal(reply: Reply, language: str) -> str:
    own = f"call.{reply.code}"
    if texts.knows(language, own):
        return texts.sentence(language, own, {"detail": reply.body})
    # The broker's own words follow ours.
    told = texts.sentence(language, f"query.{reply.code}", {"code": reply.code})
    return f"{told} {reply.body}".strip()
