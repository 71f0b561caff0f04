"""The questions that upper rooms ask, as domain values; refuses orders and half-read lists called whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker import account_rows, gold_rows, market_replies
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.gate import Turn
from kiwoom_desk.broker.link import Compared
from kiwoom_desk.broker.market_replies import CHARTS, LISTS, InstrumentInfo
from kiwoom_desk.broker.rest import Cursor, Page, RestReader
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.domain.bar import Bar, Period
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Instrument, Market, Venue, wire_code
from kiwoom_desk.domain.order import FillRow, Listing, OrderRow
from kiwoom_desk.domain.position import AccountStatus, Balance, Deposit
from kiwoom_desk.domain.quote import Quote, Tick

log = logging.getLogger(__name__)

CODES_A_CALL = 100
_TOO_MANY = "1634"
_UNKNOWN = frozenset({"1901", "1902", "1903"})


class BarPage(msgspec.Struct, frozen=True):
    """A page of bars, oldest first, and where the next older one starts; None at the end."""

    bars: tuple[Bar, ...]
    cursor: Cursor | None = None


def _all(_row: object) -> bool:
    return True


class Queries:
    """Every method asks over REST and raises QueryError when nothing usable came.

    `delayed` tells each query that the rate limit holds up; `compared` how bars and the account's
    figures differ from their description, with nothing in it when they do not.
    """

    def __init__(self, rest: RestReader, clock: Clock, environment: Environment) -> None:
        self._rest, self._clock = rest, clock
        self.delayed = rest.delayed
        self.compared: Signal[Compared] = Signal()
        # One name that the exchange does not know refuses a whole call of ka10095.
        self._unknown: set[str] = set()
        # The demo exchange knows one venue and refuses to be asked for all.
        demo = environment is Environment.DEMO
        self._venue_number, self._venue_name = ("1", "KRX") if demo else ("0", "%")

    async def run(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Cursor | None = None,
        turn: Turn | None = None,
    ) -> Page:
        """Ask one page of any query; raise OrderRefusedHere for orders, RequestError for values."""
        return await self._rest.page(api_id, values, cursor, turn or Turn())

    async def instruments(self) -> tuple[Instrument, ...]:
        """Return every name of every market (ka10099).

        A market that is refused is left out; raise QueryError when all are, or a page is missing.
        """
        found: dict[str, Instrument] = {}
        refused: list[QueryError] = []
        for choice, market in LISTS:
            try:
                names = await self._instruments_of(choice, market)
            except QueryError as error:
                if error.retry:
                    raise
                refused.append(error)
                left_out = facts(api_id="ka10099", market=choice, code=error.code)
                log.info("market_left_out", extra=left_out)
            else:
                found.update((one.code, one) for one in names)
        if len(refused) == len(LISTS):
            raise refused[-1]
        return tuple(found.values())

    async def quotes(self, codes: Sequence[str]) -> tuple[Quote, ...]:
        """Return the state of names (ka10095), a hundred a call, fewer where that is too many.

        Names that the exchange does not know are left out, and not asked for again.
        """
        asked = [code for code in codes if code not in self._unknown]
        made: list[Quote] = []
        for start in range(0, len(asked), CODES_A_CALL):
            made += await self._quotes(asked[start : start + CODES_A_CALL])
        return tuple(made)

    async def instrument_info(self, code: str) -> InstrumentInfo:
        """Return limits, base price and ratios of a name (ka10001)."""
        page = await self._rest.page("ka10001", {"stk_cd": code})
        return market_replies.instrument_info(code, page.body)

    async def book(self, code: str, venue: Venue) -> Book:
        """Return the ten levels of a name at a venue (ka10004)."""
        page = await self._rest.page("ka10004", {"stk_cd": wire_code(code, venue)})
        return market_replies.asked_book(code, venue, page.body)

    async def recent_ticks(self, code: str) -> tuple[Tick, ...]:
        """Return the last prints of a name, newest first (ka10003)."""
        page = await self._rest.page("ka10003", {"stk_cd": code})
        return market_replies.recent_ticks(page.body)

    async def bars(self, code: str, period: Period, cursor: Cursor | None = None) -> BarPage:
        """Return a page of bars and the cursor of the next older one (ka10079-ka10083, ka10094)."""
        api_id = self.bars_api(period)
        if cursor is None:
            today = self._clock.market().date()
            values = market_replies.chart_values(code, period, today)
        else:
            values = msgspec.json.decode(cursor.body, type=dict[str, str])
            values = {key: value for key, value in values.items() if value}
        page = await self._rest.page(api_id, values, cursor)
        marks = self._rest.compared(page)
        made, aside = market_replies.bars(period, page.body)
        if aside:
            marks = marks.joined(Differences(odd=(CHARTS[period.unit].rows,)))
        self.compared.emit(Compared(api_id, marks))
        return BarPage(made, page.cursor if made else None)

    def bars_api(self, period: Period) -> str:
        """Return the API that `bars` asks for a period."""
        return CHARTS[period.unit].api_id

    async def open_orders(self, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        """Return the open orders of the account that are wanted, all pages (ka10075)."""
        values = {"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": self._venue_number}
        return await self._listing("ka10075", values, "oso", account_rows.open_row, wanted)

    async def filled_orders(self, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        """Return the orders that filled today and are wanted, all pages (ka10076)."""
        values = {"stk_cd": "", "qry_tp": "0", "sell_tp": "0", "stex_tp": self._venue_number}
        return await self._listing("ka10076", values, "cntr", account_rows.filled_row, wanted)

    async def day_orders(self, day: date, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        """Return the orders of a Korean day that are wanted, all pages (kt00007)."""
        values = {**self._of_day(day), "qry_tp": "1"}
        return await self._listing(
            "kt00007", values, "acnt_ord_cntr_prps_dtl", account_rows.day_row, wanted
        )

    async def day_fills(
        self, day: date, wanted: Callable[[FillRow], bool] = _all
    ) -> tuple[FillRow, ...]:
        """Return the fills of a day that are wanted (kt00009).

        Raise QueryError when a page or row is missing.
        """
        values = {**self._of_day(day), "mrkt_tp": "0", "qry_tp": "1"}
        key = "acnt_ord_cntr_prst_array"
        made: list[FillRow] = []

        def take(body: Any) -> None:
            try:
                read = (account_rows.fill_row(row) for row in getattr(body, key) or ())
                made.extend(row for row in read if wanted(row))
            except (BadRow, BadNumber):
                raise QueryError("row", "kt00009") from None

        reason = await self._rest.each_page("kt00009", values, key, take)
        if reason:
            raise QueryError(reason, "kt00009", retry=True)
        return tuple(made)

    async def balance(self) -> Balance:
        """Return totals and holdings (kt00018); raise QueryError when a page is missing."""
        values = {"qry_tp": "1", "dmst_stex_tp": "KRX"}
        pages = await self._rest.pages("kt00018", values, "acnt_evlt_remn_indv_tot")
        if not pages.complete:
            raise QueryError(pages.reason, "kt00018", retry=True)
        self.compared.emit(Compared("kt00018", pages.marks))
        return account_rows.balance(pages.bodies)

    async def deposit(self) -> Deposit:
        """Return the cash figures (kt00001, estimated)."""
        page = await self._rest.page("kt00001", {"qry_tp": "3"})
        self._compare(page)
        return account_rows.deposit(page.body)

    async def gold_orders(self, day: date, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        """Return the orders for gold of a Korean day that are wanted, all pages (kt50031)."""
        values = {**self._of_day(day), "qry_tp": "1"}
        key = "acnt_ord_cntr_prps_dtl"
        return await self._listing("kt50031", values, key, gold_rows.day_row, wanted)

    async def gold_open_orders(
        self, day: date, wanted: Callable[[OrderRow], bool] = _all
    ) -> Listing:
        """Return the open orders for gold of a Korean day that are wanted, all pages (kt50075)."""
        values = {**self._of_day(day), "qry_tp": "1", "mrkt_deal_tp": "5"}
        key = "acnt_ord_oso_prst"
        return await self._listing("kt50075", values, key, gold_rows.open_row, wanted)

    async def gold_balance(self) -> Balance:
        """Return totals and grams of the account for gold (kt50020); raise QueryError as balance."""
        pages = await self._rest.pages("kt50020", {}, "gold_acnt_evlt_prst")
        if not pages.complete:
            raise QueryError(pages.reason, "kt50020", retry=True)
        self.compared.emit(Compared("kt50020", pages.marks))
        return gold_rows.balance(pages.bodies)

    async def gold_deposit(self) -> Deposit:
        """Return the cash of the account for gold (kt50021)."""
        page = await self._rest.page("kt50021", {})
        self._compare(page)
        return gold_rows.deposit(page.body)

    async def account_status(self) -> AccountStatus:
        """Return the valued account (kt00004)."""
        page = await self._rest.page("kt00004", {"qry_tp": "0", "dmst_stex_tp": "KRX"})
        self._compare(page)
        return account_rows.account_status(page.body)

    def _compare(self, page: Page) -> None:
        self.compared.emit(Compared(page.api_id, self._rest.compared(page)))

    def _of_day(self, day: date) -> dict[str, str]:
        return {
            "ord_dt": f"{day:%Y%m%d}",
            "stk_bond_tp": "0",
            "sell_tp": "0",
            "stk_cd": "",
            "fr_ord_no": "",
            "dmst_stex_tp": self._venue_name,
        }

    async def _instruments_of(self, choice: str, market: Market) -> tuple[Instrument, ...]:
        pages = await self._rest.pages("ka10099", {"mrkt_tp": choice}, "list")
        if not pages.complete:
            raise QueryError(pages.reason, "ka10099", retry=True)
        return tuple(
            one for body in pages.bodies for one in market_replies.instruments(market, body)
        )

    async def _quotes(self, codes: Sequence[str]) -> tuple[Quote, ...]:
        try:
            page = await self._rest.page("ka10095", {"stk_cd": "|".join(codes)})
        except QueryError as error:
            if error.code in _UNKNOWN and len(codes) == 1:
                self._unknown.update(codes)
                return ()
            if error.code not in (_TOO_MANY, *_UNKNOWN) or len(codes) < 2:
                raise
            half = len(codes) // 2
            return (*await self._quotes(codes[:half]), *await self._quotes(codes[half:]))
        return market_replies.quotes(page.body)

    async def _listing(
        self,
        api_id: str,
        values: Mapping[str, str],
        key: str,
        read: Callable[[Any], OrderRow],
        wanted: Callable[[OrderRow], bool] = _all,
    ) -> Listing:
        asked_at = self._clock.wall()
        rows: list[OrderRow] = []
        faults: list[str] = []

        # A day has thousands of rows: each page is let go before the next one comes.
        def take(body: Any) -> None:
            for row in getattr(body, key) or ():
                try:
                    made = read(row)
                except (BadRow, BadNumber) as error:
                    faults.append("row")
                    log.info("row_set_aside", extra=facts(api_id=api_id, reason=str(error)))
                    continue
                if wanted(made):
                    rows.append(made)

        try:
            reason = await self._rest.each_page(api_id, values, key, take)
        except QueryError as error:
            # A list that cannot be read is not an empty list (A1).
            return Listing(api_id, False, (), asked_at, error.code)
        # An order that cannot be read is still an order: the list is not whole.
        reason = faults[0] if faults else reason
        return Listing(api_id, not reason, tuple(rows), asked_at, reason)
