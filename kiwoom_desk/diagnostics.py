"""What a person may show of his desk: looked over, redacted, seen before it is written; sends nothing."""

from __future__ import annotations

import argparse
import io
import json
import locale
import platform
import re
import sqlite3
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from kiwoom_desk import __version__, texts
from kiwoom_desk.base import files, release
from kiwoom_desk.base.clock import Clock, SystemClock
from kiwoom_desk.base.logs import mask_account, redact, register_account
from kiwoom_desk.base.settings import Environment, Profile, open_profile

_LOG_BYTES = 1 << 20
_LOGS = 3
_CRASHES = 5
# What nobody registered: keys are 43 signs and tokens 86; a request's id has hyphens in known places.
_LONG = re.compile(r"[A-Za-z0-9_+/=-]{28,}")
_STEP = r"(?:[a-z0-9_-]{1,27}|[A-Za-z_-]{1,27})"
_PATH = re.compile(rf"/?{_STEP}(/{_STEP})+/?")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACCOUNT = re.compile(r"(?<!\d)\d{8}-?\d{2}(?!\d)")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Part(msgspec.Struct, frozen=True):
    """One file of the diagnostics as it would leave this computer: its name and its text."""

    name: str
    text: str


def parts(profile: Profile, findings: Sequence[str], clock: Clock) -> tuple[Part, ...]:
    """Return everything that would be in the file, redacted; what cannot be read is left out.

    `findings` are the doctor's sentences.
    """
    _know_accounts(profile)
    found = (
        Part("about.json", _about(profile, clock)),
        Part("doctor.txt", "\n".join(findings) + "\n"),
        *_settings(profile),
        *_journal(profile),
        *_logs(profile),
        *_crashes(profile),
    )
    return tuple(Part(one.name, cleaned(one.text)) for one in found)


def cleaned(text: str) -> str:
    """Return text without secrets, account numbers and the name of the person's folder.

    Known secrets by their value, named ones by their name, and beyond these whatever is as long as
    a key and whatever looks like an account number.
    """
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~").replace(json.dumps(home)[1:-1], "~")
    text = _LONG.sub(lambda found: _long(found[0]), redact(text))
    return _ACCOUNT.sub(lambda found: mask_account(found[0]), text)


def _long(word: str) -> str:
    # Names of functions have no figures, paths have short parts.
    harmless = (
        not any(sign.isdigit() for sign in word) or _ID.fullmatch(word) or _PATH.fullmatch(word)
    )
    return word if harmless else "***"


def zipped(found: Sequence[Part]) -> bytes:
    """Return the parts as a zip file; equal parts give equal bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for one in found:
            entry = zipfile.ZipInfo(one.name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, one.text.encode())
    return content.getvalue()


def file_name(clock: Clock) -> str:
    """Return a name for the file out of the moment."""
    return f"kiwoom-desk-diagnostics-{clock.wall():%Y%m%d-%H%M%S}.zip"


def main(argv: Sequence[str], hosts: Sequence[str] = ()) -> int:
    """List the parts, show one, or write the file; nothing is written without `--out`."""
    from kiwoom_desk.doctor import told

    parser = argparse.ArgumentParser(prog="kiwoom-desk diagnostics")
    parser.add_argument("--env", type=Environment, default=Environment.PRACTICE, metavar="NAME")
    parser.add_argument("--profile", type=Path, metavar="DIR")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    parser.add_argument("--show", metavar="NAME", help="print one part as it would be written")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the zip file there")
    chosen = parser.parse_args(argv)
    clock, profile = SystemClock(), open_profile(chosen.env, chosen.profile)
    found = parts(profile, list(told(hosts, chosen.profile, clock, chosen.language)), clock)
    if chosen.show is not None:
        return show(found, chosen.show, chosen.language)
    for one in found:
        print(f"{len(one.text.encode()):>9,}  {one.name}")
    if chosen.out is None:
        whole = sum(len(one.text.encode()) for one in found)
        said = {"count": len(found), "bytes": whole}
        print(texts.sentence(chosen.language, "diagnostics.listed", said))
        return 0
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / file_name(clock)
    files.save(path, zipped(found))
    print(texts.sentence(chosen.language, "diagnostics.written", {"path": str(path)}))
    return 0


def show(found: Sequence[Part], name: str, language: str) -> int:
    """Print one part and return 0; 1 where there is none of that name."""
    for one in found:
        if one.name == name:
            print(one.text)
            return 0
    print(texts.sentence(language, "diagnostics.no_part", {"name": name}), file=sys.stderr)
    return 1


# --- what is gathered ------------------------------------------------------------------------


def _about(profile: Profile, clock: Clock) -> str:
    about = {
        "program": __version__,
        "environment": profile.environment.value,
        "frozen": bool(getattr(sys, "frozen", False)),
        "updates": "on" if release.NOTICE_ADDRESS and release.NOTICE_KEY else "off",
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "machine": platform.machine(),
        "locale": ".".join(part or "" for part in locale.getlocale()),
        "time": clock.wall().isoformat(timespec="seconds"),
    }
    return json.dumps(about, indent=1)


def _settings(profile: Profile) -> Iterator[Part]:
    text = _read(profile.settings_path)
    if text:
        yield Part("settings.json", text)


def _logs(profile: Profile) -> Iterator[Part]:
    folder = profile.folder / "logs"
    newest = sorted(folder.glob("*.log*"), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in newest[:_LOGS]:
        yield Part(f"logs/{one.name}", _read(one))


def _crashes(profile: Profile) -> Iterator[Part]:
    for one in sorted((profile.folder / "crashes").glob("crash-*.txt"))[-_CRASHES:]:
        yield Part(f"crashes/{one.name}", _read(one))


def _journal(profile: Profile) -> Iterator[Part]:
    """Count the entries of the order journal by their kind; none of their content is taken."""
    path = profile.folder / "journal" / "journal.sqlite"
    if not path.exists():
        return
    told: dict[str, object] = {"bytes": path.stat().st_size}
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            told["schema"] = connection.execute("PRAGMA user_version").fetchone()[0]
            kinds = Counter(
                str(msgspec.json.decode(content).get("type"))
                for (content,) in connection.execute("SELECT content FROM entry")
            )
            told["entries"] = dict(sorted(kinds.items()))
            told["check"] = connection.execute("PRAGMA quick_check").fetchone()[0]
    except (sqlite3.Error, msgspec.DecodeError, AttributeError) as error:
        told["error"] = type(error).__name__
    yield Part("journal.json", json.dumps(told, indent=1))


def _know_accounts(profile: Profile) -> None:
    path = profile.folder / "journal" / "journal.sqlite"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            for (account,) in connection.execute("SELECT DISTINCT account FROM entry"):
                register_account(str(account))
    except sqlite3.Error:
        # Without a journal that can be read no account is known here; patterns still hide any.
        return


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(0, io.SEEK_END)
            start = max(0, file.tell() - _LOG_BYTES)
            file.seek(start)
            text = file.read(_LOG_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    # A line that was cut in two may have lost the name that tells it a secret.
    return text.partition("\n")[2] if start else text
