"""Returns of the themes out of their members; refuses weights, every member counts alike."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.universe import Theme, Universe


class ThemeFigure(msgspec.Struct, frozen=True):
    """A theme's mean return since some prices, in hundredths of a percent, and counts of members."""

    theme: Theme
    rate: int
    up: int
    flat: int
    down: int


class ThemeBoard:
    """All themes of a universe."""

    def __init__(self, universe: Universe) -> None:
        self._themes = universe.themes
        self._rows = [
            np.array([universe.by_code[code].index for code in theme.members], np.int64)
            for theme in universe.themes
        ]

    def figures(self, prices: Ints, then: Ints) -> tuple[ThemeFigure, ...]:
        """Return every theme's figures; both columns by listing index, in won (`then` above 0)."""
        changes = (prices - then) * 10_000 // then
        signs = np.sign(prices - then)
        return tuple(
            ThemeFigure(
                theme,
                int(changes[rows].sum()) // len(rows),
                *(int((signs[rows] == side).sum()) for side in (1, 0, -1)),
            )
            for theme, rows in zip(self._themes, self._rows, strict=True)
        )
