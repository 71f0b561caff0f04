"""The minutes of today in which one firm traded much (ka10052); refuses days past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answered, Asked
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.ranked import RATE_PRICES, THOUSAND, Which, of_market
from kiwoom_desk.practice.draws import Ints, distinct
from kiwoom_desk.practice.members import MEMBERS, place_of
from kiwoom_desk.practice.side_hours import SideHours
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.venue_firms import FirmRoom

_EVERYTHING = "000"
_ONE_NAME = "3"
_MARKETS = {"0": "000", "1": "001", "2": "101"}
_MINUTE = 60
# Names and minutes looked at in one go, and at most for one page that has something.
_GO, _MOST_LOOKED = 128, 1_024


def minutes(asked: Asked) -> Answered:
    """Tell the minutes in which one firm traded a quantity, the newest first (ka10052)."""
    body, key = asked.body, "trde_ori_mont_trde_qty"
    place = place_of(body["mmcm_cd"])
    if place is None:
        return Answered({key: []}, empty=True)
    least = max(int(body["qty_tp"]) * THOUSAND, 1)
    rooms = [_Slots(firms) for firms in asked.there.firms.rooms]
    ends, names = _candidates(asked, rooms, least)
    first = _continued(asked, ends, names)
    rows: list[Row] = []
    following = ""
    for begin in range(first, len(ends), _GO):
        some = slice(begin, begin + _GO)
        made = _Minutes(asked, rooms, place, ends[some], names[some])
        for at in range(len(made.ends)):
            rows += made.rows(at, least)
            if len(rows) >= LIST_PAGE and begin + at + 1 < len(ends):
                following = f"{made.ends[at]}.{made.names[at]}"
                break
        looked = begin + len(made.ends) - first
        if following or (rows and looked >= _MOST_LOOKED and begin + _GO < len(ends)):
            following = following or f"{made.ends[-1]}.{made.names[-1]}"
            break
    return Answered({key: rows}, following, empty=not rows)


class _Slots:
    """The slots of one venue that are over today: when each ends, and what had traded by then."""

    def __init__(self, firms: FirmRoom) -> None:
        self.firms, self.flow = firms, firms.room.flow
        hours = self.flow.hours
        self.whole = hours.slots_before(self.flow.board.second)
        # The prints of auctions take no time; a venue without auctions has none in these slots.
        alone = () if isinstance(hours, SideHours) else (0, hours.slots - 1)
        self.ends: Ints = np.array(
            [hours.slot_start(n) + _MINUTE * (n not in alone) for n in range(self.whole)], np.int64
        )

    def over(self, ends: Ints) -> Ints:
        """Count the slots that are over at the ends of minutes."""
        return np.searchsorted(self.ends, ends, "right")

    def shares(self, rows: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Return what had traded of rows before and at the end of the slot that ends then."""
        few = distinct(rows)
        volume = self.flow.minutes.volume[few, : self.whole].astype(np.int64)
        sums = np.cumsum(
            np.concatenate([np.zeros((len(few), 1), np.int64), volume], axis=1), axis=1
        )
        place, over = np.searchsorted(few, rows), self.over(ends)
        ending = (
            (over > 0) & (self.ends[np.maximum(over - 1, 0)] == ends) if self.whole else over > 0
        )
        return sums[place, over - ending], sums[place, over]


def _candidates(asked: Asked, rooms: Sequence[_Slots], least: int) -> tuple[Ints, Ints]:
    """Return ends of minutes and names that may have a trade that large, newest first."""
    body, board = asked.body, asked.board
    if body["mrkt_tp"] == _ONE_NAME or body.get("stk_cd"):
        keep: Which = np.zeros(len(board.price), np.bool_)
        keep[find(asked.exchange, body["stk_cd"]).index] = True
    else:
        keep = of_market(asked, _MARKETS[body["mrkt_tp"]])
    low, high = RATE_PRICES.get(body["pric_tp"], (0, int(board.price.max()) + 1))
    keep &= (board.price >= low) & (board.price < high)
    found: list[Ints] = []
    for slots in rooms:
        names = slots.firms.room.names
        rows = np.flatnonzero(keep if names is None else keep[names])
        traded = least <= slots.flow.minutes.volume[rows, : slots.whole] * len(rooms)
        some, at = np.nonzero(traded)
        listed = rows[some] if names is None else names[rows[some]]
        # Later minutes first, then the order of the listings.
        found.append((_DAY - slots.ends[at]) * _WIDE + listed)
    marks = distinct(np.concatenate(found))
    return _DAY - marks // _WIDE, marks % _WIDE


