"""`soak` runs a desk on its own exchange without a display, prints figures as JSON, and leaves nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.histogram import EDGES_MS
from kiwoom_desk.soak import Soaked
from tests.support.programs import environment

pytestmark = pytest.mark.timeout(260)


def soak(here: Path, *arguments: str, holds: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program in a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kiwoom_desk", "soak", *arguments],
        cwd=here,
        env={**environment(here), "KIWOOM_DESK_HOLDS": holds, "TMPDIR": str(here)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


def test_a_short_soak_with_bursts_tells_every_figure(tmp_path: Path) -> None:
    moment = ("--at", "2026-11-20T10:00")
    done = soak(tmp_path, "--minutes", "0.1", "--burst", "--names", "30", *moment, holds="4")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1, "one line, for whoever reads many runs"
    told = msgspec.json.decode(done.stdout, type=Soaked)
    assert told.seconds >= 6.0
    assert (told.burst, told.names) == (True, 30)
    assert told.edges_ms == EDGES_MS
    assert told.frames.drawn > 0
    assert told.frames.turns >= told.frames.late >= told.frames.very_late
    assert sum(told.lag_ms.counts) == told.frames.turns
    assert sum(told.paint_ms.counts) == told.frames.drawn
    assert told.messages.per_second > 0
    assert set(told.messages.by_type) >= {"0B"}
    assert told.messages.decode_us > 0
    assert told.requests.capacity > 0
    assert told.memory_mb.most >= told.memory_mb.first > 50
    assert told.core_share > 0
    assert told.holds is not None
    # The profile and the exchange's state were its own, and are gone with it.
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith("tmp")]
    assert left == []


def test_nothing_is_measured_that_takes_no_time(tmp_path: Path) -> None:
    done = soak(tmp_path, "--minutes", "0")
    assert done.returncode == 2
    assert "--minutes" in done.stderr
    assert list(tmp_path.iterdir()) == []
