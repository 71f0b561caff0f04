"""Makes the Debian package of a frozen bundle, the same bytes for the same bundle; needs dpkg-deb."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINUX = Path(__file__).resolve().parent / "linux"
PACKED_LIMIT = 75_000_000
# Renamed by the systems that count seconds in 64 bits everywhere.
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64 | libglib2.0-0"}
# What packaging/libraries.py leaves to the system and no window library brings for sure, the
# authorities of TLS, and what Wayland needs.
_ALSO = (
    "libc6 (>= 2.34)",
    "libstdc++6 (>= 12)",
    "libgcc-s1",
    "libx11-6",
    "libx11-xcb1",
    "libfreetype6",
    "libexpat1",
    "libxkbcommon-x11-0",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "ca-certificates",
)
# 3 and two threads: half the time of 6 for a tenth more bytes, and the same bytes on any machine.
_PACKING = ("-Zxz", "-z3", "--threads-max=2")
_CONTROL = """Package: kiwoom-desk
Version: {version}
Section: misc
Priority: optional
Architecture: {architecture}
Maintainer: The kiwoom_desk contributors <noreply@kiwoom-desk.invalid>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager
Description: desktop terminal for Korean shares over the Kiwoom REST API
 Watch list, order book, chart, order ticket and positions for Korean shares. It
 opens without a key on a practice exchange of its own; demo and live trading
 need keys of the broker, which are kept in the system's keyring.
"""


def depends() -> str:
    """Return what the package needs, from the one list of system libraries."""
    text = (ROOT / "resources" / "system_libraries.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    named = [*table["offscreen"].values(), *table["window"].values()]
    wanted = [_RENAMED.get(name, name) for name in named]
    return ", ".join([*wanted, *(name for name in _ALSO if name not in named)])


def stage(bundle: Path, root: Path, version: str, moment: int) -> None:
    """Lay out the tree of the package; `moment` is the time of every file, seconds of the epoch."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(bundle, root / "opt" / "kiwoom-desk", symlinks=True)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / "kiwoom-desk").symlink_to("/opt/kiwoom-desk/kiwoom-desk")
    share = root / "usr" / "share"
    _put(share / "metainfo" / "io.github.kiwoom_desk.metainfo.xml", metainfo(version, moment))
    desktop = (LINUX / "kiwoom-desk.desktop").read_text(encoding="utf-8")
    _put(share / "applications" / "kiwoom-desk.desktop", desktop)
    icon = (ROOT / "resources" / "icons" / "kiwoom-desk.svg").read_text(encoding="utf-8")
    _put(share / "icons" / "hicolor" / "scalable" / "apps" / "kiwoom-desk.svg", icon)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    told = f"{licence}\nThe licences of everything else in it are in /opt/kiwoom-desk/licences.\n"
    _put(share / "doc" / "kiwoom-desk" / "copyright", told)
    _control(root, version)
    _even_out(root, moment)


def metainfo(version: str, moment: int) -> str:
    """Return what software centres show, with version and day of this release."""
    date = datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()
    text = (LINUX / "metainfo.xml").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version).replace("@DATE@", date)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _control(root: Path, version: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    kilobytes = sum(-(-path.stat().st_size // 1024) for path in files)
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(root).as_posix()}\n"
        for path in files
    )
    control = _CONTROL.format(
        version=version, architecture=_architecture(), kilobytes=kilobytes, depends=depends()
    )
    _put(root / "DEBIAN" / "control", control)
    _put(root / "DEBIAN" / "md5sums", sums)
    for script in ("preinst", "prerm"):
        shutil.copyfile(LINUX / "guard.sh", root / "DEBIAN" / script)
        (root / "DEBIAN" / script).chmod(0o755)


def _architecture() -> str:
    told = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True, timeout=30
    )
    return told.stdout.strip()


def _even_out(root: Path, moment: int) -> None:
    for path in _all(root):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def _all(root: Path) -> Iterator[Path]:
    # A folder after what is in it: putting things there would change its time.
    yield from sorted(root.rglob("*"), reverse=True)
    yield root


def make(bundle: Path, out: Path, version: str, moment: int) -> Path:
    """Make the package and return it; raise ValueError above the limit of its size."""
    root = out / "debian-root"
    stage(bundle, root, version, moment)
    package = out / f"kiwoom-desk_{version}_{_architecture()}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    command = ["dpkg-deb", "--root-owner-group", *_PACKING, "--build", str(root), str(package)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=900)
    shutil.rmtree(root)
    if package.stat().st_size > PACKED_LIMIT:
        raise ValueError(f"{package.name} has {package.stat().st_size / 1e6:.1f} MB")
    return package


if __name__ == "__main__":
    made = make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB", flush=True)
