"""What `dev.py proof` and `.ci/run` run of each T: chunks of one seed each; refuses to run half a chunk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from tests.proof import edges, figures, folds, fuzz, kills, lifecycles, rows, soak

Counts = dict[str, Any]


class Part(msgspec.Struct, frozen=True):
    """One T: `chunk` runs one seed and raises where a statement does not hold; `full` chunks in all."""

    name: str
    what: str
    full: int
    ci: int
    chunk: Callable[[int], Counts]


def _rows(seed: int) -> Counts:
    # The plain rows once for every hundred chunks, the starred ones in each.
    trace = asyncio.run(rows.live(rows.STARRED, seed))
    if seed % 100 == 0:
        trace.add(asyncio.run(rows.live(rows.PLAIN, seed)))
    return {"seeds": 1, "rows": len(rows.STARRED), "claims": trace.claims, "requests": trace.orders}


def _lives(seed: int) -> Counts:
    trace = asyncio.run(lifecycles.batch(lifecycles.AT_ONCE, seed, 0.3))
    return {"lifecycles": lifecycles.AT_ONCE, **msgspec.to_builtins(trace)}


def _kills(seed: int) -> Counts:
    trace = asyncio.run(kills.one_round(seed))
    return {"kills": trace.orders, "in_doubt": trace.unknown, "matched": trace.matched}


def _folds(seed: int) -> Counts:
    folds.run(500, seed)
    return {"examples": 500}


def _edges(seed: int) -> Counts:
    return _told(edges.run(5_000, seed))


def _fuzz(seed: int) -> Counts:
    return _told(fuzz.run(20_000, 5_000, seed))


def _soak(seed: int) -> Counts:
    return _told(asyncio.run(soak.run(seed)))


def _doubts(seed: int) -> Counts:
    return _told(asyncio.run(figures.doubts(60, 3, seed)))


def _halts(seed: int) -> Counts:
    return _told(asyncio.run(figures.halts(seed)))


def _told(value: msgspec.Struct) -> Counts:
    found: Counts = msgspec.to_builtins(value)
    return found


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part("T1", "faults of the page", 100, 5, _rows),
        Part("T2", "random lives of orders", 100, 5, _lives),
        Part("T3", "kill -9", 50, 1, _kills),
        Part("T4", "permutations", 10, 1, _folds),
        Part("T5", "edges", 1, 1, _edges),
        Part("T6", "fuzz", 50, 1, _fuzz),
        Part("T7", "soak", 1, 0, _soak),
        Part("T8", "doubts in real time", 1, 0, _doubts),
        Part("T9", "kill switch in real time", 1, 0, _halts),
    )
}


def seed_of(seed: int, chunk: int) -> int:
    """Return the seed of one chunk of a run."""
    return seed * 1_000 + chunk


def added(total: Counts, one: Counts) -> Counts:
    """Add the counts of a chunk; of measured figures the largest stays."""
    joined = dict(total)
    for key, value in one.items():
        known = joined.get(key)
        if known is None or not isinstance(value, int | float):
            joined[key] = value
        elif isinstance(value, float):
            joined[key] = max(known, value)
        else:
            joined[key] = known + value
    return joined
