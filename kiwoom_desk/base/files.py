"""Writes files whole and private and reads JSON against a type; refuses half-written or oversized ones."""

import os
import re
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

_NAME = re.compile(r"[\w -]{1,64}")
_PRIVATE = 0o600


class LoadedFile(msgspec.Struct, Generic[T], frozen=True):
    """What was read: no value where there was no file, or where a broken one was set aside."""

    value: T | None = None
    set_aside: Path | None = None


class _Versioned(msgspec.Struct, frozen=True):
    version: int = 0


def save(path: Path, content: bytes) -> None:
    """Replace a file in one step (temp, fsync, rename), readable by its owner only (V-7)."""
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, _PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def save_json(path: Path, value: object) -> None:
    """Save a Struct, or what msgspec encodes, as indented JSON."""
    save(path, msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def load_json(path: Path, kind: type[T], max_bytes: int = 1 << 20) -> LoadedFile[T]:
    """Read JSON of one type (V-10); set a broken or oversized file aside as `<name>.broken-N`.

    A missing file is no value and nothing set aside. Other OSErrors are raised.
    """
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        return LoadedFile()
    if len(content) <= max_bytes:
        try:
            return LoadedFile(msgspec.json.decode(content, type=kind))
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    return LoadedFile(set_aside=set_aside(path))


def version_of(path: Path, max_bytes: int = 1 << 20) -> int:
    """Return the `version` that a JSON file says of itself; 0 for none, and for what is no such file."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(max_bytes), type=_Versioned).version
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return 0


def set_aside(path: Path, why: str = "broken") -> Path:
    """Rename a file that cannot be used to the first free `<name>.<why>-N` and return the new path."""
    number = 1
    while (aside := path.with_name(f"{path.name}.{why}-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside


def named(folder: Path, name: str, suffix: str) -> Path:
    """Return the path of a file that a person named (V-10); raise ValueError for other names."""
    if not usable_name(name):
        raise ValueError(f"not a usable name: {name!r}")
    return folder / f"{name}{suffix}"


def usable_name(name: str) -> bool:
    """Tell whether a person may name a thing so: 1 to 64 letters, digits, spaces, - and _ (V-10)."""
    return bool(_NAME.fullmatch(name)) and bool(name.strip())


def _sync_folder(folder: Path) -> None:
    # Windows cannot open folders; its rename is durable by itself.
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
