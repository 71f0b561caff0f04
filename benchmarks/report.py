"""Owns how a benchmark is timed and told: interleaved rounds, medians, one JSON line a result."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from tests.support.frames import frames

# What one generic decode of a 0D frame of 163 fields took on the machine the targets were set on.
_REFERENCE_SECONDS = 11.7e-6
MODES = frozenset(os.environ.get("KIWOOM_DESK_BENCH", "").split())
"""Words of `dev.py bench`: short, full, peers."""
SHORT = "short" in MODES
"""Whether only crashes matter: one round of as little as there is."""
_FRAMES = 100
_ROUNDS, _REPEATS = 9, 20


def report(
    name: str,
    value: float,
    target: float,
    better: Literal["higher", "lower"],
    peer: str,
    unit: str = "ratio",
    curve: Sequence[tuple[float, float]] = (),
) -> bool:
    """Print {"name","value","target","better","holds","peer","unit"}; return whether it holds.

    `curve` are the points that a picture is drawn from, where there are any.
    """
    holds = value >= target if better == "higher" else value <= target
    line = {"name": name, "value": round(value, 3), "target": target, "better": better}
    drawn = {"curve": [[x, round(y, 4)] for x, y in curve]} if curve else {}
    print(json.dumps({**line, "holds": holds, "peer": peer, "unit": unit, **drawn}), flush=True)
    return holds


def slower() -> float:
    """Return how many times as long as the reference machine this one takes now, never below 1.

    A target in seconds holds on the reference machine; here it is stretched by this factor.
    """
    sent, decode = frames("0D", _FRAMES), msgspec.json.Decoder().decode

    def run() -> None:
        for data in sent:
            decode(data)

    took = interleave({"generic": run}, rounds=9, at_least=0.02, clock=time.perf_counter)
    return max(took["generic"] / _FRAMES / _REFERENCE_SECONDS, 1.0)


def slower_core() -> float:
    """Return how many times as long as there a core's own seconds take, never below 1.

    For costs in processor time: waiting for a core that other programs use does not count.
    """
    sent, decode = frames("0D", _FRAMES), msgspec.json.Decoder().decode
    taken = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for _ in range(_REPEATS):
            for data in sent:
                decode(data)
        taken.append((time.process_time() - started) / _REPEATS / _FRAMES)
    return max(statistics.median(taken) / _REFERENCE_SECONDS, 1.0)


def report_scaled(
    name: str,
    value: float,
    target: float,
    better: Literal["higher", "lower"],
    peer: str,
    unit: str,
    factor: float,
    curve: Sequence[tuple[float, float]] = (),
) -> bool:
    """Report beside the target of the reference machine, stretched by `factor` (`slower`)."""
    here = target * factor if better == "lower" else target / factor
    told = f"{peer}; {target:g} {unit} on the reference machine, {factor:.2f} x slower here"
    return report(name, value, round(here, 3), better, told, unit, curve)


def interleave(
    cases: Mapping[str, Callable[[], object]],
    rounds: int = 15,
    at_least: float = 0.05,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """Return the median seconds of one call per case, in processor time unless told otherwise.

    Every round runs all cases one after another, so that a slow drift hits all alike; processor
    time leaves out the waiting for a core that other programs use.
    """
    if SHORT:
        rounds, at_least = 1, 0.001
    repeats = {name: _repeats(case, at_least, clock) for name, case in cases.items()}
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            taken[name].append(_time(case, repeats[name], clock))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def peers_python() -> str:
    """Return the Python that has other people's packages, as `dev.py bench --peers` names it."""
    return os.environ["KIWOOM_DESK_PEERS"]


def few(rounds: int) -> int:
    """Return how many rounds to run."""
    return 1 if SHORT else rounds


def _repeats(case: Callable[[], object], at_least: float, clock: Callable[[], float]) -> int:
    case()
    repeats = 1
    while (seconds := _time(case, repeats, clock) * repeats) < at_least:
        repeats = max(repeats * 2, int(repeats * at_least / max(seconds, 1e-9)) + 1)
    return repeats


def _time(case: Callable[[], object], repeats: int, clock: Callable[[], float]) -> float:
    started = clock()
    for _ in range(repeats):
        case()
    return (clock() - started) / repeats
