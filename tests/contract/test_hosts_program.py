"""The whole program under hostile variables dials the compiled-in hosts or its own exchange alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiwoom_desk.__main__ import main
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.broker.hosts import BROKER_HOSTS
from tests.support import secret_service
from tests.support.desktop import required

pytestmark = pytest.mark.timeout(180)

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    *("HOST", "HOSTS", "REST", "URL", "BASE_URL", "API", "API_URL", "WEBSOCKET", "WS_URL", "ENV"),
    *("LIVE_HOST", "DEMO_HOST", "PRACTICE", "PROXY", "CA", "VERIFY", "PROFILE", "TOKEN", "APPKEY"),
)
PROXIES = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY", "SOCKS_PROXY"),
    *("FTP_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
)


@contextmanager
def trap() -> Iterator[tuple[str, socket.socket]]:
    """Listen where the variables point; nobody ever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield f"127.0.0.1:{listening.getsockname()[1]}", listening


def visited(listening: socket.socket) -> bool:
    """Tell whether anybody dialled the trap."""
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def hostile(address: str, home: Path) -> dict[str, str]:
    """Return the environment of a machine that wants to lead the program astray."""
    url = f"http://{address}"
    found = {f"{start}_{name}": url for start in ("KIWOOM", "KIWOOM_DESK") for name in NAMES}
    for name in PROXIES:
        found |= {name: url, name.lower(): url}
    nowhere = home / "authorities"
    nowhere.mkdir()
    (nowhere / "all.pem").write_text("", encoding="ascii")
    found |= {"SSL_CERT_FILE": str(nowhere / "all.pem"), "SSL_CERT_DIR": str(nowhere)}
    found |= {"SSLKEYLOGFILE": str(home / "tls.keys"), "no_proxy": "", "NO_PROXY": ""}
    folders = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA")
    watched = ROOT / "tests" / "support" / "watched"
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    path = filter(None, (str(watched), str(ROOT), os.environ.get("PYTHONPATH", "")))
    return (
        kept
        | {name: str(home) for name in folders}
        | found
        | {
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONIOENCODING": "utf-8",
            "QT_QPA_PLATFORM": "offscreen",
            "DIALLED": str(home / "dialled"),
        }
    )


def run(command: list[str], home: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end among hostile variables."""
    return subprocess.run(
        command,
        cwd=home,
        env=hostile(address, home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=150,
        check=False,
    )


def dialled(home: Path) -> set[str]:
    """Return the hosts that a watched program looked up."""
    note = home / "dialled"
    return {line.rpartition(":")[0] for line in note.read_text("utf-8").splitlines()}


def kept_files(home: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield what is kept on disk; the keyring's daemon may still be taking its folder away."""
    for folder, _, names in os.walk(home):
        for path in (Path(folder, name) for name in names):
            with suppress(FileNotFoundError):
                if path.is_file():
                    yield path, path.read_bytes()


def test_the_program_takes_no_other_authorities_and_writes_no_session_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.setenv(name, "/nowhere")
    with pytest.raises(SystemExit):
        main(["--version"])
    assert not {"SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"} & set(os.environ)


def test_the_practice_desk_trades_and_dials_this_machine_alone(tmp_path: Path) -> None:
    with trap() as (address, listening):
        done = run([sys.executable, "-m", "kiwoom_desk", "--round"], tmp_path, address)
        assert done.returncode == 0, done.stdout + done.stderr
        assert dialled(tmp_path) <= {"127.0.0.1", "localhost", "None"}
        assert not visited(listening)


@pytest.mark.desktop
@pytest.mark.parametrize("environment", [Environment.DEMO, Environment.LIVE])
def test_a_query_with_kept_keys_dials_the_compiled_in_host_alone(
    tmp_path: Path, environment: Environment
) -> None:
    required("dbus-run-session", "gnome-keyring-daemon")
    program = [sys.executable, "-m", "kiwoom_desk", "call", "ka10001", "stk_cd=005930"]
    inside = [sys.executable, "-m", "tests.support.secret_service", *program]
    with trap() as (address, listening):
        done = run(
            ["dbus-run-session", "--", *inside, "--env", environment.value], tmp_path, address
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert dialled(tmp_path) == {urlsplit(BROKER_HOSTS[environment].rest).hostname}
        assert not visited(listening)
    for secret in (secret_service.APPKEY, secret_service.SECRETKEY):
        assert secret not in done.stdout + done.stderr
        assert not [path for path, content in kept_files(tmp_path) if secret.encode() in content]
