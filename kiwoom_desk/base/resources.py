"""Finds the files that ship with the program, in a checkout, a wheel or a bundle; refuses paths outside."""

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Return the folder of resources; raise FileNotFoundError where the program was taken apart."""
    # The wheel's and the bundle's place comes first: beside an installed package
    # a folder named "resources" may be anybody's.
    for candidate in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("the resources of kiwoom_desk are missing")


def find(relative: str) -> Path:
    """Return the path of one resource, e.g. `fonts/Pretendard-Regular.otf`.

    Raise ValueError for a path that leaves the folder, FileNotFoundError for one that is not there.
    """
    parts = PurePosixPath(relative)
    if parts.is_absolute() or ".." in parts.parts or "\\" in relative or ":" in relative:
        raise ValueError(f"not a path of a resource: {relative!r}")
    path = folder() / parts
    if not path.exists():
        raise FileNotFoundError(f"no resource {relative!r}")
    return path


def read(relative: str) -> bytes:
    """Return the bytes of one resource."""
    return find(relative).read_bytes()
