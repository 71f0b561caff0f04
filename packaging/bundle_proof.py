"""Runs a frozen bundle as a person would, from an empty home: offscreen, on a display, its other programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 600


def program(bundle: Path) -> Path:
    """Return the program of a bundle that speaks to a console."""
    return bundle / ("kiwoom-desk-console.exe" if os.name == "nt" else "kiwoom-desk")


def _run(bundle: Path, home: Path, *arguments: str, display: str = "") -> str:
    kept = {"HOME": str(home), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    if os.name == "nt" or sys.platform == "darwin":
        kept = {**os.environ, "HOME": str(home)}
    if display:
        kept |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [str(program(bundle)), *arguments],
        cwd=home,
        env=kept,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=_LONGEST,
        check=False,
    )
    told = f"$ kiwoom-desk {' '.join(arguments)}\n{done.stdout}"
    if done.returncode:
        raise ValueError(f"{told}exit code {done.returncode}")
    return told


def offscreen(bundle: Path) -> str:
    """Return what the self-test with every panel said; raise ValueError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        told = _run(bundle, home, "--selftest", "--panels", "--language", "en")
        left = sorted(path.name for path in home.iterdir())
        if left:
            raise ValueError(f"{told}left in the home: {left}")
        return told


def on_display(bundle: Path) -> str:
    """Return what the self-test said with a real window, where Xvfb is there."""
    if shutil.which("Xvfb") is None:
        return "no Xvfb here: the bundle was not run on a display"
    with tempfile.TemporaryDirectory() as folder, _display() as display:
        return _run(bundle, Path(folder), "--selftest", "--language", "en", display=display)


def others(bundle: Path) -> str:
    """Run the doctor and one query of the practice exchange; raise ValueError where one fails."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        told = _run(bundle, home, "doctor", "--language", "en")
        asked = _run(bundle, home, "call", "ka10001", "stk_cd=005930", "--json")
        answer = json.loads(asked.partition("\n")[2])
        if answer.get("stk_cd") != "005930":
            raise ValueError(asked)
        return f"{told}{asked.splitlines()[0]}\n  answered for {answer['stk_cd']}\n"


@contextmanager
def _display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    for proof in (offscreen, on_display, others):
        print(proof(Path(sys.argv[1]).resolve()), end="", flush=True)
