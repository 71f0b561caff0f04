"""Measure how soon the frozen program paints its first quote, beside the same program from source."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.report import report

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
TARGET_RATIO = 1.2
FROZEN = (
    ROOT
    / "dist"
    / "kiwoom-desk"
    / ("kiwoom-desk-console.exe" if os.name == "nt" else "kiwoom-desk")
)
ASKED = ("--selftest", "--first-quote")


def started(command: list[str], home: str) -> float:
    """Return the seconds from spawning a program to its first painted quote."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home}
    # The source is compiled once, whatever this machine's habit is; the bundle always is.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(Path(home) / "compiled")
    begun = time.monotonic()
    done = subprocess.run(
        [*command, *ASKED],
        env=environment,
        stdout=subprocess.PIPE,
        timeout=120,
        check=True,
        cwd=ROOT,
    )
    return float(done.stdout.split()[-1]) - begun


def main() -> None:
    """Run both in turn and print the ratio of the medians."""
    if not FROZEN.exists():
        raise SystemExit("no bundle here: python3 dev.py build")
    source, frozen = [sys.executable, "-m", "kiwoom_desk"], [str(FROZEN)]
    seconds: dict[str, list[float]] = {"source": [], "frozen": []}
    with tempfile.TemporaryDirectory() as home:
        # The first start of each reads its files into memory.
        started(source, home)
        started(frozen, home)
        for _ in range(ROUNDS):
            seconds["source"].append(started(source, home))
            seconds["frozen"].append(started(frozen, home))
    both = zip(seconds["frozen"], seconds["source"], strict=True)
    ratio = statistics.median(one / other for one, other in both)
    told = statistics.median(seconds["source"])
    peer = f"the same program from source, {told:.2f} s to its first painted quote"
    report("bundle_start_ratio", ratio, TARGET_RATIO, better="lower", peer=peer, unit="x")


if __name__ == "__main__":
    main()
