"""`python3 dev.py mutate`: T10 in copies of the checkout; goes on where it stopped, unless files changed."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "mutated"
FUNCTIONS, TABLES, STAMP = PLACE / "functions", PLACE / "tables", PLACE / "made.stamp"
LEAST = 85
_FOLDERS = ("kiwoom_desk", "resources", "tests/unit", "tests/properties", "tests/support")
_FILES = ("tests/__init__.py", "tests/conftest.py")
_SETTINGS = ROOT / "tests" / "proof" / "mutate.toml"
_LISTED = ROOT / "tests" / "proof" / "survivors.toml"
# mutmut keeps pytest's exit code (1 to 3: a test failed, or could not even be read), or the signal
# that ended tests which would not end.
_NOTICED, _ENDLESS = (1, 2, 3), (-24, -9)


class Survivor(msgspec.Struct, frozen=True, order=True):
    """A change that no test noticed: where it stands, and the lines before and after."""

    place: str
    old: str
    new: str


class Verdicts(msgspec.Struct, frozen=True):
    """What became of one kind of changes; a change not tried yet is only in `made`."""

    made: int
    noticed: int
    endless: int
    alive: tuple[Survivor, ...]

    @property
    def tried(self) -> int:
        """Return how many were tried."""
        return self.noticed + self.endless + len(self.alive)


def main(arguments: list[str]) -> int:
    """Try every change, or those named; 1 below the share to be noticed or with an unlisted survivor."""
    parser = argparse.ArgumentParser(prog="dev.py mutate")
    parser.add_argument("--max-children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("names", nargs="*", help="as mutmut knows them; without: all")
    asked = parser.parse_args(arguments)
    settings = tomllib.loads(_SETTINGS.read_text(encoding="utf-8"))["tool"]["mutmut"]
    _copied()
    try:
        if asked.names or not _whole():
            _mutmut("run", "--max-children", str(asked.max_children), *asked.names)
        return 0 if asked.names else _told(_functions(), _tables(settings))
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from here")
        return 130


def _copied() -> None:
    """Copy the checkout, unless the copies are of exactly these files; new files begin anew."""
    skip = shutil.ignore_patterns("__pycache__")
    sources = [path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    sources += [ROOT / file for file in _FILES] + [_SETTINGS]
    digest = hashlib.sha256(sys.version.encode())
    for path in sources:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == digest.hexdigest():
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    for copy in (FUNCTIONS, TABLES):
        for folder in _FOLDERS:
            shutil.copytree(ROOT / folder, copy / folder, ignore=skip)
        for file in _FILES:
            shutil.copy2(ROOT / file, copy / file)
        shutil.copy2(_SETTINGS, copy / "pyproject.toml")
    STAMP.write_text(digest.hexdigest(), encoding="ascii")


def _mutmut(*arguments: str) -> None:
    running = subprocess.Popen([sys.executable, "-m", "mutmut", *arguments], cwd=FUNCTIONS)
    try:
        code = running.wait()
    except KeyboardInterrupt:
        # It was interrupted as well, and may be writing what it knows.
        running.wait()
        raise
    if code:
        raise SystemExit(f"mutmut ended with {code}")


def _kept() -> dict[str, int | None]:
    """Read what mutmut knows: pytest's exit code of each change, None = not tried yet."""
    found: dict[str, int | None] = {}
    for meta in sorted((FUNCTIONS / "mutants").rglob("*.meta")):
        found |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _whole() -> bool:
    return bool(found := _kept()) and None not in found.values()


def _functions() -> Verdicts:
    found = _kept()
    tried = {name: code for name, code in found.items() if code is not None}
    noticed = sum(code in _NOTICED for code in tried.values())
    endless = sum(code in _ENDLESS for code in tried.values())
    alive = [name for name, code in tried.items() if code not in (*_NOTICED, *_ENDLESS)]
    return Verdicts(len(found), noticed, endless, tuple(_shown(name) for name in alive))


def _tables(settings: dict[str, list[str]]) -> Verdicts:
    # The mutation library stands only in the environment that this program is run in.
    from tests.proof.mutating_tables import Tables

    files, tests, options = (
        tuple(settings[name])
        for name in (
            "only_mutate",
            "pytest_add_cli_args_test_selection",
            "pytest_add_cli_args",
        )
    )
    found = Tables(TABLES, files, tests, options).run()
    alive = [
        Survivor(change.place, change.old, change.new) for change in found if not found[change]
    ]
    endless = sum(code < 0 for code in found.values())
    return Verdicts(len(found), len(found) - len(alive) - endless, endless, tuple(alive))


def _shown(name: str) -> Survivor:
    """Return a survivor by its lines, which outlive mutmut's numbers."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name],
        cwd=FUNCTIONS,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout.splitlines()
    lines = [line for line in shown if not line.startswith(("---", "+++"))]
    old, new = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    module, _, mangled = name.rpartition(".")
    function = mangled.split("__mutmut_")[0].removeprefix("x").strip("ǁ").replace("ǁ", ".")
    if "ǁ" not in mangled:
        function = function.removeprefix("_")
    return Survivor(f"{module.removeprefix('kiwoom_desk.')}.{function}", old, new)


def _told(*kinds: Verdicts) -> int:
    """Print each survivor with its reason and the count as a line of JSON; return the exit code."""
    entries = tomllib.loads(_LISTED.read_text(encoding="utf-8"))["survivor"]
    reasons = {Survivor(e["place"], e["old"], e["new"]): e["reason"] for e in entries}
    alive = {survivor for kind in kinds for survivor in kind.alive}
    for survivor in sorted(alive):
        reason = reasons.get(survivor, "NO REASON GIVEN in tests/proof/survivors.toml")
        print(f"{survivor.place}: {reason}\n  - {survivor.old}\n  + {survivor.new}")
    for survivor in sorted(reasons.keys() - alive):
        print(f"listed, but noticed or gone: {survivor.place}: {survivor.new}")
    made, tried = sum(kind.made for kind in kinds), sum(kind.tried for kind in kinds)
    noticed = tried - sum(len(kind.alive) for kind in kinds)
    percent = round(100 * noticed / tried, 1) if tried else 0.0
    unlisted = len(alive - reasons.keys())
    holds = tried == made and percent >= LEAST and not unlisted
    told = {
        "t": "T10",
        "mutants": made,
        "tried": tried,
        "killed": noticed,
        "endless": sum(kind.endless for kind in kinds),
        "outside_functions": kinds[-1].made,
        "percent": percent,
        "unlisted": unlisted,
        "holds": holds,
    }
    print(json.dumps(told))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
