"""Puts the licences of everything in a bundle into it; refuses a part that says nothing of its licence."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import locked

ROOT = locked.ROOT
HERE = Path(__file__).resolve().parent
FOLDER = "licences"
NOTICES = "THIRD-PARTY-NOTICES.txt"
# Their wheels hold no text; the texts of the licences themselves are shipped beside the notices.
_TEXT_BESIDE = {"pyside6-essentials": "LGPL-3.0.txt", "shiboken6": "LGPL-3.0.txt"}
_QT = """Qt's own libraries hold code of others: zlib, libpng, libjpeg, FreeType and HarfBuzz with their own
permissive licences, PCRE2 (BSD), double-conversion (BSD), ICU (Unicode licence), xcb and xkbcommon
(MIT), md4c (MIT), the Wayland protocols (MIT). Qt lists all of them with their texts at
https://doc.qt.io/qt-6/licenses-used-in-qt.html for the version named above."""


def write(bundle: Path) -> None:
    """Write the folder of licences into a bundle; raise ValueError where a text is missing."""
    folder = bundle / FOLDER
    folder.mkdir(exist_ok=True)
    for path in sorted((HERE / "licences").iterdir()):
        shutil.copyfile(path, folder / path.name)
    shutil.copyfile(ROOT / "LICENSE", folder / "kiwoom-desk.txt")
    shutil.copyfile(ROOT / "resources" / "fonts" / "LICENSE.txt", folder / "Pretendard-OFL-1.1.txt")
    (folder / NOTICES).write_text("\n".join(_lines(bundle)), encoding="utf-8")


def _lines(bundle: Path) -> Iterator[str]:
    packages = locked.python_packages()
    libraries = locked.system_libraries(bundle)
    yield "What is in this program that others wrote, and under which licence."
    yield ""
    yield f"Python {sys.version.split()[0]}: PSF-2.0"
    yield from (f"{one.name} {one.version}: {one.licence}" for one in packages)
    yield "PyInstaller's loader: GPL-2.0 with an exception that lets any program be bundled"
    yield from (f"{one.name} {one.version} (Debian): {', '.join(one.files)}" for one in libraries)
    yield "Pretendard (font): OFL-1.1, Pretendard-OFL-1.1.txt"
    yield ""
    yield _QT
    yield "How to put another Qt in its place: REPLACING-QT.md."
    yield from _block(f"Python {sys.version.split()[0]}", _python_licence())
    for one in packages:
        texts = [path.read_text("utf-8", "replace") for path in one.texts if path.is_file()]
        if one.name in _TEXT_BESIDE:
            texts = [f"{one.licence}\nThe text is in {_TEXT_BESIDE[one.name]}."]
        if not texts:
            raise ValueError(f"{one.name} {one.version} says nothing of its licence")
        yield from _block(f"{one.name} {one.version}", "\n\n".join(texts))
    for library in libraries:
        if not library.copyright.is_file():
            raise ValueError(f"{library.name} has no statement of copyright on this machine")
        text = library.copyright.read_text("utf-8", "replace")
        yield from _block(f"{library.name} {library.version} (Debian)", text)


def _block(title: str, text: str) -> Iterator[str]:
    yield ""
    yield "=" * 78
    yield title
    yield "=" * 78
    yield text.rstrip()


def _python_licence() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{version}/copyright"),
    )
    for path in places:
        if path.is_file():
            return path.read_text("utf-8", "replace")
    raise ValueError("Python's licence is not on this machine")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
