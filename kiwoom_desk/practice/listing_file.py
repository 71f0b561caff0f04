"""Reads listed shares from CSV text (market/README.md); refuses a file with one wrong cell, naming it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.groups import sector_of
from kiwoom_desk.practice.universe import Listing, UniverseError

_REQUIRED = ("code", "name", "market", "close", "volume", "shares")
_OPTIONAL = ("segment", "industry", "listed_on", "settle_month", "prev_close")
_MARKETS = {
    "KOSPI": Market.KOSPI,
    "KOSDAQ": Market.KOSDAQ,
    "KOSDAQ GLOBAL": Market.KOSDAQ,
    "KONEX": Market.KONEX,
}
_CODE = re.compile(r"[0-9A-Z]{6}")
_WHOLE = re.compile(r"[0-9]{1,15}")
# A close further than any daily limit from its base can only be a first day of listing.
_BEYOND_LIMIT = 1.31
# What a usual day may look like for a name that did not trade on the file's day.
_UNTRADED_SHARE = 20_000


class _Row:
    """One line with its heads, which turns cells into values or an error that names the place."""

    def __init__(self, line: int, heads: dict[str, int], cells: list[str]) -> None:
        if len(cells) < len(heads):
            missing = next(head for head, place in heads.items() if place >= len(cells))
            raise UniverseError(line, missing, "the row ends before this column")
        if len(cells) > len(heads):
            raise UniverseError(line, list(heads)[-1], "the row has more cells than the heads")
        self.line, self._heads, self._cells = line, heads, cells

    def text(self, head: str, required: bool = False) -> str:
        place = self._heads.get(head)
        text = "" if place is None else self._cells[place].strip()
        if required and not text:
            raise UniverseError(self.line, head, "is empty")
        return text

    def whole(self, head: str, least: int) -> int:
        text = self.text(head, required=True)
        if not _WHOLE.fullmatch(text):
            raise UniverseError(self.line, head, f"is not a whole number: {text[:40]!r}")
        if int(text) < least:
            raise UniverseError(self.line, head, f"is below {least}: {text}")
        return int(text)

    def day(self, head: str) -> date | None:
        text = self.text(head)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UniverseError(self.line, head, f"is not a date: {text[:40]!r}") from None


def read_shares(data: bytes) -> tuple[Listing, ...]:
    """Return every share of the file in its order; raise UniverseError at the first wrong cell."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UniverseError(line, "", "is not UTF-8 text") from error
    shares: list[Listing] = []
    seen: set[str] = set()
    for row in _rows(text):
        share = _share(row, len(shares))
        if share.code in seen:
            raise UniverseError(row.line, "code", f"appears twice: {share.code}")
        seen.add(share.code)
        shares.append(share)
    if not shares:
        raise UniverseError(2, "code", "the file has no rows")
    return tuple(shares)


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(text.splitlines(), strict=True)
    heads: dict[str, int] | None = None
    try:
        for cells in reader:
            if heads is None:
                heads = _heads(cells)
            elif cells:
                yield _Row(reader.line_num, heads, cells)
    except csv.Error as error:
        raise UniverseError(reader.line_num, "", f"is not CSV: {error}") from error
    if heads is None:
        raise UniverseError(1, _REQUIRED[0], "the file is empty")


def _heads(cells: list[str]) -> dict[str, int]:
    heads = {cell.strip(): place for place, cell in enumerate(cells)}
    for head in _REQUIRED:
        if head not in heads:
            raise UniverseError(1, head, "this column is missing")
    if len(heads) < len(cells):
        raise UniverseError(1, "", "a column appears twice")
    return heads


def _share(row: _Row, index: int) -> Listing:
    code = row.text("code", required=True)
    if not _CODE.fullmatch(code):
        raise UniverseError(row.line, "code", f"is not a code of six characters: {code[:40]!r}")
    market = _MARKETS.get(row.text("market", required=True))
    if market is None:
        raise UniverseError(row.line, "market", f"is not known: {row.text('market')[:40]!r}")
    close, volume = row.whole("close", 1), row.whole("volume", 0)
    shares, before = row.whole("shares", 1), 0
    if row.text("prev_close"):
        before = row.whole("prev_close", 1)
    industry = row.text("industry")
    sector = sector_of(industry, row.text("name", required=True), market)
    first_day = before > 0 and close > before * _BEYOND_LIMIT
    return Listing(
        index=index,
        code=code,
        name=row.text("name"),
        market=market,
        product=Product.SHARE,
        previous_close=close,
        shares=shares,
        typical_volume=volume or max(shares // _UNTRADED_SHARE, 1),
        segment=row.text("segment"),
        industry=industry,
        sector_code=sector.code,
        sector_name=sector.name,
        listed_on=row.day("listed_on"),
        settle_month=row.text("settle_month"),
        # A KONEX name without volume found no buyer; elsewhere a silent day means a halt.
        halted=volume == 0 and market is not Market.KONEX,
        first_day=first_day,
        issue_price=before if first_day else 0,
    )
