"""Reads what a bundle is made of: locked packages and libraries of Debian; refuses to guess licences."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """One Python package of the lock that is installed here."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


@dataclass(frozen=True)
class Library:
    """One package of Debian whose libraries came along, with its own statement of copyright."""

    name: str
    version: str
    files: tuple[str, ...]
    copyright: Path


def python_packages(lock: Path = ROOT / "requirements" / "run.lock") -> tuple[Package, ...]:
    """Return the packages of a lock for this system, by name; raise ValueError on another version."""
    pins: dict[str, set[str]] = {}
    for name, version in _PINNED.findall(lock.read_text(encoding="utf-8")):
        pins.setdefault(name.lower(), set()).add(version)
    found = []
    for name, versions in sorted(pins.items()):
        try:
            held = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # a package of another system
        if held.version not in versions:
            raise ValueError(f"{name} is {held.version}, the lock says {sorted(versions)}")
        found.append(Package(name, held.version, _licence(held), _texts(held)))
    return tuple(found)


def _licence(held: importlib.metadata.Distribution) -> str:
    data = held.metadata
    told = data.get("License-Expression") or ""
    if not told:
        classes = [line for line in data.get_all("Classifier") or [] if line.startswith("License")]
        told = ", ".join(line.rsplit(" :: ", 1)[-1] for line in classes)
    return told or (data.get("License") or "see below").splitlines()[0]


def _texts(held: importlib.metadata.Distribution) -> tuple[Path, ...]:
    files = [file for file in held.files or () if ".dist-info" in str(file)]
    wanted = sorted(str(file) for file in files if _LICENCE_FILE.search(str(file)))
    return tuple(Path(str(held.locate_file(name))) for name in wanted)


def system_libraries(bundle: Path) -> tuple[Library, ...]:
    """Return the packages of Debian that the libraries at the top of a bundle came from, by name.

    Raise ValueError for a library that no package owns; without dpkg there is nothing to tell.
    """
    if shutil.which("dpkg-query") is None:
        return ()
    known = dict(_linker_cache())
    by_package: dict[str, list[str]] = {}
    for path in sorted((bundle / "_internal").glob("lib*.so*")):
        # A link leads into a Python package, which has its licence with it, and Python is told apart.
        if path.is_symlink() or path.name.startswith("libpython"):
            continue
        owner = _owner(known[path.name]) if path.name in known else ""
        if not owner:
            raise ValueError(f"no package of this machine owns {path.name}")
        by_package.setdefault(owner, []).append(path.name)
    return tuple(
        Library(name, _version(name), tuple(files), _copyright(name))
        for name, files in sorted(by_package.items())
    )


def _linker_cache() -> Iterator[tuple[str, str]]:
    told = _run("/sbin/ldconfig", "-p")
    for line in told.splitlines()[1:]:
        name, _, rest = line.strip().partition(" ")
        if "x86-64" in rest or "AArch64" in rest:
            yield name, rest.rpartition("=> ")[2]


def _owner(path: str) -> str:
    real = str(Path(path).resolve())
    # Debian's lists may name a file below /lib or below /usr/lib.
    for place in (real, real.removeprefix("/usr"), path, path.removeprefix("/usr")):
        told = _run("dpkg-query", "-S", place)
        if told:
            return told.split(":", 1)[0]
    return ""


def _version(name: str) -> str:
    return _run("dpkg-query", "-W", "-f", "${Version}\n", name).splitlines()[0]


def _copyright(name: str) -> Path:
    return Path("/usr/share/doc") / name / "copyright"


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout if done.returncode == 0 else ""
