"""`python3 dev.py proof`: one line of JSON for each T, resumable; a failure names its replay."""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.proof.shares import PARTS, Part, added, seed_of

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "build" / "proof.json"


def main(argv: list[str]) -> int:
    """Run the parts asked for; 1 where a statement did not hold."""
    parser = argparse.ArgumentParser(prog="dev.py proof")
    parser.add_argument("parts", nargs="*", metavar="T1 … T9", help="all without any")
    parser.add_argument("--seed", type=int, help="of the whole run; a new one without it")
    parser.add_argument("--share", choices=["ci", "full"], default="full")
    parser.add_argument("--resume", action="store_true", help="go on where the last run stopped")
    parser.add_argument("--only", type=int, metavar="CHUNK", help="one chunk, to replay a failure")
    parser.add_argument("--most", type=int, metavar="N", help="stop after so many chunks of a part")
    chosen = parser.parse_args(argv)
    names = [name.upper() for name in chosen.parts] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {' '.join(unknown)}")
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(1_000_000)
    print(f"seed {seed}", file=sys.stderr, flush=True)
    return max([_part(PARTS[name], seed, chosen) for name in names])


def _part(part: Part, seed: int, chosen: argparse.Namespace) -> int:
    wanted = part.full if chosen.share == "full" else part.ci
    kept: dict[str, Any] = {"seed": seed, "done": 0, "counts": {}, "seconds": 0.0}
    if chosen.resume and chosen.only is None:
        kept = _state().get(part.name, kept)
        seed = kept["seed"]
    chunks = range(kept["done"], wanted) if chosen.only is None else [chosen.only]
    failed = 0
    for number, chunk in enumerate(chunks):
        if chosen.most is not None and number >= chosen.most:
            break
        begun = time.monotonic()
        try:
            counts = part.chunk(seed_of(seed, chunk))
        except Exception:
            traceback.print_exc()
            replay = f"python3 dev.py proof {part.name} --seed {seed} --only {chunk}"
            print(f"failed; replay it: {replay}", file=sys.stderr, flush=True)
            failed = 1
            break
        kept["counts"] = added(kept["counts"], counts)
        kept["seconds"] += time.monotonic() - begun
        kept["done"] = chunk + 1
        if chosen.only is None:
            _keep(part.name, kept)
    _line(part, chosen.share, kept, wanted, failed)
    return failed


def _line(part: Part, share: str, kept: dict[str, Any], wanted: int, failed: int) -> None:
    told = {
        "t": part.name,
        "what": part.what,
        "share": share,
        "seed": kept["seed"],
        "chunks": kept["done"],
        "of": wanted,
        "holds": not failed,
        "counts": kept["counts"],
        "seconds": round(kept["seconds"], 1),
        "commit": _commit(),
    }
    print(json.dumps(told), flush=True)


def _state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STATE.read_text()) if STATE.exists() else {}
    return found


def _keep(name: str, kept: dict[str, Any]) -> None:
    STATE.parent.mkdir(exist_ok=True)
    fresh = STATE.with_suffix(f".{name}.new")
    fresh.write_text(json.dumps({**_state(), name: kept}, indent=1))
    fresh.replace(STATE)


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
