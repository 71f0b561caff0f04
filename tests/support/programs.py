"""The programs of the command line as processes, with their profiles in a folder and no display."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiwoom_desk.base.local import NoDesk, Request, Silent, ask

ROOT = Path(__file__).resolve().parents[2]


def environment(here: Path) -> dict[str, str]:
    """Return what a program gets that keeps its profiles in that folder and has no display."""
    home = {name: str(here) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA")}
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    extra = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    return kept | home | extra


@contextmanager
def started(here: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program of the desk and end it again."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiwoom_desk", *arguments],
        cwd=here,
        env=environment(here),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def answers(folder: Path) -> bool:
    """Tell whether a desk answers on the socket of a profile's folder."""
    try:
        asyncio.run(ask(folder, Request("call", {"api-id": "ka00001"}), 10.0))
    except (NoDesk, Silent):
        return False
    return True


def run(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the desk in a folder of its own, with its profiles there too."""
    return subprocess.run(
        [sys.executable, "-m", "kiwoom_desk", *arguments],
        cwd=here,
        env=environment(here),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def lines_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what a program printed, line by line."""
    return done.stdout.splitlines()
