"""The maker's tool: keys outside the checkout, notices that a desk takes, constants of a build."""

from __future__ import annotations

import runpy
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "packaging" / "release_notice.py"
RELEASE = ROOT / "kiwoom_desk" / "base" / "release.py"


def run(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(TOOL), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def test_a_release_is_made_signed_checked_and_stamped(tmp_path: Path) -> None:
    private, notice, copy = tmp_path / "k.pem", tmp_path / "notice.json", tmp_path / "release.py"
    package = tmp_path / "kiwoom-desk_0.2.0_amd64.deb"
    package.write_bytes(b"a package")
    code, public = run("key", private)
    assert code == 0 and len(public) == 64
    assert stat.S_IMODE(private.stat().st_mode) == 0o600 or sys.platform == "win32"
    assert run("key", private)[0] != 0
    what = ("--version", "0.2.0", "--serial", 2, "--date", "2026-11-20")
    assert run("make", notice, *what, "--text-ko", "새 판", "--text-en", "New", package)[0] == 0
    assert run("sign", notice, private)[0] == 0
    code, told = run("check", notice, public)
    assert code == 0 and package.name in told and "0.2.0" in told
    assert run("check", notice, "00" * 32)[0] != 0
    copy.write_bytes(RELEASE.read_bytes())
    assert run("stamp", copy, "http://h/notice.json", public)[0] == 1
    assert run("stamp", copy, "https://h/notice.json", public)[0] == 0
    stamped = runpy.run_path(str(copy))
    assert (stamped["NOTICE_ADDRESS"], stamped["NOTICE_KEY"]) == ("https://h/notice.json", public)
    assert run("stamp", copy, "https://h/other.json", public)[0] == 1


def test_no_private_key_is_made_in_the_checkout() -> None:
    place = ROOT / "build" / "never.pem"
    assert run("key", place)[0] == 1
    assert not place.exists()


def test_no_private_key_lies_in_the_checkout() -> None:
    mark = b"PRIVATE " + b"KEY-----"
    kept = subprocess.run(
        ["git", "-C", str(ROOT), "grep", "-l", "-I", "-e", mark.decode()],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert kept.stdout == b""
