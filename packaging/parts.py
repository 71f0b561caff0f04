"""Tells how large a bundle is and which ten parts make it so; refuses one above the limit."""

from __future__ import annotations

import sys
from pathlib import Path

UNPACKED_LIMIT = 250_000_000
_SHOWN = 10


def sizes(bundle: Path) -> dict[str, int]:
    """Return the bytes of each file below a folder by its place; a link counts nothing."""
    return {
        path.relative_to(bundle).as_posix(): path.stat().st_size
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def parts(bundle: Path) -> list[tuple[str, int]]:
    """Return the parts by size, the largest first: large files alone, the rest by their package."""
    found: dict[str, int] = {}
    for place, size in sizes(bundle).items():
        found[_part(place, size)] = found.get(_part(place, size), 0) + size
    return sorted(found.items(), key=lambda part: (-part[1], part[0]))


def _part(place: str, size: int) -> str:
    if size > 5_000_000:
        return place
    names = place.split("/")
    return "/".join(names[:2]) + "/…" if len(names) > 2 else place


def table(bundle: Path) -> str:
    """Return the ten largest parts and the sum, in decimal megabytes."""
    whole = sum(sizes(bundle).values())
    lines = [f"{size / 1e6:8.1f} MB  {name}" for name, size in parts(bundle)[:_SHOWN]]
    return "\n".join([*lines, f"{whole / 1e6:8.1f} MB  in all, of {UNPACKED_LIMIT / 1e6:.0f}"])


if __name__ == "__main__":
    print(table(Path(sys.argv[1])), flush=True)
    sys.exit(sum(sizes(Path(sys.argv[1])).values()) > UNPACKED_LIMIT)
