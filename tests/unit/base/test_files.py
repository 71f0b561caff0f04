"""Files are replaced whole, private, and set aside when broken."""

import os
import stat
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base import files

posix = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


class Layout(msgspec.Struct, frozen=True):
    columns: list[str]
    width: int = 3


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.save_json(path, Layout(["현재가"]))
    files.save_json(path, Layout(["등락률"], 5))
    assert files.load_json(path, Layout) == files.LoadedFile(Layout(["등락률"], 5))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_missing_file_is_no_value(tmp_path: Path) -> None:
    assert files.load_json(tmp_path / "none.json", Layout) == files.LoadedFile()


@posix
def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.save(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"columns": 3}', b'{"columns":["\xff"]}', b"\x00\x01"]
)
def test_a_broken_file_is_set_aside_under_the_next_free_name(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.json"
    for number in (1, 2):
        path.write_bytes(content)
        read = files.load_json(path, Layout)
        assert read.value is None
        assert read.set_aside == tmp_path / f"a.json.broken-{number}"
        assert read.set_aside.read_bytes() == content
        assert not path.exists()


def test_an_oversized_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    fits = b'{"columns":["%s"]}' % (b"x" * 20)
    path.write_bytes(fits)
    assert files.load_json(path, Layout, max_bytes=len(fits)).value is not None
    assert files.load_json(path, Layout, max_bytes=len(fits) - 1).set_aside is not None


def test_a_failed_save_keeps_the_old_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    files.save(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        files.save(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_names_a_person_gave_stay_in_the_folder(tmp_path: Path) -> None:
    assert files.named(tmp_path, "내 화면 1", ".json") == tmp_path / "내 화면 1.json"
    for name in ("", " ", "../a", "a/b", "a.b", "x" * 65, "a\n"):
        with pytest.raises(ValueError, match="not a usable name"):
            files.named(tmp_path, name, ".json")
