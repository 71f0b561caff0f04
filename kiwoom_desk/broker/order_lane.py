"""The way of an order from its draft to its one POST: body, gates, outcome; refuses to send it twice."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.broker.credentials import TokenDesk
from kiwoom_desk.broker.order_post import OrderClient
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.domain.order import (
    GOLD_NAMES,
    AmendDraft,
    CancelDraft,
    OrderDraft,
    Outcome,
    RequestState,
    Side,
)
from kiwoom_desk.wire.clocks import SKEW_BLOCKS
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import Budget, Lane

AnyDraft = OrderDraft | AmendDraft | CancelDraft

_BUY, _SELL, _AMEND, _CANCEL = "kt10000", "kt10001", "kt10002", "kt10003"
_CREDIT = {_BUY: "kt10006", _SELL: "kt10007", _AMEND: "kt10008", _CANCEL: "kt10009"}
_GOLD = {_BUY: "kt50000", _SELL: "kt50001", _AMEND: "kt50002", _CANCEL: "kt50003"}
_CANCELS = frozenset({"kt10003", "kt10009", "kt50003"})
_FIGURES = (("ord_qty", "ord_uv"), ("mdfy_qty", "mdfy_uv"), ("cncl_qty", ""))
_RATE_CODES = frozenset({"1700", "1701", "1702"})


class WireFigures(msgspec.Struct, frozen=True):
    """What a body says on the wire: shares, and won or None for a blank."""

    quantity: int
    price: int | None = None


def read_back(body: bytes) -> WireFigures:
    """Read quantity and price out of a body as it will be sent; raise ValueError for other bodies."""
    try:
        values = msgspec.json.decode(body, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise ValueError("no body of an order") from error
    for quantity, price in _FIGURES:
        if quantity in values:
            told = values.get(price, "")
            return WireFigures(int(values[quantity]), int(told) if told else None)
    raise ValueError("a body without a quantity")


def order_api(draft: AnyDraft) -> str:
    """Return the API id that sends a draft."""
    if isinstance(draft, OrderDraft):
        api_id, on_credit = _BUY if draft.side is Side.BUY else _SELL, draft.credit is not None
    else:
        api_id, on_credit = _AMEND if isinstance(draft, AmendDraft) else _CANCEL, draft.on_credit
    if draft.code in GOLD_NAMES:
        return _GOLD[api_id]
    return _CREDIT[api_id] if on_credit else api_id


class OrderLane:
    """Make bodies and send each of them once (S-1, S-5, S-6)."""

    def __init__(
        self,
        *,
        client: OrderClient,
        tokens: TokenDesk,
        catalogue: Catalogue,
        budget: Budget,
        clock: Clock,
        durations: Durations,
        skew: Callable[[], float | None],
    ) -> None:
        self._client, self._tokens, self._catalogue = client, tokens, catalogue
        self._budget, self._clock, self._durations = budget, clock, durations
        self._skew = skew

    def body(self, draft: AnyDraft) -> bytes:
        """Return the exact body of a draft, to be journaled; raise RequestError."""
        api = self._catalogue.api(order_api(draft))
        return msgspec.json.encode(encode(api, _values_of(draft)))

    async def send(self, api_id: str, body: bytes) -> Outcome:
        """Send a journaled body once; wire trouble is an Outcome and never raises (S-6).

        NOT_SENT comes at once for auth and clock, and within the hold for rate. Raise ValueError
        for an id that is no order.
        """
        api = self._catalogue.api(api_id)
        if not api.is_order:
            raise ValueError(f"{api_id} is no order")
        if not await self._room(api_id):
            return Outcome(RequestState.NOT_SENT, code="rate")
        skew = self._skew()
        cancel = api_id in _CANCELS
        if not cancel and skew is not None and abs(skew) > SKEW_BLOCKS:
            return Outcome(RequestState.NOT_SENT, code="clock")
        token = self._tokens.current()
        if token is None or (not cancel and self._tokens.order_block() is not None):
            return Outcome(RequestState.NOT_SENT, code="auth")
        result = await self._client.post_order(api, body, token)
        if result.token_dead:
            self._tokens.rejected(token)
        if result.outcome.code in _RATE_CODES:
            self._budget.refused(api_id, result.outcome.code, self._clock.monotonic())
        return result.outcome

    async def _room(self, api_id: str) -> bool:
        lane = Lane.CANCEL if api_id in _CANCELS else Lane.ORDER
        until = self._clock.monotonic() + self._hold(lane)
        while True:
            now = self._clock.monotonic()
            wait = self._budget.take(api_id, lane, now)
            if wait <= 0:
                return True
            if now + wait > until:
                return False
            await self._clock.sleep(wait)

    def _hold(self, lane: Lane) -> float:
        if lane is Lane.ORDER:
            return self._durations.order_hold
        if self._budget.halted:
            return self._durations.halt_hold
        return self._durations.cancel_hold


def _values_of(draft: AnyDraft) -> dict[str, str]:
    return _gold_values(draft) if draft.code in GOLD_NAMES else _values(draft)


def _gold_values(draft: AnyDraft) -> dict[str, str]:
    # Gold has one venue, no triggers, and two digits for its types.
    if isinstance(draft, OrderDraft):
        return {
            "stk_cd": draft.code,
            "ord_qty": str(draft.quantity),
            "ord_uv": _number(draft.price),
            "trde_tp": draft.order_type.value.zfill(2),
        }
    common = {"orig_ord_no": draft.original, "stk_cd": draft.code}
    if isinstance(draft, AmendDraft):
        return {**common, "mdfy_qty": str(draft.quantity), "mdfy_uv": str(draft.price)}
    return {**common, "cncl_qty": str(draft.quantity)}


def _values(draft: AnyDraft) -> dict[str, str]:
    if isinstance(draft, OrderDraft):
        values = {
            "dmst_stex_tp": draft.venue.value,
            "stk_cd": draft.code,
            "ord_qty": str(draft.quantity),
            "ord_uv": _number(draft.price),
            "trde_tp": draft.order_type.value,
            "cond_uv": _number(draft.trigger),
        }
        if draft.credit is None or draft.side is Side.BUY:
            return values
        deal = {"crd_deal_tp": draft.credit.deal.value, "crd_loan_dt": draft.credit.loan_date}
        return values | deal
    common = {
        "dmst_stex_tp": draft.venue.value,
        "orig_ord_no": draft.original,
        "stk_cd": draft.code,
    }
    if isinstance(draft, AmendDraft):
        return {
            **common,
            "mdfy_qty": str(draft.quantity),
            "mdfy_uv": str(draft.price),
            "mdfy_cond_uv": _number(draft.trigger),
        }
    return {**common, "cncl_qty": str(draft.quantity)}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
