"""Which rows of a list are selected and which one is current; refuses to paint and to scroll."""

from __future__ import annotations

from collections.abc import Sequence


class Selection:
    """Selected keys, the current key and the anchor of a range; keys survive sorting."""

    def __init__(self) -> None:
        self.current: str | None = None
        self.chosen: set[str] = set()
        self._anchor: str | None = None

    def only(self, key: str) -> None:
        """Select one row and make it current."""
        self.current = self._anchor = key
        self.chosen = {key}

    def toggle(self, key: str) -> None:
        """Add a row to the selection, or take it out."""
        self.current = self._anchor = key
        self.chosen ^= {key}

    def range_to(self, key: str, keys: Sequence[str]) -> None:
        """Select from the anchor to a row in the order shown."""
        anchor = self._anchor if self._anchor in keys else key
        ends = sorted((keys.index(anchor), keys.index(key)))  # type: ignore[arg-type]
        self.chosen = set(keys[ends[0] : ends[1] + 1])
        self.current = key
        self._anchor = anchor

    def all(self, keys: Sequence[str]) -> None:
        """Select every row."""
        self.chosen = set(keys)

    def keep(self, keys: Sequence[str]) -> None:
        """Drop what is no longer in the list."""
        present = set(keys)
        self.chosen &= present
        if self.current not in present:
            self.current = None
        if self._anchor not in present:
            self._anchor = None

    def in_order(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the selected keys as they are shown."""
        return tuple(key for key in keys if key in self.chosen)
