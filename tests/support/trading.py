"""A morning of the account's holder: orders of every kind, as bodies of the order APIs; no sockets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.refusals import Refusal

Note = Callable[[str, Mapping[str, object]], None]
_LIMIT, _MARKET, _STOP = "0", "3", "28"
_ON_CREDIT = ("005930", "000660", "005380", "051910", "006400", "035420")
_VENUES = ("KRX", "SOR", "KRX", "NXT")
_GOLD = ("M04020000", "M04020100")


class Trader:
    """Sends orders of a house's account; what the phase refuses is passed over."""

    def __init__(self, house: House, note: Note) -> None:
        self._house, self._note = house, note

    def send(self, api_id: str, **body: str) -> str:
        """Return the number of an order, "" for a refused one."""
        api = catalogue().api(api_id)
        try:
            found = ANSWERS[api_id](Asked(self._house, api, encode(api, body)))
        except Refusal:
            return ""
        self._note(api_id, found.values)
        return found.order_number

    def wait(self) -> None:
        """Let a second of the market pass."""
        exchange = self._house.exchange
        exchange.advance_to(exchange.now + timedelta(seconds=1))

    def shares(self) -> None:
        """Buy new names and sell held ones: filled, resting, moved, cancelled, waiting, in part."""
        exchange = self._house.exchange
        known = exchange.universe.by_code
        held = [
            held.code
            for held in exchange.account.positions.values()
            if held.sellable > 1 and held.code in known
        ]
        for place, code in enumerate([*held[:6], "005930", "000660", "035720", "005380"]):
            band, mine = exchange.band(code), code in held
            new, rest = ("kt10001", band.upper) if mine else ("kt10000", band.lower)
            quantity = exchange.account.positions[code].sellable // 2 if mine else 1 + place % 2
            order = {"stk_cd": code, "dmst_stex_tp": _VENUES[place % len(_VENUES)]}
            self.send(new, **order, ord_qty=str(quantity), ord_uv="", trde_tp=_MARKET)
            self._rest(new, order, code, rest, place)
            price = str(exchange.price(code))
            stop = {**order, "ord_qty": "1", "ord_uv": price, "cond_uv": price}
            self.send(new, **{**stop, "dmst_stex_tp": "KRX"}, trde_tp=_STOP)
            self.wait()

    def _rest(self, new: str, order: dict[str, str], code: str, price: int, place: int) -> None:
        """Let an order rest; take it back or move it, in part or wholly."""
        number = self.send(new, **order, ord_qty="3", ord_uv=str(price), trde_tp=_LIMIT)
        part = str(1 + place // 3 % 2)
        if number and place % 3 == 0:
            self.send("kt10003", **order, orig_ord_no=number, cncl_qty=part)
        elif number and place % 3 == 1:
            moved = str(self._house.exchange.book(code).bid_prices[-1])
            self.send("kt10002", **order, orig_ord_no=number, mdfy_qty=part, mdfy_uv=moved)

    def in_part(self) -> None:
        """Trade more of some small names than the best levels have, so that a part rests."""
        exchange = self._house.exchange
        shares = [one for one in exchange.universe.listings if one.product is Product.SHARE]
        shares.sort(key=lambda one: (one.halted, one.previous_close * one.typical_volume))
        for one in shares[:6]:
            book = exchange.book(one.code)
            order = {"stk_cd": one.code, "dmst_stex_tp": "KRX"}
            much, more = str(2 * book.ask_sizes[0] + 500), 2 * book.bid_sizes[0] + 100
            self.send("kt10000", **order, ord_qty=str(more), ord_uv="", trde_tp=_MARKET)
            self.wait()
            held = exchange.account.positions.get(one.code)
            if held is not None and held.sellable:
                bid = {"ord_uv": str(exchange.book(one.code).bid_prices[0]), "trde_tp": _LIMIT}
                self.send("kt10001", **order, ord_qty=str(held.sellable), **bid)
            ask = {"ord_uv": str(exchange.book(one.code).ask_prices[0]), "trde_tp": _LIMIT}
            self.send("kt10000", **order, ord_qty=much, **ask)

    def credit(self) -> None:
        """Buy with loans and give some back."""
        exchange = self._house.exchange
        loans = [one for one in exchange.account.positions.values() if one.loan and one.sellable]
        for place, code in enumerate(_ON_CREDIT):
            order = {"stk_cd": code, "dmst_stex_tp": _VENUES[1 + place % 2], "ord_qty": "2"}
            self.send("kt10006", **order, ord_uv="", trde_tp=_MARKET)
            resting = {**order, "ord_uv": str(exchange.band(code).lower), "trde_tp": _LIMIT}
            number = self.send("kt10006", **resting)
            venue = order["dmst_stex_tp"]
            named = {"stk_cd": code, "dmst_stex_tp": venue, "orig_ord_no": number}
            if number and place // 2 % 2:
                self.send("kt10009", **named, cncl_qty=str(1 + place % 2))
            elif number:
                price = str(exchange.book(code).bid_prices[-1])
                self.send("kt10008", **named, mdfy_qty=str(1 + place % 2), mdfy_uv=price)
        for place, loan in enumerate(loans[:5]):
            day, venue = f"{loan.loan_date:%Y%m%d}", _VENUES[1 + place % 2]
            back = {"stk_cd": loan.code, "dmst_stex_tp": venue, "ord_qty": "1", "ord_uv": ""}
            self.send("kt10007", **back, trde_tp=_MARKET, crd_deal_tp="33", crd_loan_dt=day)
        self.wait()

    def gold(self) -> None:
        """Buy and sell gold: filled, resting, moved and cancelled."""
        exchange = self._house.exchange
        for code in _GOLD:
            band, book = exchange.band(code), exchange.book(code)
            self.send(
                "kt50000", stk_cd=code, ord_qty="2", ord_uv=str(book.ask_prices[0]), trde_tp="00"
            )
            self.send(
                "kt50001", stk_cd=code, ord_qty="1", ord_uv=str(book.bid_prices[0]), trde_tp="00"
            )
            part = str(1 + _GOLD.index(code))
            for way in ("cancel", "amend", ""):
                rest = {"stk_cd": code, "ord_qty": "2", "ord_uv": str(band.lower)}
                number = self.send("kt50000", **rest, trde_tp="00")
                named = {"stk_cd": code, "orig_ord_no": number}
                if number and way == "cancel":
                    self.send("kt50003", **named, cncl_qty=part)
                elif number and way == "amend":
                    price = str(book.bid_prices[-1])
                    self.send("kt50002", **named, mdfy_qty=part, mdfy_uv=price)
            much = str(book.ask_sizes[0] + 20)
            self.send(
                "kt50000", stk_cd=code, ord_qty=much, ord_uv=str(book.ask_prices[0]), trde_tp="00"
            )


def trade(house: House, note: Note = lambda api_id, values: None, *, in_part: bool = True) -> None:
    """Trade shares, on credit and gold; `note` gets what each accepted order was answered.

    What was sold today is spent again by large orders, which are `in_part` filled.
    """
    trader = Trader(house, note)
    trader.shares()
    trader.credit()
    trader.gold()
    if in_part:
        trader.in_part()
