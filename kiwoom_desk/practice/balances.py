"""Balances that follow from day to day, out of counting; refuses to know what is lent or borrowed."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.draws import Floats, Ints, Words, draw, field
from kiwoom_desk.practice.flow import Flow

# How much of a ceiling is always held, how much comes and goes slowly, how much by the day.
_ALWAYS, _SLOW, _DAILY = 0.30, 0.69, 0.01
_SLOW_DAYS = 37


class Balances(msgspec.Struct, frozen=True):
    """Names x days: what is held at a day's end, what came new that day and what was given back.

    `held` is the day before's and `new` less `repaid`.
    """

    held: Ints
    new: Ints
    repaid: Ints

    @property
    def change(self) -> Ints:
        """Return what the day added."""
        return self.new - self.repaid

    def times(self, price: Ints, unit: int) -> Balances:
        """Return the balances in units of won at a fixed price of each name; they still follow."""
        worth = price[:, None]
        held = self.held * worth // unit
        before = (self.held - self.change) * worth // unit
        turn = np.minimum(self.new, self.repaid) * worth // unit
        return _moved(held, before, turn)


def following(keys: Words, ordinals: Ints, ceiling: Ints, turnover: Ints) -> Balances:
    """Return balances below `ceiling` on all days but the first; days are ordinals in a row.

    `turnover` is what comes and goes again on a busy day.
    """
    part = _ALWAYS + _SLOW * drifting(keys[:, None], ordinals[None, :], _SLOW_DAYS)
    words = draw(keys[:, None], ordinals.astype(np.uint64)[None, :] + np.uint64(1 << 40))
    part += _DAILY * field(words, 0)
    held = np.floor(ceiling[:, None] * part).astype(np.int64)
    busy: Floats = (0.1 + 0.9 * field(words, 1))[:, 1:]
    turn = np.floor(np.minimum(turnover[:, None], held[:, :-1]) * busy).astype(np.int64)
    return _moved(held[:, 1:], held[:, :-1], turn)


def last_published(flow: Flow) -> int:
    """Return the position of the newest day that is over: its balances are known."""
    today = flow.path.calendar.position(flow.day)
    return today if flow.board.second > flow.hours.end else today - 1


def _moved(held: Ints, before: Ints, turn: Ints) -> Balances:
    change = held - before
    return Balances(held, turn + np.maximum(change, 0), turn + np.maximum(-change, 0))
