"""The five firms that trade most of a name today, each side, and who left those fives; refuses days past."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.member_days import FOREIGN_FIRMS
from kiwoom_desk.practice.member_flow import OWN_PLACE, MemberFlow
from kiwoom_desk.practice.members import MEMBERS, Member

FIVE = 5
_KEPT = 256
_DAY_SECONDS = 86_400


class Leader(msgspec.Struct, frozen=True):
    """A firm of the five: its shares today and how many of them came in the last minute."""

    member: Member
    quantity: int
    change: int


class Table(msgspec.Struct, frozen=True):
    """One side of a name: at most five firms, the largest first, and all foreign firms' shares."""

    leaders: tuple[Leader, ...]
    foreign: int
    foreign_change: int


class Leaver(msgspec.Struct, frozen=True):
    """A firm that fell out of the five: when, in seconds since midnight, and with how many shares."""

    second: int
    member: Member
    quantity: int


class Leaders:
    """Reads the firms of one name at the ends of the day's slots and now."""

    def __init__(self, flow: Flow, members: MemberFlow) -> None:
        self._flow = flow
        self._members = members
        self._kept: dict[tuple[date, int, int, int], dict[Side, tuple[Leaver, ...]]] = {}

    def tables(self, index: int) -> dict[Side, Table]:
        """Return both sides of a name as they stand now."""
        flow = self._flow
        seconds, planned = self.ends(index)
        if flow.hours.slot_of(flow.board.second - 1) >= len(seconds) - 1:
            # A slot runs: now is a moment of its own.
            now = int(flow.board.volume[index]) - self._own(index, flow.board.second)
            seconds, planned = np.append(seconds, flow.board.second), np.append(planned, now)
        both = self._shares(index, seconds[-2:], planned[-2:])
        return {side: table(shares[0], shares[-1]) for side, shares in both.items()}

    def leavers(self, index: int, side: Side) -> tuple[Leaver, ...]:
        """Return who left the five today up to the last slot that is over, the newest first."""
        seconds, planned = self.ends(index)
        key = (self._flow.day, index, len(seconds), self._own(index, int(seconds[-1]) + 1))
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            both = self._shares(index, seconds, planned)
            self._kept[key] = {one: left(seconds, shares) for one, shares in both.items()}
        return self._kept[key][side]

    def ends(self, index: int) -> tuple[Ints, Ints]:
        """Return seconds and planned volumes at the start and after every slot that is over."""
        flow = self._flow
        hours, whole = flow.hours, flow.hours.slots_before(flow.board.second)
        ends = [hours.slot_start(slot) + _length(slot, hours.slots) for slot in range(whole)]
        volume = np.cumsum(flow.minutes.volume[index, :whole], dtype=np.int64)
        return np.array([hours.open, *ends], np.int64), np.concatenate([[0], volume])

    def shares_at(self, index: int, seconds: Ints) -> dict[Side, Ints]:
        """Return the firms' shares at moments up to the board's: of the slots over, or of now."""
        ends, volumes = self.ends(index)
        planned = volumes[np.maximum(np.searchsorted(ends, seconds, "right") - 1, 0)]
        now = self._flow.board.second
        whole = int(self._flow.board.volume[index]) - self._own(index, now)
        return self._shares(index, seconds, np.where(seconds >= now, whole, planned))

    def _shares(self, index: int, seconds: Ints, planned: Ints) -> dict[Side, Ints]:
        """Return the firms' shares at moments, ours included: moments x firms."""
        trade = self._members.at(np.full(len(planned), index), planned)
        if self._own(index, _DAY_SECONDS):
            until = np.minimum(seconds + 1, self._flow.board.second)
            extra = np.array([self._own(index, second) for second in until.tolist()])
            for shares in (trade.bought, trade.sold):
                shares[:, OWN_PLACE] += extra
        return {Side.SELL: trade.sold, Side.BUY: trade.bought}

    def _own(self, index: int, second: int) -> int:
        return self._members.own_extra(index, second * 1000)


def table(before: Ints, now: Ints) -> Table:
    """Return one side out of the firms' shares a minute before and now."""
    leaders = tuple(
        Leader(MEMBERS[at], int(now[at]), int(now[at] - before[at]))
        for at in _five(now[None, :])[0].tolist()
        if now[at] > 0
    )
    foreign = int(now[FOREIGN_FIRMS].sum())
    return Table(leaders, foreign, foreign - int(before[FOREIGN_FIRMS].sum()))


def left(seconds: Ints, shares: Ints) -> tuple[Leaver, ...]:
    """Return who left the five between moments, the newest first (shares: moments x firms)."""
    inside = _inside(shares)
    rows, firms = np.nonzero(inside[:-1] & ~inside[1:])
    pairs = list(zip(rows.tolist(), firms.tolist(), strict=True))
    return tuple(
        Leaver(int(seconds[row + 1]), MEMBERS[at], int(shares[row + 1, at]))
        for row, at in reversed(pairs)
    )


def _length(slot: int, slots: int) -> int:
    """Return the seconds from a slot's start to its last second."""
    return 0 if slot in (0, slots - 1) else 59


def _five(shares: Ints) -> Ints:
    return np.argsort(-shares, axis=1, kind="stable")[:, :FIVE]


def _inside(shares: Ints) -> npt.NDArray[np.bool_]:
    """Tell which firms are among the five of each row; a firm without shares never is."""
    inside = np.zeros(shares.shape, np.bool_)
    np.put_along_axis(inside, _five(shares), True, axis=1)
    return inside & (shares > 0)
