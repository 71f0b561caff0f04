"""Groups and their names as running queries, one line a scan; refuses to ask by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from kiwoom_desk.base.logs import facts
from kiwoom_desk.broker.gateway import Turn
from kiwoom_desk.catalogue.columns import Column, columns
from kiwoom_desk.catalogue.differences import Differences, differences
from kiwoom_desk.catalogue.model import Catalogue, Field, Kind
from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.catalogue.values import BadNumber, Scalar, identity, text_number
from kiwoom_desk.domain.quote import Quote

log = logging.getLogger(__name__)

Figure = int | str | None
"""A cell: won, shares or a count; hundredths of a percent for rates; a text; None for a blank."""

MOST_PAGES = 10


class ScanSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One scan: its API, request values and columns.

    `title` is a short English source string; `values` are sent with every page; `filters` are the
    request keys that a person may choose, the first choice standing in `values`; `shown` are the
    columns a list opens with; `key` is the field that tells a row from the others.
    """

    id: str
    api_id: str
    title: str
    values: dict[str, str]
    shown: tuple[str, ...]
    filters: tuple[str, ...] = ("mrkt_tp",)
    key: str = "stk_cd"


THEMES = ScanSpec(
    id="themes",
    api_id="ka90001",
    title="Themes",
    values={"qry_tp": "0", "date_tp": "10", "flu_pl_amt_tp": "3", "stex_tp": "1"},
    shown=("thema_nm", "flu_rt", "dt_prft_rt", "stk_num"),
    filters=("date_tp",),
    key="thema_grp_cd",
)
THEMES_OF_NAME = msgspec.structs.replace(
    THEMES,
    values=THEMES.values | {"qry_tp": "2", "stk_cd": ""},
    filters=("date_tp", "stk_cd"),
)
"""The groups that a name is in; its columns are arranged with those of all groups."""
THEME_MEMBERS = ScanSpec(
    id="theme_members",
    api_id="ka90002",
    title="Names of the theme",
    values={"date_tp": "10", "stex_tp": "1"},
    shown=("stk_nm", "cur_prc", "flu_rt", "dt_prft_rt_n"),
    filters=("date_tp", "thema_grp_cd"),
)


class ScanRow(msgspec.Struct, frozen=True, gc=False):
    """One row: its place from 1, its key (a bare code for names) and its figures by wire key."""

    place: int
    key: str
    figures: dict[str, Figure]


class ScanPage(Protocol):
    """What a query brings: the made reply, and where it goes on."""

    @property
    def body(self) -> Any:
        """The made Struct of the reply."""
        ...

    @property
    def cursor(self) -> Any:
        """Where the next page starts, None at the end."""
        ...

    @property
    def raw(self) -> bytes:
        """The body as it came."""
        ...


class ScanSource(Protocol):
    """What a scan needs of the gateway."""

    async def run(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any | None = None,
        turn: Turn | None = None,
    ) -> ScanPage:
        """Ask one page."""
        ...


def scan_fields(catalogue: Catalogue, spec: ScanSpec) -> tuple[Field, ...]:
    """Return the fields of a row; raise ValueError for an API without exactly one list."""
    return _list(catalogue, spec).children


def scan_columns(catalogue: Catalogue, spec: ScanSpec) -> tuple[Column, ...]:
    """Return the columns of a scan, the shown ones first in their order, the rest as published.

    Raise ValueError for a shown key that the API does not have.
    """
    found = {column.key: column for column in columns(scan_fields(catalogue, spec))}
    unknown = [key for key in (*spec.shown, spec.key) if key not in found]
    if unknown:
        raise ValueError(f"{spec.api_id} has no {', '.join(unknown)}")
    return (*(found.pop(key) for key in spec.shown), *found.values())


def scan_choices(catalogue: Catalogue, spec: ScanSpec, key: str) -> dict[str, str]:
    """Return the published choices of a filter, code to label; raise KeyError for another key."""
    return next(field.choices for field in catalogue.api(spec.api_id).request if field.key == key)


