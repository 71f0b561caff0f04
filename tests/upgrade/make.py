"""Makes the files of the present version through the real program: `python -m tests.upgrade.make`.

Run it once for each release and commit the folder; files of a released version are never made anew.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from kiwoom_desk import __version__
from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base.settings import Environment, open_profile
from kiwoom_desk.reach import DeskOptions
from kiwoom_desk.trading_round import TradingRound
from tests.support.practice import plain_client, plain_stream, practice
from tests.upgrade import HERE, Expected, Release

_AT = "2026-11-20T10:00"
_FRAMES = 12


def main() -> int:
    """Write the folder of the present version; refuse where it is there already."""
    release = Release(HERE / __version__)
    if release.folder.exists():
        print(f"{release.folder.name} was made before and is kept as it is")
        return 1
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        expected: list[Expected] = []
        os.chdir(root)
        options = DeskOptions(profile=root / "profile", server=("--at", _AT), language="en")
        if run_desk(options, lambda desk: _use(desk, expected)):
            return 1
        kept = open_profile(Environment.PRACTICE, root / "profile").folder
        release.folder.mkdir()
        for name, there in (
            (release.settings, kept / "settings.json"),
            (release.layout, kept / "layouts" / "layout.json"),
            (release.journal, kept / "journal" / "journal.sqlite"),
            (release.state, kept / "exchange" / "exchange.jsonl"),
        ):
            shutil.copyfile(there, name)
    calls = asyncio.run(_record(release.recording))
    whole = msgspec.structs.replace(expected[0], recorded=calls)
    release.expected.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")
    print(f"made {release.folder.name}")
    return 0


async def _use(desk: Desk, expected: list[Expected]) -> int:
    """Trade a round, choose settings, move panels, and note what a later version has to find."""
    await desk.filled.wait()
    code = await TradingRound(desk).run()
    window = desk.window
    window.choose(theme="light", density="dense", language="en")
    window.chosen.choose(confirm_ticket="always", click_quantity=3, lock_minutes=7)
    window.docks.dock("themes").toggleView(False)
    window.link_of("chart").join("C")
    window.links.group("C").set("000660")
    window.perspectives.keep("morning")
    window.save()
    ledger = desk.rooms.orders.ledger
    expected.append(
        Expected(
            version=__version__,
            settings=msgspec.json.decode(msgspec.json.encode(window.settings)),
            linked=window.links.group("C").instrument,
            closed=("themes",),
            perspectives=("morning",),
            requests=tuple(f"{r.id} {r.state} {r.number}" for r in ledger.requests),
            orders=tuple(f"{o.number} {o.state} {o.filled} {o.amount}" for o in ledger.orders),
            fills=len(ledger.fills),
            cash=desk.rooms.account.orderable or 0,
        )
    )
    return code


async def _record(path: Path) -> tuple[str, ...]:
    """Record a short run of calls and frames; return the bodies of the replies."""
    async with (
        practice(quota="none", record=path, history=0) as server,
        plain_client(server) as here,
    ):
        bodies = [str((await here.call("ka10001", stk_cd="005930")).body)]
        async with plain_stream(here) as stream:
            await stream.register(["005930"], ["0B"])
            bodies.append(str((await here.order("buy", "005930", 1, 0, "3")).body))
            for _ in range(_FRAMES):
                await asyncio.wait_for(stream.socket.recv(), 30)
    return tuple(bodies)


if __name__ == "__main__":
    sys.exit(main())
