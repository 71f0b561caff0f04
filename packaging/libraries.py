"""Chooses the shared libraries of a bundle on Linux: what is reached and not left to the system."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""A line of PyInstaller's lists: place in the bundle, source, kind."""

# An older copy of these would be in the way of the system's own drivers, settings and security fixes;
# packaging/debian.py lets the package depend on them.
LEFT_TO_SYSTEM = re.compile(
    r"lib(stdc\+\+|gcc_s|X11|X11-xcb|Xau|Xdmcp|xkbcommon|xkbcommon-x11|fontconfig|freetype|expat"
    r"|dbus-1|glib-2\.0|gobject-2\.0|gio-2\.0|gmodule-2\.0|gthread-2\.0)\.so"
)
_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)$", re.MULTILINE)
# A library here is loaded only because something else links it; all else is opened by its name.
_LINKED_ONLY = ("", "PySide6/Qt/lib")


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that something in the bundle reaches, without what is left to the system."""
    rest = [entry for entry in entries if not LEFT_TO_SYSTEM.match(PurePosixPath(entry[0]).name)]
    by_name: dict[str, list[Entry]] = {}
    for entry in rest:
        by_name.setdefault(PurePosixPath(entry[0]).name, []).append(entry)
    waiting = [entry for entry in rest if _is_root(entry[0])]
    reached: set[Entry] = set()
    while waiting:
        entry = waiting.pop()
        if entry in reached:
            continue
        reached.add(entry)
        for name in needed(entry[1]) if entry[2] != "SYMLINK" else ():
            waiting += by_name.get(name, [])
        # A link at the top points to the library of the same name in its package.
        waiting += by_name[PurePosixPath(entry[0]).name]
    return [entry for entry in rest if entry in reached]


def _is_root(place: str) -> bool:
    path = PurePosixPath(place)
    folder = "" if str(path.parent) == "." else str(path.parent)
    if folder not in _LINKED_ONLY:
        return True
    # Extension modules of Python also stand at the top.
    return ".cpython-" in path.name or ".abi3." in path.name or path.name.startswith("libpython")


@cache
def needed(source: str) -> tuple[str, ...]:
    """Return the names of the libraries that a file links (its NEEDED entries), none if it is no ELF."""
    with Path(source).open("rb") as file:
        if file.read(4) != b"\x7fELF":
            return ()
    told = subprocess.run(
        ["objdump", "-p", source], capture_output=True, text=True, check=True, timeout=60
    )
    return tuple(_NEEDED.findall(told.stdout))


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries with libpython's symbols taken out; of all libraries only that one is safe.

    strip breaks numpy's openblas ("ELF load command address/offset not page-aligned").
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Entry] = []
    for place, source, kind in entries:
        if PurePosixPath(place).name.startswith("libpython") and kind != "SYMLINK":
            copy = folder / PurePosixPath(place).name
            subprocess.run(
                ["strip", "--strip-unneeded", "-o", str(copy), source], check=True, timeout=60
            )
            source = str(copy)
        found.append((place, source, kind))
    return found
