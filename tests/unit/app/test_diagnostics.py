"""Diagnostics hold what helps and no secret, are seen before they are written, and never sent."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiwoom_desk import diagnostics, texts
from kiwoom_desk.base import vault
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Environment, Profile, Settings, open_profile, save_settings
from kiwoom_desk.base.vault import Secret
from tests.upgrade import releases

CLOCK = ManualClock(datetime(2026, 11, 21, 20, tzinfo=KST))
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEYS = st.text(SIGNS, min_size=12, max_size=90)
LONG = st.text(SIGNS, min_size=27, max_size=90).map(lambda text: f"k7{text}")
ACCOUNTS = st.from_regex(r"[1-9][0-9]{9}", fullmatch=True)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = open_profile(Environment.PRACTICE, tmp_path / "p")
    save_settings(made.settings_path, Settings(language="en"))
    for name in ("logs", "crashes", "journal"):
        made.sub_folder(name)
    return made


def whole(profile: Profile) -> str:
    """Return everything that stands in the zip file, names included."""
    content = diagnostics.zipped(diagnostics.parts(profile, ["[good] Python"], CLOCK))
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return "\n".join([*made.namelist(), *(made.read(n).decode() for n in made.namelist())])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KEYS, KEYS, LONG, ACCOUNTS, ACCOUNTS)
def test_no_secret_gets_in(
    profile: Profile, known: str, named: str, unknown: str, account: str, listed: str
) -> None:
    Secret(known)
    lines = [
        f"nothing but {known} was said",
        json.dumps({"appkey": named, "9201": account}),
        f"authorization: Bearer {named}",
        f"secretkey={named}&x=1",
        f"what is this {unknown} here",
        f"account {account}, once more {account[:8]}-{account[8:]}",
        f"without a word: {listed}",
        f"between signs:{listed}.x-{listed}:{listed}",
    ]
    (profile.folder / "logs" / "kiwoom-desk.log").write_text("\n".join(lines))
    (profile.folder / "crashes" / "crash-20261121-200000-000000.txt").write_text("\n".join(lines))
    found = whole(profile)
    for secret in (known, named, unknown, account, listed, f"{account[:8]}-{account[8:]}"):
        assert secret not in found


def test_accounts_of_the_journal_are_hidden_wherever_they_stand(profile: Profile) -> None:
    release = releases()[0]
    shutil.copyfile(release.journal, profile.folder / "journal" / "journal.sqlite")
    content = release.journal.read_bytes()
    account = content[content.index(b'"account":"') + 11 :][:10].decode()
    assert account.isdigit()
    (profile.folder / "logs" / "practice.log").write_text(f"x{account}y {account}")
    found = whole(profile)
    assert account not in found
    counted = json.loads(next(p.text for p in diagnostics.parts(profile, [], CLOCK)
                              if p.name == "journal.json"))  # fmt: skip
    assert counted["schema"] == 3 and counted["entries"]["intent"] == 3
    assert counted["check"] == "ok"


def test_what_helps_stays_readable(profile: Profile) -> None:
    kept = (
        "01a1ffc7-6695-77be-a8e2-b950f5180f4f",
        "File lib/python3/site-packages/qasync/__init__ line 3",
        "test_what_is_not_said_is_not_known_and_nothing_else",
        "2026-11-20T10:00:10.167154+09:00",
        "order 0000989 of 005930 at 202,500",
    )
    (profile.folder / "logs" / "kiwoom-desk.log").write_text("\n".join(kept))
    found = whole(profile)
    assert all(one in found for one in kept)
    assert '"program": "0.' in found and "[good] Python" in found and '"language": "en"' in found


def test_the_folder_of_the_person_is_not_named(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/kim-minsu"))
    log = profile.folder / "logs" / "kiwoom-desk.log"
    log.write_text("at /home/kim-minsu/.local/share")
    assert "kim-minsu" not in whole(profile) and "at ~/.local/share" in whole(profile)


def test_of_a_long_log_the_end_is_taken_from_a_whole_line_on(profile: Profile) -> None:
    secret = "appkey=abcdefgh"
    lines = [f"{secret} {number:06d}" for number in range(60_000)]
    (profile.folder / "logs" / "kiwoom-desk.log").write_text("\n".join(lines))
    (log,) = (p for p in diagnostics.parts(profile, [], CLOCK) if p.name.startswith("logs"))
    assert log.text.startswith("appkey=*** 0") and log.text.endswith("059999")
    assert "abcdefgh" not in log.text


def test_equal_parts_make_equal_bytes(profile: Profile) -> None:
    found = diagnostics.parts(profile, ["one"], CLOCK)
    assert diagnostics.zipped(found) == diagnostics.zipped(found)


def test_a_folder_without_anything_still_tells_what_it_is(tmp_path: Path) -> None:
    empty = open_profile(Environment.DEMO, tmp_path / "p")
    names = [one.name for one in diagnostics.parts(empty, [], CLOCK)]
    assert names == ["about.json", "doctor.txt"]


def test_one_part_is_shown_as_it_would_be_written(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    found = diagnostics.parts(profile, [], CLOCK)
    assert diagnostics.show(found, "settings.json", "en") == 0
    assert '"language": "en"' in capsys.readouterr().out
    assert diagnostics.show(found, "none", "en") == 1
    assert "no part none" in capsys.readouterr().err


def test_the_command_lists_and_writes_only_where_it_is_told(profile: Profile) -> None:
    def ask(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-X", "utf8", "-m", "kiwoom_desk", "diagnostics"]
        return subprocess.run(
            [*command, "--profile", str(profile.root), "--language", "en", *more],
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )

    before = sorted(profile.root.rglob("*"))
    listed = ask()
    assert listed.returncode == 0 and "settings.json" in listed.stdout
    assert "Nothing was written" in listed.stdout
    assert sorted(profile.root.rglob("*")) == before
    assert ask("--out", str(profile.root / "out")).returncode == 0
    (made,) = (profile.root / "out").iterdir()
    assert zipfile.is_zipfile(made)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_trouble_of_the_keyring_has_its_sentence(language: str) -> None:
    codes = {getattr(vault, name) for name in
             ("MISSING", "REFUSED", "LOCKED", "SILENT", "LOST", "UNREADABLE", "FAILED")}  # fmt: skip
    assert all(texts.knows(language, f"keyring.{code}") for code in codes)
