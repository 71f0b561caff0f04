"""A display of its own with a window manager, and the desk as a program on it, driven by mouse and keys."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from kiwoom_desk.base.local import NoDesk, Reply, Request, Silent, ask
from kiwoom_desk.ui.shell.places import OrderSeen, Seen, Spot

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")
WITHIN = 60.0
_POLL = 0.03
# xdotool puts Hangul on a spare key for a moment; a busy program may look at that key too late.
_TYPING_MS = (40, 150, 400)
_TYPED_WITHIN = 4.0
_DRAG_STEPS = 12


def required(*programs: str) -> None:
    """Skip the test where a program is missing, as on a person's own machine; in CI that is a failure."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"missing in CI: {', '.join(missing)}")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


def until(found: Callable[[], T], what: str, within: float = WITHIN) -> T:
    """Return the first true value; fail with `what` after `within` seconds."""
    end = time.monotonic() + within
    while True:
        value = found()
        if value:
            return value
        if time.monotonic() > end:
            pytest.fail(f"did not come within {within:g} s: {what}")
        time.sleep(_POLL)


class Display:
    """A virtual screen with its environment; `tool` runs xdotool on it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def tool(self, *words: str) -> bool:
        """Run one xdotool command and return whether it succeeded."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, timeout=30, check=False
        )
        return done.returncode == 0

    def keys(self, *names: str) -> None:
        """Press key combinations, e.g. ctrl+p."""
        assert self.tool("key", "--clearmodifiers", *names)

    def write(self, text: str, pause_ms: int) -> None:
        """Type a text with so much time between two keys."""
        assert self.tool("type", "--delay", str(pause_ms), text)

    def move(self, spot: Spot) -> None:
        """Put the pointer on the middle of a spot."""
        assert self.tool("mousemove", str(spot.x), str(spot.y))

    def click(self, spot: Spot) -> None:
        """Click the left button on the middle of a spot."""
        assert spot.visible and spot.enabled, spot
        self.move(spot)
        assert self.tool("click", "1")

    def drag(self, start: Spot, end: Spot) -> None:
        """Drag with the left button in steps slow enough for drop marks to appear."""
        words = ["mousemove", str(start.x), str(start.y), "mousedown", "1"]
        for step in range(1, _DRAG_STEPS + 1):
            x = start.x + (end.x - start.x) * step // _DRAG_STEPS
            y = start.y + (end.y - start.y) * step // _DRAG_STEPS
            words += ["sleep", "0.08", "mousemove", str(x), str(y)]
        words += ["sleep", "0.25", "mousemove", str(end.x + 1), str(end.y), "sleep", "0.25"]
        assert self.tool(*words, "mouseup", "1")

    def picture(self, path: Path) -> None:
        """Write what the whole screen shows as a PNG."""
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=30)


@contextmanager
def display(size: str = "1680x1050") -> Iterator[Display]:
    """Start Xvfb on a free number and openbox on it; end both."""
    required(*PROGRAMS)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        shown = Display(_environment(f":{number}"))
        manager = _manage(shown)
        try:
            yield shown
        finally:
            _end(manager)
    finally:
        _end(server)


def _manage(shown: Display) -> subprocess.Popen[bytes]:
    # On a fresh screen openbox now and then starts without taking it; another start does.
    quiet = subprocess.DEVNULL
    for left in (2, 1, 0):
        manager = subprocess.Popen(["openbox"], env=shown.environment, stdout=quiet, stderr=quiet)
        try:
            until(lambda: shown.tool("get_num_desktops"), "a window manager", WITHIN / 2)
        except pytest.fail.Exception:
            _end(manager)
            if not left:
                raise
        else:
            return manager
    raise AssertionError("unreachable")


def _environment(number: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND_"))}
    # Without a UTF-8 locale xdotool cannot type Hangul.
    kept["LC_ALL"] = "C.UTF-8"
    return kept | {"DISPLAY": number, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class DeskProgram:
    """`python -m kiwoom_desk` on a display, asked through its local socket like any other tool."""

    def __init__(self, shown: Display, profile: Path, *arguments: str) -> None:
        self.display, self._folder = shown, profile / "practice"
        self._words = (profile.parent / "desk.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiwoom_desk", "--profile", str(profile), *arguments],
            cwd=ROOT,
            env=shown.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._words,
            stderr=self._words,
        )

    def _ask(self, verb: str, arguments: dict[str, str] | None = None) -> Reply:
        assert self._process.poll() is None, "the desk ended"
        try:
            return asyncio.run(ask(self._folder, Request(verb, arguments or {})))
        except (NoDesk, Silent):
            return Reply(False, "no_desk")

    def seen(self) -> Seen | None:
        """Return what holds in the desk, None while it starts."""
        reply = self._ask("state")
        return msgspec.json.decode(reply.body, type=Seen) if reply.ok else None

    def spot(self, **asked: str) -> Spot | None:
        """Return where a thing is, None while it is not there."""
        reply = self._ask("place", asked)
        return msgspec.json.decode(reply.body, type=Spot) if reply.ok else None

    def wait(self, true: Callable[[Seen], object], what: str, within: float = WITHIN) -> Seen:
        """Wait until something holds in the desk and return all that holds then."""

        def found() -> Seen | None:
            seen = self.seen()
            return seen if seen is not None and true(seen) else None

        held = until(found, what, within)
        assert held is not None
        return held

    def wait_spot(self, true: Callable[[Spot], object], what: str, **asked: str) -> Spot:
        """Wait until a thing is there and something holds of it."""

        def found() -> Spot | None:
            spot = self.spot(**asked)
            return spot if spot is not None and true(spot) else None

        held = until(found, what)
        assert held is not None
        return held

    def click(self, **asked: str) -> None:
        """Click a thing as soon as it can be clicked."""
        ready = self.wait_spot(lambda s: s.visible and s.enabled, f"{asked} to click", **asked)
        self.display.click(ready)

    def write(self, text: str, shown: str, **asked: str) -> None:
        """Type a text over what a focused field holds until it shows it, slower each time."""
        self.wait_spot(lambda s: s.focused, f"the keyboard in {asked}", **asked)
        for pause_ms in _TYPING_MS:
            self.display.keys("ctrl+a")
            self.display.write(text, pause_ms)
            end = time.monotonic() + _TYPED_WITHIN
            while time.monotonic() < end:
                spot = self.spot(**asked)
                if spot is not None and spot.text == shown:
                    return
                time.sleep(_POLL)
        pytest.fail(f"{asked} does not show {shown}")

    def order(self, number: str) -> OrderSeen:
        """Return an order by its number."""
        seen = self.seen()
        assert seen is not None
        return next(order for order in seen.orders if order.number == number)

    def close_window(self) -> int:
        """Close the window as a person does and return the exit code of the program."""
        self.display.keys("alt+F4")
        return self._process.wait(WITHIN)

    def end(self) -> None:
        """End the program where a test left it."""
        if self._process.poll() is None:
            _end(self._process)
        self._words.close()


@contextmanager
def desk_program(shown: Display, profile: Path, *arguments: str) -> Iterator[DeskProgram]:
    """Run the desk on a display; whatever happens, it ends."""
    program = DeskProgram(shown, profile, *arguments)
    try:
        yield program
    finally:
        program.end()
