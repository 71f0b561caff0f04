"""What is told of one name around its auctions, as groups of figures; refuses to ask."""

from __future__ import annotations

from collections.abc import Mapping

from kiwoom_desk.domain.quote import Expected, Quote
from kiwoom_desk.market.reply_tables import Single
from kiwoom_desk.market.single_price import SinglePrice
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.figure_sheet import Figure, FigureGroup
from kiwoom_desk.ui.kit.language import tr


def auction_group(expected: Expected | None, quote: Quote | None) -> FigureGroup:
    """Return the running auction (0H) beside the last price."""
    if expected is None or not expected.price:
        return FigureGroup(tr("Auction"), (Figure(tr("Expected price"), ""),))
    gap = expected.price - quote.price if quote is not None and quote.price else None
    return FigureGroup(
        tr("Auction"),
        (
            Figure(tr("Expected price"), f"{expected.price:,}", _tone(expected.change), True),
            Figure(tr("Change"), text.change(expected.change), _tone(expected.change)),
            Figure(tr("Rate %"), text.rate(expected.rate), _tone(expected.rate)),
            Figure(tr("Expected size"), text.known(expected.size)),
            Figure(tr("Against the last price"), text.change(gap), _tone(gap or 0)),
            Figure(tr("Time"), text.clock_time(expected.time)),
        ),
    )


def closing_group(book: SinglePrice | None, totals: Mapping[str, Single]) -> FigureGroup:
    """Return what waits for the trade at the closing price: pushed (0E), else as the book told."""
    asks = _number(totals, "131") or (book.closing_asks if book else 0)
    bids = _number(totals, "135") or (book.closing_bids if book else 0)
    return FigureGroup(
        tr("At the closing price"),
        (
            Figure(tr("Asks"), text.known(asks), "down"),
            Figure(tr("Change of asks"), text.signed(_number(totals, "132"))),
            Figure(tr("Bids"), text.known(bids), "up"),
            Figure(tr("Change of bids"), text.signed(_number(totals, "136"))),
            Figure(tr("Bids to asks %"), f"{bids * 100 / asks:,.2f}" if asks else ""),
        ),
    )


def single_group(book: SinglePrice | None) -> FigureGroup:
    """Return the figures of the after-hours single price (ka10087)."""
    if book is None:
        return FigureGroup(tr("After-hours single price", "book"), (Figure(tr("Price"), ""),))
    return FigureGroup(
        tr("After-hours single price", "book"),
        (
            Figure(tr("Price"), text.known(book.price), _tone(book.change), True),
            Figure(tr("Change"), text.change(book.change), _tone(book.change)),
            Figure(tr("Rate %"), f"{book.rate:+.2f}", _tone(book.change)),
            Figure(tr("Volume"), text.known(book.volume)),
            Figure(tr("All asks"), text.known(book.asks), "down"),
            Figure(tr("All bids"), text.known(book.bids), "up"),
            Figure(tr("Time"), text.clock_time(book.time)),
        ),
    )


def _number(totals: Mapping[str, Single], key: str) -> int | None:
    single = totals.get(key)
    value = None if single is None else single.cell.value
    return None if value is None or isinstance(value, str) else int(value)


def _tone(number: int) -> str:
    return "up" if number > 0 else "down" if number < 0 else "text"
