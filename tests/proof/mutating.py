"""`python3 dev.py mutate`: T10 by mutmut in a copy of the checkout; goes on where it stopped."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "mutated"
LEAST = 85
_FOLDERS = ("kiwoom_desk", "resources", "tests/unit", "tests/properties", "tests/support")
_FILES = ("tests/__init__.py", "tests/conftest.py")
# mutmut keeps pytest's exit code: 0 = no test noticed, 33 = no test came by.
_SURVIVED, _UNSEEN = 0, 33


def main(arguments: list[str]) -> int:
    """Mutate, and tell how many were noticed; 1 below the share that has to be."""
    for folder in _FOLDERS:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, COPY / folder, dirs_exist_ok=True, ignore=skip)
    for file in _FILES:
        shutil.copy2(ROOT / file, COPY / file)
    shutil.copy2(ROOT / "tests" / "proof" / "mutate.toml", COPY / "pyproject.toml")
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", "run", *arguments], cwd=COPY, check=False
    )
    return _told() or (1 if done.returncode not in (0, 1) else 0)


def _told() -> int:
    found: dict[str, int | None] = {}
    for meta in sorted((COPY / "mutants").rglob("*.meta")):
        found |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    tried = {name: code for name, code in found.items() if code is not None}
    alive = sorted(name for name, code in tried.items() if code in (_SURVIVED, _UNSEEN))
    killed = len(tried) - len(alive)
    percent = round(100 * killed / len(tried), 1) if tried else 0.0
    (ROOT / "build" / "survivors.txt").write_text("\n".join(alive) + "\n", encoding="utf-8")
    whole = len(tried) == len(found)
    told = {"t": "T10", "mutants": len(found), "tried": len(tried), "killed": killed}
    print(json.dumps({**told, "percent": percent, "holds": whole and percent >= LEAST}))
    print("the survivors stand in build/survivors.txt; one is shown by: mutmut show NAME")
    return 0 if whole and percent >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
