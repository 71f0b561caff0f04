"""Real-time types that follow the state once a second or slower; refuses the hot ones and sockets."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from kiwoom_desk.practice import pushes
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.to_wire import Row

_DAY_SECONDS = 86_400


class LiveFrame(msgspec.Struct, frozen=True):
    """How often a type is looked at, in market seconds, and the module and function that give its row.

    The modules are loaded with the answers, right after a start, and not before it.
    """

    seconds: int
    module: str
    function: str

    def values(self, house: House, key: str) -> Row | None:
        """Return every documented field by FID, or None when there is nothing to say.

        `key` is that of the registration: the bare code of a name, the code of an index, or ""
        where the item is not looked at. Equal rows are sent once.
        """
        module = importlib.import_module(f"kiwoom_desk.practice.{self.module}")
        row: Row | None = getattr(module, self.function)(house, key)
        return row


LIVE: dict[str, LiveFrame] = {
    "0A": LiveFrame(1, "name_frames", "standing_row"),
    "0E": LiveFrame(1, "name_frames", "outside_row"),
    "0F": LiveFrame(10, "member_frames", "live_firms"),
    "0G": LiveFrame(1, "answers.etf_courses", "live_value"),
    "0U": LiveFrame(1, "name_frames", "breadth_row"),
    "0g": LiveFrame(1, "name_frames", "terms_row"),
    "0I": LiveFrame(1, "answers.gold", "live_world"),
    "0m": LiveFrame(1, "answers.elw_courses", "live_theory"),
    "0u": LiveFrame(1, "answers.elw_courses", "live_gauge"),
    "0w": LiveFrame(5, "answers.name_programmes", "frame"),
}
"""The types of this kind. A module that gives one adds its line here."""


class LiveRows:
    """Which rows are due and what was sent last; made for one server."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sent: dict[tuple[str, str], str] = {}
        self._due: dict[tuple[str, str], None] = {}

    def snapshot(self, type_id: str, key: str) -> str | None:
        """Return the JSON of a row as it stands, for a registration; None when it has nothing."""
        text = self._text(type_id, key)
        if text is not None:
            self._sent.setdefault((type_id, key), text)
        return text

    def second(self, moment: datetime, wanted: Iterable[tuple[str, str]]) -> None:
        """Mark as due what is wanted and whose turn this market second is."""
        second = int(moment.timestamp()) % _DAY_SECONDS
        kept = dict.fromkeys(pair for pair in wanted if pair[0] in LIVE)
        self._sent = {pair: text for pair, text in self._sent.items() if pair in kept}
        for pair in kept:
            if second % LIVE[pair[0]].seconds == 0:
                self._due[pair] = None

    def changed(self) -> Iterator[tuple[str, str, str]]:
        """Yield type, key and JSON of due rows that are not what was sent; stop at any time."""
        while self._due:
            pair = next(iter(self._due))
            del self._due[pair]
            text = self._text(*pair)
            if text is not None and text != self._sent.get(pair):
                self._sent[pair] = text
                yield *pair, text

    @property
    def waiting(self) -> bool:
        """Tell whether due rows are left."""
        return bool(self._due)

    def _text(self, type_id: str, key: str) -> str | None:
        row = LIVE[type_id].values(self._house, key)
        return None if row is None else pushes.values_json(type_id, row)
