"""Settings survive wrong files, and profiles refuse folders that others can change."""

import os
import stat
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.settings import (
    Chosen,
    Environment,
    Loaded,
    Settings,
    UnsafeFolder,
    default_settings,
    load_settings,
    open_profile,
    save_settings,
)

posix = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


def test_settings_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    chosen = Settings(language="en", fee_rate=Decimal("0.000036"), density="dense")
    save_settings(path, chosen)
    assert load_settings(path) == Loaded(chosen)


def test_unknown_keys_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"language": "en", "of_a_later_version": {"a": 1}}')
    assert load_settings(path) == Loaded(Settings(language="en"))


def test_limits_are_kept_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(limits=msgspec.Raw(b'{"notional": -1, "quantity": ""}')))
    kept = msgspec.json.decode(load_settings(path).settings.limits)
    assert kept == {"notional": -1, "quantity": ""}


def test_live_asks_always_and_locks_and_chosen_values_are_told() -> None:
    live, practice = default_settings(Environment.LIVE), default_settings(Environment.PRACTICE)
    assert (live.confirm_ticket, live.confirm_book, live.confirm_open) == ("always",) * 3
    assert (live.lock_minutes, practice.lock_minutes) == (10, 0)
    assert (practice.confirm_ticket, practice.confirm_book) == ("risky", "risky")
    chosen, heard = Chosen(live), []
    chosen.changed.connect(heard.append)
    chosen.choose(confirm_book="never")
    assert heard == [chosen.value] and chosen.value.confirm_book == "never"


@pytest.mark.parametrize(
    "text",
    [
        '{"language": "fr"}',
        '{"frame_rate": 61}',
        '{"stream_items": 0}',
        '{"stream_items": "200"}',
        '{"fee_rate": "-0.1"}',
        '{"fee_rate": "NaN"}',
        '{"confirm_ticket": "sometimes"}',
        '{"lock_minutes": -1}',
        "null",
        "{",
    ],
)
def test_a_wrong_file_is_set_aside_and_defaults_hold(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    loaded = load_settings(path, Environment.DEMO)
    assert loaded.settings == default_settings(Environment.DEMO)
    assert loaded.set_aside == tmp_path / "settings.json.broken-1"


def test_defaults_are_valid_for_every_environment() -> None:
    for environment in Environment:
        settings = default_settings(environment)
        assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings
    assert default_settings(Environment.DEMO).fee_rate == Decimal("0.0035")


def test_each_environment_has_its_own_folder(tmp_path: Path) -> None:
    folders = {open_profile(environment, tmp_path / "p").folder for environment in Environment}
    assert folders == {tmp_path / "p" / name for name in ("practice", "demo", "live")}
    assert all(folder.is_dir() for folder in folders)


@posix
def test_folders_are_private(tmp_path: Path) -> None:
    profile = open_profile(Environment.LIVE, tmp_path / "p")
    for folder in (profile.root, profile.folder, profile.sub_folder("logs")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    profile.folder.chmod(0o755)
    open_profile(Environment.LIVE, tmp_path / "p")
    assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path, mode: int) -> None:
    profile = open_profile(Environment.LIVE, tmp_path / "p")
    profile.folder.chmod(mode)
    with pytest.raises(UnsafeFolder):
        open_profile(Environment.LIVE, tmp_path / "p")


@posix
def test_a_parent_open_to_all_is_refused_unless_sticky(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(UnsafeFolder):
        open_profile(Environment.PRACTICE, shared / "p")
    shared.chmod(0o1777)
    assert open_profile(Environment.PRACTICE, shared / "p").folder.is_dir()


def test_a_newer_file_is_left_as_it_is_and_defaults_hold(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    newer = b'{"version": 2, "language": "en", "of_a_later_version": {"a": 1}}'
    path.write_bytes(newer)
    loaded = load_settings(path, Environment.LIVE)
    assert loaded == Loaded(default_settings(Environment.LIVE), path)
    save_settings(path, Settings(language="en"))
    assert path.read_bytes() == newer
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


def test_a_file_from_before_versions_is_read_and_kept_with_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 0, "language": "en"}')
    save_settings(path, load_settings(path).settings)
    assert msgspec.json.decode(path.read_bytes())["version"] == 1


def test_demo_and_live_begin_by_looking_only() -> None:
    only = {e: default_settings(e).connect_only for e in Environment}
    assert only == {Environment.PRACTICE: False, Environment.DEMO: True, Environment.LIVE: True}
    assert not Settings().connect_only
