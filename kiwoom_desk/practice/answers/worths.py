"""Names by what is paid for their business (ka10026), and where their shares changed hands (ka10025)."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import Which, common, minutes_of, of_market, ranked
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.to_wire import Row, directed, ordered, percent, signed_percent

_PRICE_BOOK, _PRICE_EARNINGS = "12", "34"
_LOW = "135"
_WITH_PRICE = "1"
_MOST_BANDS = 30


def multiples(asked: Asked) -> Answered:
    """Rank shares by PBR, PER or ROE, the lowest or the highest first (ka10026).

    The field `per` tells the figure that was asked for. A loss has no PER.
    """
    kind = asked.body["pertp"]
    figures, known = _figures(asked, kind)
    keep = of_market(asked, "000") & known

    def row(found: NameView, place: int) -> Row:
        return {
            **common(found),
            "per": percent(int(figures[found.listing.index])),
            "now_trde_qty": str(found.volume),
            "sel_bid": directed(found.ask, found.base),
        }

    return ranked(asked, "high_low_per", keep, -figures if kind in _LOW else figures, row)


def _figures(asked: Asked, kind: str) -> tuple[Ints, Which]:
    """Return the figure asked for in hundredths, and which names have one."""
    found, price = asked.house.fundamentals, asked.board.price
    if kind in _PRICE_BOOK:
        return price * 100 // np.maximum(found.book, 1), found.book > 0
    if kind in _PRICE_EARNINGS:
        return price * 100 // np.maximum(found.earnings, 1), found.earnings > 0
    cut = np.abs(found.earnings) * 10_000 // np.maximum(found.book, 1)
    return np.where(found.earnings < 0, -cut, cut), found.book > 0


def crowded_bands(asked: Asked) -> Answered:
    """Rank price bands where much of a period's volume changed hands (ka10025).

    A period's prices are cut into as many bands as asked for. `cur_prc_entry` 0 leaves out the
    band that the price stands in.
    """
    body, board = asked.body, asked.board
    count = min(minutes_of(body["prpscnt"]), _MOST_BANDS)
    low, width, volumes = asked.there.days.bands(int(body["cycle_tp"]), count)
    whole = volumes.sum(axis=1)
    shares = volumes * 10_000 // np.maximum(whole, 1)[:, None]
    least = min(minutes_of(body["prps_cnctr_rt"]), 100) * 100
    keep = (shares >= least) & (of_market(asked) & (whole > 0))[:, None]
    if body["cur_prc_entry"] != _WITH_PRICE:
        keep &= ((board.price - low) // width)[:, None] != np.arange(count)[None, :]
    flat = np.flatnonzero(keep.ravel())
    order = flat[np.argsort(-shares.ravel()[flat], kind="stable")]
    page = by_place(asked, len(order))
    fields, listings = asked.rows("prps_cnctr"), asked.exchange.universe.listings
    rows = []
    for at, band in (divmod(int(one), count) for one in order[page.first : page.last]):
        found = asked.look(listings[at])
        start = int(low[at]) + band * int(width[at])
        values: Row = {
            **common(found),
            "now_trde_qty": str(found.volume),
            "pric_strt": str(start),
            "pric_end": str(start + int(width[at]) - 1),
            "prps_qty": str(int(volumes[at, band])),
            "prps_rt": signed_percent(int(shares[at, band])),
        }
        rows.append(ordered(fields, values))
    return Answered({"prps_cnctr": rows}, page.following, empty=not len(order))


ANSWERS: dict[str, Answer] = {"ka10025": crowded_bands, "ka10026": multiples}
