"""What this process takes of the machine: memory and processor; refuses to know any other process."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def memory_bytes() -> int | None:
    """Return the memory held now, None where the system does not tell.

    On macOS it is the most held so far.
    """
    held: int | None = None
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        held = pages * os.sysconf("SC_PAGE_SIZE")
    elif sys.platform == "win32":
        held = _windows_working_set()
    elif sys.platform == "darwin":
        import resource

        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held


def processor_seconds() -> float:
    """Return the processor time taken since the start, of the program and the system for it."""
    taken = os.times()
    return taken.user + taken.system


def thread_seconds(thread: int) -> float | None:
    """Return the processor time of a running thread by its `threading.get_ident`, None off Linux."""
    taken: float | None = None
    if sys.platform == "linux":
        taken = time.clock_gettime(time.pthread_getcpuclockid(thread))
    return taken


if sys.platform == "win32":

    def _windows_working_set() -> int | None:
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = (
                ("cb", wintypes.DWORD),
                ("PageFaultCount", wintypes.DWORD),
                ("PeakWorkingSetSize", ctypes.c_size_t),
                ("WorkingSetSize", ctypes.c_size_t),
                ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
                ("QuotaPagedPoolUsage", ctypes.c_size_t),
                ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
                ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
                ("PagefileUsage", ctypes.c_size_t),
                ("PeakPagefileUsage", ctypes.c_size_t),
            )

        counters = Counters(cb=ctypes.sizeof(Counters))
        asked = ctypes.windll.kernel32.K32GetProcessMemoryInfo
        asked.argtypes = (wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD)
        own = ctypes.windll.kernel32.GetCurrentProcess
        own.restype = wintypes.HANDLE
        known = asked(own(), ctypes.byref(counters), counters.cb)
        return int(counters.WorkingSetSize) if known else None
