"""The choices of a person and the folders they live in; refuses folders that others can write."""

import logging
import os
import stat
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from kiwoom_desk.base import files
from kiwoom_desk.base.signals import Signal

log = logging.getLogger(__name__)

VERSION = 1
"""What the settings file of this program says of itself; one that says more is left alone."""
_FOLDER_MODE = 0o700
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Environment(StrEnum):
    """Which exchange the desk talks to."""

    PRACTICE = "practice"
    DEMO = "demo"
    LIVE = "live"


Confirm = Literal["always", "risky", "never"]


class Settings(msgspec.Struct, frozen=True):
    """What a person has chosen, one set for each environment; amounts in won, rates as fractions."""

    version: Annotated[int, msgspec.Meta(ge=0, le=VERSION)] = VERSION
    language: Literal["ko", "en"] = "ko"
    theme: Literal["dark", "light"] = "dark"
    colours: Literal["red-blue", "green-red", "orange-blue"] = "red-blue"
    density: Literal["normal", "dense", "roomy"] = "normal"
    frame_rate: Literal[30, 60] = 60
    stream_items: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200
    request_items: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    alternative_forms_count: bool = True
    """Whether `_NX` and `_AL` forms of a code count as items of their own."""
    stream_frame_bytes: Annotated[int, msgspec.Meta(ge=1 << 16, le=1 << 26)] = 1 << 20
    stream_frame_rows: Annotated[int, msgspec.Meta(ge=10, le=20_000)] = 500
    fee_rate: Decimal = Decimal("0.00015")
    """Fee of each side as a fraction of the notional."""
    confirm_ticket: Confirm = "always"
    """When an order of the ticket is confirmed; what S-16 asks is asked whatever stands here."""
    confirm_book: Confirm = "always"
    """The same for armed one-click orders of the book."""
    confirm_open: Confirm = "always"
    """The same for amends of open orders and on the chart."""
    confirm_above: Annotated[int, msgspec.Meta(ge=0)] = 10_000_000
    """The amount above which an order is risky, as one without a price is."""
    limits: msgspec.Raw = msgspec.Raw(b"{}")
    """The limits of S-16 that outlast a run; read by the money room, which takes nothing on trust."""
    lock_minutes: Annotated[int, msgspec.Meta(ge=0, le=600)] = 10
    """Idle minutes after which the desk locks (S-21); 0 = never."""
    click_quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    """Shares of a one-click order, as armed last."""
    click_notional: Annotated[int, msgspec.Meta(ge=1, le=3_000_000_000)] = 1_000_000
    """Most won of a one-click order, as armed last."""
    flashes: bool = True
    sounds: bool = True
    sound_interruptions: bool = True
    """Whether a VI of a name that is held, linked or watched is heard, while sounds are on."""
    guide_seen: bool = False
    """Whether the guide of the first start was put away."""
    connect_only: bool = False
    """Whether the desk only looks: no new order and no amend goes out, cancels do."""

    def __post_init__(self) -> None:
        if not self.fee_rate.is_finite() or not 0 <= self.fee_rate < Decimal("0.1"):
            raise ValueError("fee_rate is a fraction between 0 and 0.1")


class Chosen:
    """The settings in force; `changed` tells new ones."""

    def __init__(self, settings: Settings) -> None:
        self.value = settings
        self.changed: Signal[Settings] = Signal()

    def choose(self, **changes: object) -> None:
        """Put new values in force; raise TypeError for a name that is none."""
        self.value = msgspec.structs.replace(self.value, **changes)
        self.changed.emit(self.value)


class Loaded(msgspec.Struct, frozen=True):
    """The settings in force, and where a broken file was put, so that the person can be told.

    A file of a newer version stays where it is: `set_aside` is then its own path.
    """

    settings: Settings
    set_aside: Path | None = None


class UnsafeFolder(Exception):
    """Others could write this folder, or it belongs to another user (V-7)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"others can change {folder}")
        self.folder = folder


class Profile(msgspec.Struct, frozen=True):
    """The folder of one environment; its files are private to this user."""

    environment: Environment
    root: Path

    @property
    def folder(self) -> Path:
        """Everything kept for this environment: settings, layouts, journal, logs."""
        return self.root / self.environment.value

    @property
    def settings_path(self) -> Path:
        """The file of `Settings`."""
        return self.folder / "settings.json"

    def sub_folder(self, name: str) -> Path:
        """Create and return a private folder below this profile, e.g. `layouts` or `logs`."""
        return _private(self.folder / name)


def open_profile(environment: Environment, root: Path | None = None) -> Profile:
    """Create or check the folders of an environment; `root` is the argument of `--profile`.

    Raise UnsafeFolder where anybody else could write into them.
    """
    chosen = (
        root if root is not None else platformdirs.user_data_path("kiwoom-desk", appauthor=False)
    )
    profile = Profile(environment, chosen.absolute())
    _refuse_loose_parents(profile.root)
    _private(profile.root)
    _private(profile.folder)
    return profile


def default_settings(environment: Environment) -> Settings:
    """Return what holds before anything was chosen; the demo exchange charges its own fee.

    Demo and live begin by looking only, until the person has seen that the figures are his.
    """
    if environment is Environment.LIVE:
        return Settings(connect_only=True)
    fee = Decimal("0.0035") if environment is Environment.DEMO else Decimal("0.00015")
    return Settings(
        fee_rate=fee,
        confirm_ticket="risky",
        confirm_book="risky",
        confirm_open="risky",
        lock_minutes=0,
        connect_only=environment is Environment.DEMO,
    )


def load_settings(path: Path, environment: Environment = Environment.PRACTICE) -> Loaded:
    """Read settings; unknown keys are ignored, a wrong file is set aside and defaults hold.

    Defaults also hold where the file is a newer program's, which stays as it is.
    """
    if files.version_of(path) > VERSION:
        return Loaded(default_settings(environment), path)
    read = files.load_json(path, Settings)
    return Loaded(read.value or default_settings(environment), read.set_aside)


def save_settings(path: Path, settings: Settings) -> None:
    """Keep settings, but for in the place of a newer program's: they then hold for this run only."""
    if files.version_of(path) > VERSION:
        log.info("settings_newer_kept")
        return
    files.save_json(path, msgspec.structs.replace(settings, version=VERSION))


def _private(folder: Path) -> Path:
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if os.name == "posix":
        found = folder.stat()
        if found.st_mode & _OTHERS_WRITE or found.st_uid != os.geteuid():
            raise UnsafeFolder(folder)
        # Readable by others is only tightened: nothing can have been planted there.
        if stat.S_IMODE(found.st_mode) != _FOLDER_MODE:
            folder.chmod(_FOLDER_MODE)
    return folder


def _refuse_loose_parents(folder: Path) -> None:
    # Whoever may rename an entry of a parent could swap our folder; the sticky bit forbids that.
    if os.name != "posix":
        return
    for parent in folder.resolve().parents:
        if not parent.exists():
            continue
        mode = parent.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise UnsafeFolder(parent)
