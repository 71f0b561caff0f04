"""Installs the Debian package in a minimal Debian root, proves it there and removes it; needs root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
_LONGEST = 900


def suite() -> str:
    """Return the name of this machine's Debian."""
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name == "VERSION_CODENAME":
            return value.strip('"')
    raise ValueError("this system does not name its release")


def sources() -> Path:
    """Return the file that says where this machine's Debian comes from."""
    for place in ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"):
        if Path(place).is_file() and Path(place).stat().st_size:
            return Path(place)
    raise ValueError("apt has no sources here")


def prove(package: Path) -> int:
    """Return 0 where the package installs, works and goes; what happens is printed."""
    command = [
        "mmdebstrap",
        "--mode=root",
        "--variant=minbase",
        "--quiet",
        '--aptopt=Acquire::Retries "3"',
        '--customize-hook=mkdir -p "$1/tmp/proof"',
        '--customize-hook=cp "$KIWOOM_DESK_DEB" "$1/tmp/proof/kiwoom-desk.deb"',
        '--customize-hook=cp "$KIWOOM_DESK_PROOF" "$1/tmp/proof/in_root.sh"',
        '--customize-hook=APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -q=2 --yes '
        '--no-install-recommends -o DPkg::Chroot-Directory="$1" '
        'install "$1/tmp/proof/kiwoom-desk.deb"',
        '--customize-hook=chroot "$1" sh /tmp/proof/in_root.sh',
        suite(),
        "/dev/null",
        str(sources()),
    ]
    environment = {
        **os.environ,
        "DEBIAN_FRONTEND": "noninteractive",
        "KIWOOM_DESK_DEB": str(package.resolve()),
        "KIWOOM_DESK_PROOF": str(HERE / "linux" / "in_root.sh"),
    }
    return subprocess.run(command, env=environment, check=False, timeout=_LONGEST).returncode


if __name__ == "__main__":
    sys.exit(prove(Path(sys.argv[1])))
