"""Owns the cost of a frame, bytes to wire rows and on to values, beside a Struct of needed keys only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.report import interleave, report
from kiwoom_desk.broker import market_rows
from kiwoom_desk.catalogue.frames import FrameReader
from kiwoom_desk.catalogue.load import catalogue
from tests.support.frames import frames

_COUNT = 200
_NEEDED = {
    "0B": "20 10 11 12 27 28 15 13 14 16 17 18 25 228 290 9081".split(),  # noqa: SIM905
    "0D": [
        "21",
        *(str(base + level) for level in range(10) for base in (41, 61, 51, 71)),
        *("121", "125", "13", "215"),
    ],
}
_HIDDEN = 3.0
_VALUES = {"0B": ("Tick", 0.6), "0D": ("Book", 0.85)}
# With the values first the type is known last: there the bar is what a tagged union reaches.
_TARGETS = {False: {"0B": 0.9, "0D": 1.3}, True: {"0B": 0.77, "0D": 0.9}}


def needed_keys_decoder(type_id: str) -> Callable[[bytes], Any]:
    """Make the baseline: a fixed type known beforehand, only the drawn keys declared."""
    members = [(f"f{key}", str, msgspec.field(name=key, default="")) for key in _NEEDED[type_id]]
    values = msgspec.defstruct("Values", members, gc=False)
    fields: list[tuple[str, Any]] = [("type", str), ("item", str), ("values", values)]
    entry = msgspec.defstruct("Entry", fields, gc=False)
    frame = msgspec.defstruct("Frame", [("trnm", str), ("data", list[entry])], gc=False)  # type: ignore[valid-type]
    return msgspec.json.Decoder(frame).decode


def measure(type_id: str, values_first: bool = False) -> dict[str, float]:
    """Return seconds a frame: baseline, rows by dispatch, domain values, and values left Raw."""
    sent = frames(type_id, _COUNT, values_first=values_first)
    baseline = needed_keys_decoder(type_id)
    rows = FrameReader(catalogue(), eager=("0B", "0D")).decode
    counted = FrameReader(catalogue(), counted=("0B", "0D")).decode
    lazy = FrameReader(catalogue(), counted=("0B",) if type_id == "0D" else ()).decode

    def run_baseline() -> None:
        for data in sent:
            baseline(data)

    def run_rows() -> None:
        for data in sent:
            for entry in rows(data).data:
                entry.row()

    def run_ticks() -> None:
        for data in sent:
            for entry in counted(data).data:
                market_rows.traded(entry.item, entry.figures())

    def run_books() -> None:
        for data in sent:
            for entry in counted(data).data:
                market_rows.book(market_rows.stream_code(entry.item), entry.figures())

    def run_lazy() -> None:
        for data in sent:
            lazy(data)

    values = run_ticks if type_id == "0B" else run_books
    taken = interleave(
        {"baseline": run_baseline, "rows": run_rows, "values": values, "lazy": run_lazy}
    )
    return {name: seconds / _COUNT for name, seconds in taken.items()}


def main() -> None:
    """Print a line a type and value, the cost of a hidden book, and most with the values first."""
    peer = "msgspec typed, needed keys, fixed type"
    for values_first in (False, True):
        suffix = " values first" if values_first else ""
        for type_id, target in _TARGETS[values_first].items():
            took = measure(type_id, values_first)
            ratio = took["baseline"] / took["rows"]
            report(f"decode {type_id}{suffix}", ratio, target, "higher", peer)
            if not values_first:
                name, least = _VALUES[type_id]
                made = took["baseline"] / took["values"]
                report(f"decode {type_id} to {name}", made, least, "higher", peer)
            if type_id == "0D":
                hidden = took["baseline"] / took["lazy"]
                report(f"decode 0D hidden{suffix}", hidden, _HIDDEN, "higher", peer)


if __name__ == "__main__":
    main()
