"""Runs a frozen bundle as a person would, from an empty home: offscreen, on a display, its other programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
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
    """Run doctor, one query and the exchange for a client that is none of ours; raise ValueError."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        told = _run(bundle, home, "doctor", "--language", "en") + served(bundle, home)
        asked = _run(bundle, home, "call", "ka10001", "stk_cd=005930", "--json")
        answer = json.loads(asked.partition("\n")[2])
        if answer.get("stk_cd") != "005930":
            raise ValueError(asked)
        return f"{told}{asked.splitlines()[0]}\n  answered for {answer['stk_cd']}\n"


def served(bundle: Path, home: Path) -> str:
    """Start `practice-server`, ask it as anybody would, and end it; raise ValueError where it fails."""
    command = [str(program(bundle)), "practice-server", "--follow-stdin"]
    with subprocess.Popen(
        command,
        cwd=home,
        env={**os.environ, "HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise ValueError("no pipes")
        try:
            ready = json.loads(server.stdout.readline())
            keys = {name: ready[name] for name in ("appkey", "secretkey")}
            token = _asked(
                f"{ready['rest']}/oauth2/token", {"grant_type": "client_credentials", **keys}, {}
            )["token"]
            headers = {"api-id": "ka10001", "authorization": f"Bearer {token}"}
            name = _asked(f"{ready['rest']}/api/dostk/stkinfo", {"stk_cd": "005930"}, headers)
            server.stdin.close()
            code = server.wait(60)
        finally:
            server.kill()
    if code or not name["stk_nm"]:
        raise ValueError(f"practice-server: exit code {code}, answered {name}")
    return f"$ kiwoom-desk practice-server\n  answered for {name['stk_nm']}, ended with its input\n"


def _asked(address: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    asked = urllib.request.Request(
        address,
        json.dumps(body).encode(),
        {"content-type": "application/json;charset=UTF-8", **headers},
    )
    # Straight to this computer, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(asked, timeout=60) as answer:
        found: dict[str, str] = json.load(answer)
    return found


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