class Scan:
    """One running scan: `refresh` reads what is held anew, `more` the page after it.

    `rows` never hold a key twice: between two pages a ranking moves.
    """

    def __init__(
        self,
        source: ScanSource,
        catalogue: Catalogue,
        spec: ScanSpec,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        unknown = set(chosen or ()) - set(spec.filters)
        if unknown:
            raise ValueError(f"{spec.id} has no filter {', '.join(sorted(unknown))}")
        self.spec = spec
        self.values = spec.values | dict(chosen or {})
        self.rows: tuple[ScanRow, ...] = ()
        self.pages = 0
        """Pages held; a refresh asks as many again."""
        self.marks = Differences()
        """How the held pages differ from the description."""
        self._api = catalogue.api(spec.api_id)
        self._source = source
        self._list = attribute(_list(catalogue, spec).key)
        self._columns = columns(scan_fields(catalogue, spec))
        self._cursor: Any | None = None

    @property
    def complete(self) -> bool:
        """Tell whether there is no further page to ask."""
        return self.pages > 0 and (self._cursor is None or self.pages >= MOST_PAGES)

    async def refresh(self, turn: Turn | None = None) -> None:
        """Read the held pages (at least the first) anew; on an error the old rows stay."""
        await self._read(max(self.pages, 1), turn)

    async def read_all(self, turn: Turn | None = None) -> None:
        """Read every page, up to MOST_PAGES."""
        await self._read(MOST_PAGES, turn)

    async def more(self, turn: Turn | None = None) -> None:
        """Read the page after the held ones; nothing happens when all is held."""
        if self.complete:
            return
        page = await self._ask(self._cursor, turn)
        self.marks = self.marks.joined(differences(self._api, page.raw))
        self._hold((*self.rows, *self._rows(page)), self.pages + 1, page.cursor)

    def follow(self, quotes: Mapping[str, Quote]) -> None:
        """Give rows the price, change, rate and volume of their quotes, by code."""
        self.rows = tuple(
            row if (quote := quotes.get(row.key)) is None else _followed(row, quote)
            for row in self.rows
        )

    async def _read(self, wanted: int, turn: Turn | None) -> None:
        rows: list[ScanRow] = []
        cursor: Any | None = None
        pages, marks = 0, Differences()
        while not pages or (cursor is not None and pages < wanted):
            page = await self._ask(cursor, turn)
            rows += self._rows(page)
            marks = marks.joined(differences(self._api, page.raw))
            cursor, pages = page.cursor, pages + 1
        self.marks = marks
        self._hold(rows, pages, cursor)

    async def _ask(self, cursor: Any | None, turn: Turn | None) -> ScanPage:
        return await self._source.run(self.spec.api_id, self.values, cursor, turn)

    def _hold(self, rows: Iterable[ScanRow], pages: int, cursor: Any | None) -> None:
        first: dict[str, ScanRow] = {}
        for row in rows:
            first.setdefault(row.key, row)
        self.rows = tuple(
            ScanRow(place, row.key, row.figures) for place, row in enumerate(first.values(), 1)
        )
        self.pages, self._cursor = pages, cursor

    def _rows(self, page: ScanPage) -> list[ScanRow]:
        return [
            made
            for row in getattr(page.body, self._list) or ()
            if (made := self._row(row)) is not None
        ]

    def _row(self, row: Any) -> ScanRow | None:
        try:
            figures = {one.key: figure(one, getattr(row, one.attribute)) for one in self._columns}
        except BadNumber:
            log.info("row_set_aside", extra=facts(api_id=self.spec.api_id, reason="number"))
            return None
        key = figures[self.spec.key]
        if not isinstance(key, str) or not key:
            log.info("row_set_aside", extra=facts(api_id=self.spec.api_id, reason="key"))
            return None
        return ScanRow(0, key, figures)


def figure(column: Column, text: Scalar) -> Figure:
    """Return a cell's value; rates in hundredths of a percent; raise BadNumber."""
    if text is None:
        return None
    if column.field.numeric:
        number = text_number(column.field, text)
        if number is None or column.kind is not Kind.RATE:
            return None if number is None else round(number)
        return round(Decimal(number) * 100)
    if column.key == "stk_cd":
        return identity(str(text)).code
    return str(text).strip()


def _followed(row: ScanRow, quote: Quote) -> ScanRow:
    if not quote.price:
        return row
    told: dict[str, Figure] = {
        "cur_prc": quote.price,
        "pred_pre": quote.change,
        "flu_rt": quote.rate,
        "acc_trde_qty": quote.volume,
    }
    known = {key: value for key, value in told.items() if key in row.figures}
    return ScanRow(row.place, row.key, row.figures | known)


def _list(catalogue: Catalogue, spec: ScanSpec) -> Field:
    lists = catalogue.api(spec.api_id).lists
    if len(lists) != 1:
        raise ValueError(f"{spec.api_id} has {len(lists)} lists")
    return lists[0]
