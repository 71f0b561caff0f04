"""What the process takes is told in bytes and seconds; the collector's pauses are counted while watched."""

from __future__ import annotations

import gc

from kiwoom_desk.base.collector import CollectorWatch
from kiwoom_desk.base.machine import memory_bytes, processor_seconds


def test_memory_grows_by_what_is_held() -> None:
    before = memory_bytes()
    if before is None:
        return
    held = b"x" * 80_000_000
    after = memory_bytes()
    assert after is not None
    # Other memory may be given back meanwhile.
    assert after - before > len(held) // 2


def test_processor_time_grows_by_work() -> None:
    before = processor_seconds()
    while processor_seconds() < before + 0.05:
        sum(range(10_000))
    assert processor_seconds() > before


def test_pauses_are_counted_only_while_watched() -> None:
    watch = CollectorWatch()
    gc.collect()
    seen = watch.pauses.total
    watch.close()
    gc.collect()
    assert seen >= 1
    assert watch.pauses.total == seen
    watch.close()
