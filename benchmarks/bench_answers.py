"""Measure how long any API's answer keeps the exchange's loop from others, in processor time.

Every API that is no order is asked twice of a fresh house with the whole listing and an account
with a past: its first call and its second. What counts is the longest slice between two pauses, as
`AnswerTable.prepare` makes them, with the answer and its JSON as the last one.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from benchmarks.report import report_scaled, slower_core
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.slices import SLICES
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.refusals import Refusal
from kiwoom_desk.practice.server import build_house
from tests.support.bodies import asked, bodies
from tests.support.market_files import LISTING, ROWS, market_file, synthetic_listing
from tests.support.practice import TEN

SLICE_SECONDS = 0.03
HISTORY = 250
_SHOWN = 10


class Held(msgspec.Struct, frozen=True):
    """One API: the longest slices of its first and its second call, in seconds of processor time."""

    api_id: str
    first: float
    second: float


def longest(house: House, api: Api, body: dict[str, str]) -> float:
    """Return the longest slice of one call; raise Refusal."""
    call = Asked(house, api, encode(api, body))
    found, since = 0.0, time.process_time()
    for _ in SLICES[api.id](call) if api.id in SLICES else ():
        now = time.process_time()
        found, since = max(found, now - since), now
    msgspec.json.encode(ANSWERS[api.id](call).values)
    return max(found, time.process_time() - since)


def measure(universe: Path) -> list[Held]:
    """Ask every API twice; some want a warrant or a fund, so bodies are tried until one is taken."""
    options = ServerOptions(at=TEN, seed=1, history=HISTORY, universe=universe)
    house, names = (build_house(options, SystemClock()) for _ in range(2))
    gc.freeze()
    found = []
    for api in asked():
        for body in bodies(names, api) if api.id in ANSWERS else ():
            try:
                found.append(Held(api.id, longest(house, api, body), longest(house, api, body)))
            except Refusal:
                continue
            break
    return found


def main() -> int:
    """Report both worst slices; return 1 when one does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = market_file(LISTING)
        peer = f"listing of {ROWS} names"
        if path is None:
            path = Path(folder) / "listing.csv"
            path.write_bytes(synthetic_listing())
            peer = f"{ROWS} made-up names"
        before, found = slower_core(), measure(path)
    factor = (before + slower_core()) / 2
    for one in sorted(found, key=lambda held: -max(held.first, held.second))[:_SHOWN]:
        told = f"{one.first * 1000:6.1f} ms first, {one.second * 1000:6.1f} ms second"
        print(f"longest slice {one.api_id} {told}", flush=True)
    first, second = (max(found, key=lambda held: getattr(held, c)) for c in ("first", "second"))
    held = [
        report_scaled(
            f"answers_{which}_slice",
            value,
            SLICE_SECONDS,
            "lower",
            f"{api_id}, {peer}",
            "s",
            factor,
        )
        for which, value, api_id in (
            ("first", first.first, first.api_id),
            ("second", second.second, second.api_id),
        )
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