_DAY, _WIDE = 86_400 * 2, 1 << 20


def _continued(asked: Asked, ends: Ints, names: Ints) -> int:
    """Return where the list goes on after the last pair told."""
    end, _, name = asked.position.partition(".")
    if not (end.isdecimal() and name.isdecimal()):
        return 0
    told = (ends > int(end)) | ((ends == int(end)) & (names <= int(name)))
    return int(told.sum())


class _Minutes:
    """One firm's trade in pairs of a minute's end and a name, at all venues together."""

    def __init__(
        self, asked: Asked, rooms: Sequence[_Slots], place: int, ends: Ints, names: Ints
    ) -> None:
        self.ends, self.names = ends, names
        self._asked, self._place, self._rooms = asked, place, rooms
        self._done: list[Ints] = [np.zeros(len(names), np.int64) for _ in range(2)]
        self._new: list[Ints] = [np.zeros(len(names), np.int64) for _ in range(2)]
        self._price: Ints = np.zeros(len(names), np.int64)
        # KRX comes last: its price counts where it trades.
        for slots in reversed(rooms):
            self._add(slots)

    def _add(self, slots: _Slots) -> None:
        there = [slots.firms.room.row(name) for name in self.names.tolist()]
        some = np.array([at for at, row in enumerate(there) if row is not None], np.int64)
        rows = np.array([row for row in there if row is not None], np.int64)
        if not len(rows) or not slots.whole:
            return
        before, after = slots.shares(rows, self.ends[some])
        trade = slots.firms.members.firm_at(
            self._place, np.concatenate([rows, rows]), np.concatenate([before, after])
        )
        count = len(rows)
        for side, shares in enumerate((trade.bought, trade.sold)):
            self._done[side][some] += shares[count:]
            self._new[side][some] += shares[count:] - shares[:count]
        over = slots.over(self.ends[some])
        closes = slots.flow.minutes.close[rows, np.maximum(over - 1, 0)].astype(np.int64)
        late = (self.ends[some] > slots.flow.hours.end) & (self._price[some] > 0)
        self._price[some] = np.where((over > 0) & ~late, closes, self._price[some])

    def rows(self, at: int, least: int) -> list[Row]:
        """Return the rows of one pair: its buying and its selling, where they are large enough."""
        net = int(self._done[0][at] - self._done[1][at])
        return [
            self._row(at, word, sign * int(new[at]), net)
            for word, sign, new in (("+매수", 1, self._new[0]), ("-매도", -1, self._new[1]))
            if new[at] >= least
        ]

    def _row(self, at: int, word: str, quantity: int, net: int) -> Row:
        asked, board = self._asked, self._asked.house.board
        name, end = int(self.names[at]), int(self.ends[at])
        listing = asked.exchange.universe.listings[name]
        price, base = int(self._price[at]), int(board.base[name])
        hours = asked.house.past.flow.hours
        second = end if end in (hours.open, hours.end) else end - 1
        time = datetime(2000, 1, 1) + timedelta(seconds=second)  # noqa: DTZ001 - a time alone
        values: Row = {
            "tm": clock_text(time),
            "stk_cd": listing.code,
            "stk_nm": listing.name[:20],
            "trde_ori_nm": MEMBERS[self._place].name,
            "tp": word,
            "mont_trde_qty": signed(quantity),
            "acc_netprps": signed(net),
            "cur_prc": directed(price, base),
            "pred_pre_sig": flag_of(price, base, int(board.lower[name]), int(board.upper[name])),
            "pred_pre": signed(price - base),
            "flu_rt": signed_percent(ratio(price - base, base)),
        }
        return ordered(asked.rows("trde_ori_mont_trde_qty"), values)


ANSWERS = {"ka10052": minutes}
