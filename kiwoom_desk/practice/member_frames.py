"""The pushed row of a name's member firms (0F); refuses to know who is sent it."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Venue, parse_code
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.leaders import FIVE, Table
from kiwoom_desk.practice.to_wire import Row, signed

# The first FIDs of five in a row: names, shares, changes, codes, colour marks.
_FIDS = {Side.SELL: (141, 161, 166, 146, 271), Side.BUY: (151, 171, 176, 156, 281)}
_VENUES = {Venue.KRX: "1", Venue.NXT: "2", Venue.SOR: "3"}
_NO_MEMBER, _HOME_MARK, _FOREIGN_MARK = "000", "0", "1"


def live_firms(house: House, code: str) -> Row | None:
    """Return the five firms of each side and the sums of the foreign ones; None for no name."""
    named = parse_code(code)
    listing = house.exchange.universe.by_code.get(named.code)
    if listing is None:
        return None
    tables = house.figures.at(named.venue).firms.tables(listing.index)
    sold, bought = tables[Side.SELL], tables[Side.BUY]
    net = bought.foreign - sold.foreign
    return {
        **_five(Side.SELL, sold),
        **_five(Side.BUY, bought),
        "261": signed(-sold.foreign),
        "262": signed(-sold.foreign_change),
        "263": signed(bought.foreign),
        "264": signed(bought.foreign_change),
        "267": signed(net),
        "268": signed(bought.foreign_change - sold.foreign_change),
        "337": _VENUES[named.venue],
    }


def _five(side: Side, table: Table) -> Row:
    row: Row = {}
    leaders = [*table.leaders, *[None] * FIVE][:FIVE]
    for place, leader in enumerate(leaders):
        texts = ("", "0", "0", _NO_MEMBER, _HOME_MARK)
        if leader is not None:
            mark = _FOREIGN_MARK if leader.member.foreign else _HOME_MARK
            figures = str(leader.quantity), signed(leader.change)
            texts = (leader.member.name, *figures, leader.member.code, mark)
        row.update({str(fid + place): text for fid, text in zip(_FIDS[side], texts, strict=True)})
    return row
