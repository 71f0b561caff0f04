"""The five firms that trade most of a name today, each side, and who left those fives; refuses days past."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.member_flow import OWN_PLACE, MemberFlow
from kiwoom_desk.practice.members import HOME, MEMBERS, Member

FIVE = 5
_ABROAD = slice(len(HOME), None)


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

    def tables(self, index: int) -> dict[Side, Table]:
        """Return both sides of a name as they stand now."""
        seconds, planned = self._moments(index)
        found = {}
        for side in (Side.SELL, Side.BUY):
            before, now = self._shares(index, seconds[-2:], planned[-2:], side)
            order = _five(now[None, :])[0]
            leaders = tuple(
                Leader(MEMBERS[at], int(now[at]), int(now[at] - before[at]))
                for at in order.tolist()
                if now[at] > 0
            )
            foreign = int(now[_ABROAD].sum())
            found[side] = Table(leaders, foreign, foreign - int(before[_ABROAD].sum()))
        return found

    def leavers(self, index: int, side: Side) -> tuple[Leaver, ...]:
        """Return who left the five today, the newest first."""
        seconds, planned = self._moments(index)
        shares = self._shares(index, seconds, planned, side)
        inside = _inside(shares)
        rows, firms = np.nonzero(inside[:-1] & ~inside[1:])
        return tuple(
            Leaver(int(seconds[row + 1]), MEMBERS[at], int(shares[row + 1, at]))
            for row, at in reversed(list(zip(rows.tolist(), firms.tolist(), strict=True)))
        )

    def _moments(self, index: int) -> tuple[Ints, Ints]:
        """Return seconds and planned volumes: at the start, after every slot that is over, and now."""
        flow = self._flow
        hours, second = flow.hours, flow.board.second
        whole = hours.slots_before(second)
        ends = [hours.slot_start(slot) + _length(slot, hours.slots) for slot in range(whole)]
        volume = np.cumsum(flow.minutes.volume[index, :whole], dtype=np.int64)
        seconds, planned = [hours.open, *ends], np.concatenate([[0], volume])
        if hours.slot_of(second - 1) >= whole or whole == 0:
            # A slot runs: now is a moment of its own.
            now = int(flow.board.volume[index]) - self._members.own_extra(index, second * 1000)
            seconds, planned = [*seconds, second], np.concatenate([planned, [now]])
        return np.array(seconds, np.int64), planned.astype(np.int64)

    def _shares(self, index: int, seconds: Ints, planned: Ints, side: Side) -> Ints:
        """Return the firms' shares at moments, ours included: moments x firms."""
        shares = self._members.at(np.full(len(planned), index), planned, side)
        if self._members.own_extra(index):
            until = np.minimum(seconds + 1, self._flow.board.second)
            for row, second in enumerate(until.tolist()):
                shares[row, OWN_PLACE] += self._members.own_extra(index, second * 1000)
        return shares


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
