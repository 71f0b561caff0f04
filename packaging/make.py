"""Makes the bundle and what is handed out of it, and proves each; run by dev.py in build/freeze.

make.py bundle                       the frozen folder with licences, its parts and its size
make.py package [--within SECONDS]   on Linux also .deb, tar.xz, SBOM, sums, and the proofs of them
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST, BUILD = ROOT / "dist", ROOT / "build"
# The moment of files where no commit tells one.
_NO_COMMIT = 1_704_067_200
_XZ = ("xz", "-3", "-T2", "--stdout")


def version() -> str:
    """Return the version of the program."""
    text = (ROOT / "kiwoom_desk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found is not None, "the program has no version"
    return found[1]


def moment() -> int:
    """Return the second that every file gets: SOURCE_DATE_EPOCH, or that of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    told = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(told.stdout) if told.returncode == 0 and told.stdout.strip() else _NO_COMMIT


def say(text: str) -> None:
    """Print one thing at once."""
    print(text, flush=True)


def freeze(dist: Path, work: Path) -> Path:
    """Freeze the program into a folder and return it; equal sources give equal bytes."""
    if not sys.platform.startswith("linux"):
        icons = [sys.executable, str(HERE / "icons.py"), str(BUILD / "icons")]
        subprocess.run(icons, check=True)
    # The order of sets follows from the seed, the times in archives from the moment.
    fixed = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(moment()),
        # Code that is only stored loads sooner, and the packages compress it better.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", str(dist), "--workpath", str(work)]
    done = subprocess.run(
        [*command, *places, str(HERE / "kiwoom_desk.spec")],
        cwd=ROOT,
        env={**os.environ, **fixed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ValueError(f"PyInstaller failed ({done.returncode})\n{done.stdout}")
    import notices

    notices.write(dist / "kiwoom-desk")
    if sys.platform == "darwin":
        notices.write(dist / "kiwoom-desk.app" / "Contents" / "Resources")
    return dist / "kiwoom-desk"


def bundle() -> int:
    """Make dist/kiwoom-desk, its list of parts, and say what makes it large."""
    import parts
    import sbom

    folder = freeze(DIST, BUILD / "frozen")
    name = f"kiwoom-desk-{version()}-{_system()}.cdx.json"
    listed = sbom.document(folder, version())
    (DIST / name).write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", "utf-8")
    say(f"the ten largest parts of dist/kiwoom-desk:\n{parts.table(folder)}")
    return int(sum(parts.sizes(folder).values()) > parts.UNPACKED_LIMIT)


def _system() -> str:
    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform, "other")
    return f"{system}-{platform.machine().lower()}"


class Chain:
    """Steps one after another on a thread of their own; what they say is kept, the first fault too."""

    def __init__(self, *steps: tuple[str, Callable[[], str]]) -> None:
        self._steps = steps
        self._told: list[str] = []
        self.failed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for name, step in self._steps:
            begun = time.monotonic()
            try:
                told = step()
            except Exception as error:
                self._told.append(f"FAILED: {name} after {time.monotonic() - begun:.0f} s\n{error}")
                self.failed = True
                return
            self._told.append(f"{name}: {time.monotonic() - begun:.0f} s\n{told}".rstrip())

    def finish(self) -> bool:
        """Wait, print what was said, and return whether all went well."""
        self._thread.join()
        for told in self._told:
            say(told)
        return not self.failed


def package(within: float) -> int:
    """Make and prove everything for Linux; what there is no time for is left out and said."""
    import bundle_proof
    import debian

    begun = time.monotonic()
    if bundle():
        return 1
    froze = time.monotonic() - begun
    say(f"frozen: {froze:.0f} s")
    folder, number, second = DIST / "kiwoom-desk", version(), moment()
    proving = Chain(
        ("self-test with every panel, empty home", lambda: bundle_proof.offscreen(folder)),
        ("other programs of the bundle", lambda: bundle_proof.others(folder)),
        ("desktop file and metainfo are valid", validate),
        ("Windows installer's script compiles", compile_installer),
    )
    # Packing takes some 1.3 times as long as freezing, the minimal Debian as long again.
    if not _time_for("the package and its proof", 4 * froze, within - froze):
        return 0 if proving.finish() else 1
    packing = Chain(("deb", lambda: _told(debian.make(folder, DIST, number, second))))
    finished = [packing.finish(), proving.finish()]
    if not all(finished):
        return 1
    chains = [
        Chain(
            ("installed, used and removed in a minimal Debian", root_proof),
            ("self-test on a display", lambda: bundle_proof.on_display(folder)),
        )
    ]
    taken = time.monotonic() - begun
    if _time_for("the second build", 1.6 * taken, within - taken):
        more = [("made again: equal bytes", again)]
        if _time_for("tar.xz", 2.6 * taken, within - taken):
            more.append(("tar.xz", archive))
        chains.append(Chain(*more))
    finished = [chain.finish() for chain in chains]
    if not all(finished):
        return 1
    sums()
    say(f"packaged in {time.monotonic() - begun:.0f} s")
    return 0


def _time_for(what: str, needed: float, left: float) -> bool:
    if left >= needed:
        return True
    say(f"LEFT OUT: {what} would take {needed:.0f} s, there are {left:.0f} s")
    return False


def _told(path: Path) -> str:
    return f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB"


def again() -> str:
    """Freeze and pack once more; raise ValueError where a byte of the package differs."""
    import debian

    folder = freeze(BUILD / "again", BUILD / "frozen-again")
    differing = _differing(filecmp.dircmp(DIST / "kiwoom-desk", folder))
    if differing:
        raise ValueError(f"these files differ: {differing}")
    second = debian.make(folder, BUILD / "again", version(), moment())
    first = DIST / second.name
    if not filecmp.cmp(first, second, shallow=False):
        raise ValueError(f"{first.name} differs though its files do not")
    shutil.rmtree(BUILD / "again")
    return f"{first.name} {_digest(first)}, twice"


def _differing(compared: filecmp.dircmp[str]) -> list[str]:
    found = [*compared.left_only, *compared.right_only, *compared.common_funny]
    for name in compared.common_files:
        if not filecmp.cmp(Path(compared.left) / name, Path(compared.right) / name, shallow=False):
            found.append(name)
    for below in compared.subdirs.values():
        found += _differing(below)
    return found


def root_proof() -> str:
    """Prove the package in a minimal Debian root; raise ValueError where it fails."""
    made = DIST / f"kiwoom-desk_{version()}_{debian_architecture()}.deb"
    done = subprocess.run(
        [sys.executable, str(HERE / "root_proof.py"), str(made)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ValueError(done.stdout[-20_000:])
    return done.stdout[max(done.stdout.find("\n== "), 0) :]


def debian_architecture() -> str:
    """Return Debian's name of this machine's architecture."""
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, check=True)
    return told.stdout.decode().strip()


def archive() -> str:
    """Pack the bundle as tar.xz, the same bytes for the same files."""
    made = DIST / f"kiwoom-desk-{version()}-{_system()}.tar.xz"
    second = moment()

    def even(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = second
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with made.open("wb") as packed:
        packer = subprocess.Popen(_XZ, stdin=subprocess.PIPE, stdout=packed)
        assert packer.stdin is not None
        with (
            packer.stdin as pipe,
            tarfile.open(fileobj=pipe, mode="w|", format=tarfile.GNU_FORMAT) as tar,
        ):
            for path in sorted((DIST / "kiwoom-desk").rglob("*")):
                tar.add(
                    path,
                    f"kiwoom-desk/{path.relative_to(DIST / 'kiwoom-desk')}",
                    False,
                    filter=even,
                )
        if packer.wait():
            raise ValueError("xz failed")
    return _told(made)


def validate() -> str:
    """Let the desktop's own tools judge the desktop file and the metainfo."""
    metainfo = BUILD / "io.github.kiwoom_desk.metainfo.xml"
    import debian

    metainfo.write_text(debian.metainfo(version(), moment()), encoding="utf-8")
    for command in (
        ["desktop-file-validate", str(HERE / "linux" / "kiwoom-desk.desktop")],
        ["appstreamcli", "validate", "--no-net", str(metainfo)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(done.stdout + done.stderr)
    return "both are"


def compile_installer() -> str:
    """Compile the Windows installer's script with a stand-in for its payload, to find its errors."""
    payload = BUILD / "installer" / "payload"
    (payload / "_internal").mkdir(parents=True, exist_ok=True)
    for name in ("kiwoom-desk.exe", "kiwoom-desk-console.exe", "_internal/library.dll"):
        (payload / name).write_bytes(b"a stand-in")
    subprocess.run([sys.executable, str(HERE / "icons.py"), str(BUILD / "icons")], check=True)
    made = BUILD / "installer" / f"kiwoom-desk-{version()}-setup.exe"
    defined = {
        "VERSION": version(),
        "PAYLOAD": payload,
        "ICON": BUILD / "icons" / "kiwoom-desk.ico",
        "LICENCE": ROOT / "LICENSE",
        "OUT": made,
    }
    words = [f"-D{name}={value}" for name, value in defined.items()]
    command = ["makensis", "-V2", "-WX", *words, str(HERE / "windows" / "kiwoom-desk.nsi")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stdout + done.stderr)
    return f"{made.name} (a stand-in inside): {made.stat().st_size} bytes"


def sums() -> None:
    """Write dist/SHA256SUMS of every file that is handed out."""
    files = sorted(path for path in DIST.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{_digest(path)}  {path.name}" for path in files]
    (DIST / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")
    say("\n".join(lines))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Run one of both commands."""
    parser = argparse.ArgumentParser(prog="make.py")
    parser.add_argument("command", choices=("bundle", "package", "sums"))
    parser.add_argument("--within", type=float, default=float("inf"), metavar="SECONDS")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    BUILD.mkdir(exist_ok=True)
    try:
        if chosen.command == "sums":
            sums()
            return 0
        return bundle() if chosen.command == "bundle" else package(chosen.within)
    except ValueError as error:
        say(f"FAILED: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
