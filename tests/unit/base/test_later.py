"""A package that is read later is read by its first use, once, and is then what it always was."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_desk.base.later import read_later

NAME = "kiwoom_desk_read_later_probe"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / NAME
    folder.mkdir()
    code = 'from pathlib import Path\nwith (Path(__file__).parent / "read").open("a") as file:\n'
    (folder / "__init__.py").write_text(f'{code}    file.write("x")\nVALUE = 7\n')
    (folder / "part.py").write_text("DEEP = 8\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield folder
    for name in [one for one in sys.modules if one.split(".")[0] == NAME]:
        del sys.modules[name]


def times_read(folder: Path) -> int:
    read = folder / "read"
    return len(read.read_text()) if read.exists() else 0


def test_imports_do_not_read_it_and_the_first_use_does_once(package: Path) -> None:
    read_later(NAME)
    first, second = importlib.import_module(NAME), importlib.import_module(NAME)
    assert first is second
    assert times_read(package) == 0
    assert first.VALUE == 7
    assert second.VALUE == 7
    assert importlib.import_module(NAME).VALUE == 7
    assert times_read(package) == 1
    with pytest.raises(AttributeError):
        first.NOTHING  # noqa: B018


def test_a_part_of_it_can_be_imported(package: Path) -> None:
    read_later(NAME)
    held = importlib.import_module(NAME)
    assert importlib.import_module(f"{NAME}.part").DEEP == 8
    assert held.VALUE == 7
    assert times_read(package) == 1


def test_one_that_was_read_stays_as_it_is(package: Path) -> None:
    read = importlib.import_module(NAME)
    read_later(NAME)
    assert importlib.import_module(NAME) is read
    assert times_read(package) == 1


def test_a_package_that_is_not_there_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        read_later("kiwoom_desk_no_such_package")
