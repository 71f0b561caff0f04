"""Looks over the machine and says in words what is missing; changes nothing but the profile's folders."""

import argparse
import asyncio
import ctypes
import importlib
import importlib.metadata
import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import keyring
import msgspec

from kiwoom_desk.base import release, resources
from kiwoom_desk.base.clock import Clock, SystemClock
from kiwoom_desk.base.settings import Environment, UnsafeFolder, open_profile
from kiwoom_desk.base.vault import usable_backend
from kiwoom_desk.texts import sentence

_BASE = (
    "msgspec",
    "numpy",
    "httpx",
    "websockets",
    "keyring",
    "platformdirs",
    "truststore",
)
_PRACTICE = ("starlette", "uvicorn")
_DESK = ("PySide6.QtWidgets", "PySide6QtAds", "qasync", "pyqtgraph")
_DISTRIBUTIONS = {"PySide6": "PySide6-Essentials", "PySide6QtAds": "PySide6-QtAds"}
_OLDEST_PYTHON = (3, 11)
_OLDEST_YEAR = 2026
_CLOCK_SECONDS = 0.2
_CLOCK_TOLERANCE = 0.05


class Grade(StrEnum):
    """How a finding is meant; `bad` alone makes the exit code 1."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: the code of its sentence and the facts put into it."""

    grade: Grade
    code: str
    facts: dict[str, str] = {}


def main(argv: Sequence[str], hosts: Sequence[str] = ()) -> int:
    """Print one line for each finding; return 0 where nothing is bad, otherwise 1.

    `hosts` are the compiled-in addresses, passed by the composition root.
    """
    parser = argparse.ArgumentParser(prog="kiwoom-desk doctor")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    parser.add_argument("--profile", type=Path, metavar="DIR")
    chosen = parser.parse_args(argv)
    bad = 0
    for finding in examine(hosts, chosen.profile, SystemClock()):
        bad += finding.grade is Grade.BAD
        grade = sentence(chosen.language, f"doctor.{finding.grade}")
        print(f"[{grade}] {spoken(chosen.language, finding)}", flush=True)
    end = "doctor.some_bad" if bad else "doctor.all_good"
    print(sentence(chosen.language, end, {"count": bad}))
    return 1 if bad else 0


def spoken(language: str, finding: Finding) -> str:
    """Return the sentence of a finding in `ko` or `en`."""
    return sentence(language, f"doctor.{finding.code}", finding.facts)


def examine(hosts: Sequence[str], profile: Path | None, clock: Clock) -> Iterator[Finding]:
    """Yield everything there is to say, the foundations first."""
    yield look_at_python(sys.version_info[:2])
    yield from (look_at_library(name, Grade.BAD) for name in (*_BASE, *_PRACTICE))
    if sys.platform.startswith("linux"):
        yield look_at_system_libraries(_loads)
        yield look_at_display(bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))
    yield from (look_at_library(name, Grade.BAD) for name in _DESK)
    yield look_at_fonts()
    yield look_at_keyring()
    yield asyncio.run(look_at_clock(clock))
    yield from map(look_at_host, hosts)
    yield look_at_folder(profile)
    yield look_at_updates(release.NOTICE_ADDRESS, release.NOTICE_KEY)


def told(hosts: Sequence[str], profile: Path | None, clock: Clock, language: str) -> Iterator[str]:
    """Yield every finding as a line in `ko` or `en`."""
    for finding in examine(hosts, profile, clock):
        yield f"[{sentence(language, f'doctor.{finding.grade}')}] {spoken(language, finding)}"


def look_at_python(version: tuple[int, int]) -> Finding:
    """Judge the running Python."""
    facts = {"version": ".".join(map(str, version))}
    if version < _OLDEST_PYTHON:
        return Finding(Grade.BAD, "python_old", facts)
    return Finding(Grade.GOOD, "python", facts)


