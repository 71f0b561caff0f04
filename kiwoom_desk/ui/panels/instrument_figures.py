"""What is told of one name, gathered from eight answers into groups of figures; refuses to ask."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.reply_tables import Cell, ReplyTables, Single, row_cells
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.figure_sheet import Figure, FigureGroup
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.panels.asked_columns import figure_text
from kiwoom_desk.ui.panels.explorer_columns import cell_tone, unit_of

BASICS, PRINTED, BOOK, TODAY, WATCHED, LISTED = (
    "ka10001",
    "ka10007",
    "ka10004",
    "ka10006",
    "ka10095",
    "ka10100",
)
SILENT, STATUS = "0A", "0g"
"""Real-time types: the quote between prints, and the standing of the name."""

# Ratios are known to be ratios, and % stands in the label.
_UNTOLD = frozenset({"", "%", "배"})


class Told(msgspec.Struct, frozen=True):
    """All that is known of a name: single fields by API and key, and the live quote."""

    fields: Mapping[str, Mapping[str, Single]] = {}
    quote: Quote | None = None

    def with_reply(self, api_id: str, reply: ReplyTables) -> Told:
        """Take an answer; of a list its first row counts."""
        found = {single.column.key: single for single in reply.singles}
        for table in reply.tables:
            if table.rows:
                cells = zip(table.columns, table.rows[0].cells, strict=True)
                found |= {column.key: Single(column, cell) for column, cell in cells}
        return Told(dict(self.fields) | {api_id: found}, self.quote)

    def with_push(self, type_id: str, row: object) -> Told:
        """Take a push of the stream."""
        described = columns(catalogue().types[type_id].fields)
        pairs = zip(described, row_cells(described, row), strict=True)
        found = {column.key: Single(column, cell) for column, cell in pairs}
        return Told(dict(self.fields) | {type_id: found}, self.quote)

    def single(self, api_id: str, key: str) -> Single | None:
        """Return one field, None before its answer came."""
        return self.fields.get(api_id, {}).get(key)

    def number(self, api_id: str, key: str) -> int | Decimal:
        """Return a figure, 0 for what is blank or not there yet."""
        single = self.single(api_id, key)
        value = None if single is None else single.cell.value
        return 0 if value is None or isinstance(value, str) else value

    def word(self, api_id: str, key: str) -> str:
        """Return a text as a person reads it."""
        single = self.single(api_id, key)
        return "" if single is None else figure_text(single.column, single.cell)


_Line = tuple[str, str, str]
# Title, API, key: figures that are told as they come.
_RANGE: tuple[_Line, ...] = (
    (mark("Highest of 250 days"), BASICS, "250hgst"),
    (mark("on", "date of an extreme"), BASICS, "250hgst_pric_dt"),
    (mark("Price against it %"), BASICS, "250hgst_pric_pre_rt"),
    (mark("Lowest of 250 days"), BASICS, "250lwst"),
    (mark("on", "date of an extreme"), BASICS, "250lwst_pric_dt"),
    (mark("Price against it %"), BASICS, "250lwst_pric_pre_rt"),
    (mark("Highest of the year"), BASICS, "oyr_hgst"),
    (mark("Lowest of the year"), BASICS, "oyr_lwst"),
)
_VALUE: tuple[_Line, ...] = (
    ("PER", BASICS, "per"),
    ("EPS", BASICS, "eps"),
    ("PBR", BASICS, "pbr"),
    ("BPS", BASICS, "bps"),
    ("ROE %", BASICS, "roe"),
    ("EV", BASICS, "ev"),
    (mark("Sales"), BASICS, "sale_amt"),
    (mark("Operating profit"), BASICS, "bus_pro"),
    (mark("Net profit"), BASICS, "cup_nga"),
)
_SHARES: tuple[_Line, ...] = (
    (mark("Market value"), BASICS, "mac"),
    (mark("Share of the market %"), BASICS, "mac_wght"),
    (mark("Listed shares"), BASICS, "flo_stk"),
    (mark("Free float %"), BASICS, "dstr_rt"),
    (mark("Foreign limit used %"), BASICS, "for_exh_rt"),
    (mark("Bought on credit %"), BASICS, "crd_rt"),
    (mark("Collateral price"), BASICS, "repl_pric"),
    (mark("Capital"), BASICS, "cap"),
    (mark("Face value"), BASICS, "fav"),
    (mark("Settlement month"), BASICS, "setl_mm"),
)
_STANDING: tuple[_Line, ...] = (
    (mark("Market"), LISTED, "marketName"),
    (mark("Sector"), LISTED, "upName"),
    (mark("Size class"), LISTED, "upSizeName"),
    (mark("Listed on"), LISTED, "regDay"),
    (mark("Supervision"), LISTED, "auditInfo"),
    (mark("Warning"), LISTED, "orderWarning"),
    (mark("Trades on NXT"), LISTED, "nxtEnable"),
    (mark("Margin"), STATUS, "382"),
)
_BOOK: tuple[_Line, ...] = (
    (mark("Best ask size"), WATCHED, "pri_sel_req"),
    (mark("Best ask orders"), WATCHED, "pri_sel_cnt"),
    (mark("Best bid size"), WATCHED, "pri_buy_req"),
    (mark("Best bid orders"), WATCHED, "pri_buy_cnt"),
    (mark("All asks"), BOOK, "tot_sel_req"),
    (mark("All bids"), BOOK, "tot_buy_req"),
)
_OVERTIME: tuple[_Line, ...] = (
    (mark("After-hours asks"), BOOK, "ovt_sel_req"),
    (mark("After-hours bids"), BOOK, "ovt_buy_req"),
    (mark("Expected price"), PRINTED, "exp_cntr_pric"),
    (mark("Expected size"), PRINTED, "exp_cntr_qty"),
)


def figure_groups(told: Told) -> tuple[FigureGroup, ...]:
    """Return every group; figures that have not come yet are blank."""
    return (
        FigureGroup(tr("Today", "figures"), _today(told)),
        FigureGroup(tr("Order book"), (*_lines(told, _BOOK), _pressure(told), *_auction(told))),
        FigureGroup(tr("Range"), (*_limits(told), *_lines(told, _RANGE))),
        FigureGroup(
            tr("Valuation", "figures"), tuple(_unsigned(one) for one in _lines(told, _VALUE))
        ),
        FigureGroup(tr("Shares"), _lines(told, _SHARES)),
        FigureGroup(tr("Standing"), (*_lines(told, _STANDING), *_states(told))),
    )


def _lines(told: Told, lines: tuple[_Line, ...]) -> tuple[Figure, ...]:
    return tuple(_line(told, title, api_id, key) for title, api_id, key in lines)


def _line(told: Told, title: str, api_id: str, key: str) -> Figure:
    single = told.single(api_id, key)
    if single is None:
        return Figure(tr(title), "")
    unit = unit_of(single)
    told_as = tr(title) if unit in _UNTOLD else f"{tr(title)} ({label(unit)})"
    cell: Cell = single.cell
    return Figure(told_as, figure_text(single.column, cell), cell_tone(single.column, cell).value)


def _today(told: Told) -> tuple[Figure, ...]:
    quote = told.quote
    if quote is None or not quote.price:
        return (Figure(tr("Price"), ""),)
    before = told.number(PRINTED, "pred_trde_qty")
    listed = told.number(PRINTED, "flo_stkcnt") * 1_000
    worth = told.number(TODAY, "trde_prica") * 1_000_000
    counted = told.number(TODAY, "trde_qty")
    base = quote.price - quote.change

    def price(title: str, value: int, strong: bool = False) -> Figure:
        return Figure(title, text.known(value), _tone(value - base if value else 0), strong)

    return (
        price(tr("Price"), quote.price, True),
        Figure(tr("Change"), text.change(quote.change), _tone(quote.change)),
        Figure(tr("Rate %"), text.rate(quote.rate), _tone(quote.rate)),
        price(tr("Open"), quote.open),
        price(tr("High"), quote.high),
        price(tr("Low"), quote.low),
        price(tr("Average price of the day"), int(worth / counted) if counted else 0),
        Figure(tr("Volume"), text.known(quote.volume)),
        Figure(tr("of yesterday's volume %"), _share(quote.volume, before)),
        Figure(tr("Value mn", "scan"), text.known(quote.value)),
        Figure(tr("Turnover of listed shares %"), _share(quote.volume, listed)),
        Figure(tr("Strength %"), text.hundredths(quote.strength), _tone(quote.strength - 10_000)),
    )


def _limits(told: Told) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            tr(title),
            _away(told, key),
            "up" if key == "upl_pric" else "down",
        )
        for title, key in (
            (mark("Upper limit, to go %"), "upl_pric"),
            (mark("Lower limit, to go %"), "lst_pric"),
        )
    )


def _away(told: Told, key: str) -> str:
    limit, quote = told.number(BASICS, key), told.quote
    if not limit:
        return ""
    if quote is None or not quote.price:
        return f"{limit:,}"
    return f"{limit:,}  {(Decimal(limit) / quote.price - 1) * 100:+.2f}"


def _pressure(told: Told) -> Figure:
    asks, bids = told.number(BOOK, "tot_sel_req"), told.number(BOOK, "tot_buy_req")
    tone = _tone(int(bids - asks)) if asks and bids else "text"
    return Figure(tr("Bids to asks %"), _share(bids, asks), tone)


def _auction(told: Told) -> tuple[Figure, ...]:
    return tuple(
        Figure(figure.label, "" if figure.text == "0" else figure.text, figure.tone)
        for figure in _lines(told, _OVERTIME)
    )


def _unsigned(figure: Figure) -> Figure:
    # Earnings a share come with a sign that says nothing about yesterday.
    text = figure.text.removeprefix("▲").removeprefix("+")
    return Figure(figure.label, text.replace("▼", "-"))


def _states(told: Told) -> tuple[Figure, ...]:
    # The broker joins its remarks with a bar; the stream knows them before the list does.
    said = told.word(STATUS, "370") or told.word(LISTED, "state")
    words = [word for word in said.split("|") if word]
    return tuple(
        Figure(tr("Remark") if not place else "", word) for place, word in enumerate(words)
    )


def _share(part: int | Decimal, whole: int | Decimal) -> str:
    return f"{Decimal(part) * 100 / Decimal(whole):,.2f}" if whole and part else ""


def _tone(number: int | Decimal) -> str:
    return "up" if number > 0 else "down" if number < 0 else "text"
