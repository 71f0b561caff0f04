"""Files of released versions, what they hold, and the program that makes those of the present one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).resolve().parent


class Expected(msgspec.Struct, frozen=True):
    """What the program that made the files had before it: any later one has to find the same."""

    version: str
    settings: dict[str, Any]
    linked: str
    closed: tuple[str, ...]
    perspectives: tuple[str, ...]
    requests: tuple[str, ...]
    orders: tuple[str, ...]
    fills: int
    cash: int
    recorded: tuple[str, ...] = ()


class Release:
    """The folder of one version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings, self.layout = folder / "settings.json", folder / "layout.json"
        self.journal, self.state = folder / "journal.sqlite", folder / "exchange.jsonl"
        self.recording, self.expected = folder / "recording.jsonl", folder / "expected.json"

    def read(self) -> Expected:
        """Return what the version had."""
        return msgspec.json.decode(self.expected.read_bytes(), type=Expected)


def releases() -> list[Release]:
    """Return every version whose files are kept, by name."""
    return [Release(one) for one in sorted(HERE.iterdir()) if (one / "expected.json").exists()]