def look_at_library(module: str, missing: Grade) -> Finding:
    """Judge a library by importing it, which also needs its system libraries."""
    name = module.split(".")[0]
    try:
        importlib.import_module(module)
    except Exception as error:
        # A broken installation raises anything, not only ImportError.
        return Finding(
            missing,
            "desk_missing" if module in _DESK else "library_missing",
            {"name": name, "reason": str(error)[:200]},
        )
    try:
        version = importlib.metadata.version(_DISTRIBUTIONS.get(name, name))
    except importlib.metadata.PackageNotFoundError:
        version = ""  # the frozen program carries no package data
    return Finding(Grade.GOOD, "library", {"name": name, "version": version})


def look_at_system_libraries(loads: Callable[[str], bool]) -> Finding:
    """Judge the shared libraries that windows need on Linux."""
    table = tomllib.loads(resources.read("system_libraries.toml").decode())
    wanted = {**table["offscreen"], **table["window"]}
    missing = [package for soname, package in wanted.items() if not loads(soname)]
    if missing:
        return Finding(Grade.BAD, "system_library_missing", {"packages": " ".join(missing)})
    return Finding(Grade.GOOD, "system_libraries", {"count": str(len(wanted))})


def look_at_display(there: bool) -> Finding:
    """Judge whether a window could be seen; without one the desk still runs offscreen."""
    if there:
        return Finding(Grade.GOOD, "display")
    return Finding(Grade.WARNING, "display_missing")


def look_at_fonts() -> Finding:
    """Judge the bundled fonts."""
    try:
        fonts = sorted(resources.find("fonts").glob("*.otf"))
    except FileNotFoundError:
        fonts = []
    if len(fonts) < 3 or any(font.read_bytes()[:4] != b"OTTO" for font in fonts):
        return Finding(Grade.BAD, "fonts_missing")
    return Finding(Grade.GOOD, "fonts", {"count": str(len(fonts))})


def look_at_keyring() -> Finding:
    """Judge the system's keyring; without a real one keys last for a run, which is no fault."""
    found = keyring.get_keyring()
    name = type(found).__module__
    usable = usable_backend(found)
    if usable is not None:
        return Finding(Grade.GOOD, "keyring", {"name": type(usable).__module__})
    absent = name.endswith(".fail")
    return Finding(
        Grade.WARNING, "keyring_missing" if absent else "keyring_refused", {"name": name}
    )


async def look_at_clock(clock: Clock) -> Finding:
    """Judge the clock by itself: a plausible date, and wall time that runs as the monotonic one.

    How far it is from the broker's clock is measured by the desk while it is connected.
    """
    wall, monotonic = clock.wall(), clock.monotonic()
    await clock.sleep(_CLOCK_SECONDS)
    drift = (clock.wall() - wall).total_seconds() - (clock.monotonic() - monotonic)
    time = wall.isoformat(sep=" ", timespec="seconds")
    if wall.year < _OLDEST_YEAR:
        return Finding(Grade.BAD, "clock_wrong", {"time": time})
    if abs(drift) > _CLOCK_TOLERANCE:
        return Finding(Grade.WARNING, "clock_jumps", {"seconds": f"{drift:.2f}"})
    return Finding(Grade.GOOD, "clock", {"time": time})


def look_at_host(host: str) -> Finding:
    """Judge one compiled-in address: both ways to the broker are encrypted."""
    if host.startswith(("https://", "wss://")):
        return Finding(Grade.GOOD, "host", {"host": host})
    return Finding(Grade.BAD, "host_unsafe", {"host": host})


def look_at_folder(root: Path | None) -> Finding:
    """Judge the rights of the profile's folders, making them where they are not there yet."""
    try:
        profile = open_profile(Environment.PRACTICE, root)
    except UnsafeFolder as error:
        return Finding(Grade.BAD, "folder_unsafe", {"folder": str(error.folder)})
    except OSError as error:
        facts = {"folder": str(root or ""), "reason": error.strerror or ""}
        return Finding(Grade.BAD, "folder_failed", facts)
    return Finding(Grade.GOOD, "folder", {"folder": str(profile.root)})


def look_at_updates(address: str, key: str) -> Finding:
    """Tell whether this build asks for update notices; one made from source does not."""
    return Finding(Grade.GOOD, "updates_on" if address and key else "updates_off")


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
