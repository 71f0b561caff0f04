"""Views of the account for gold: grams, cash, orders of a day, transactions; refuses orders themselves."""

from __future__ import annotations

from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.language import mark

_ACCOUNT = mark("Account for gold")
_HOLDING_HEADS = {
    "real_qty": mark("Held g"),
    "able_qty": mark("Sellable g"),
    "est_amt": mark("Worth won", "gold"),
    "est_lspft": mark("Profit won", "gold"),
    "est_ratio": mark("Profit %", "gold"),
}
_HISTORY_HEADS = {
    "deal_qty": mark("Traded g"),
    "gold_spot_vat": mark("VAT won"),
    "exct_amt": mark("Settled won"),
    "entra_remn": mark("Cash left won"),
    "spot_remn": mark("Left g"),
}
ACCOUNT_VIEWS = (
    ViewSpec(
        id="gold-balance",
        api_id="kt50020",
        title=mark("Holdings", "gold"),
        group=_ACCOUNT,
        shown=(
            *("stk_nm", "real_qty", "able_qty", "avg_prc", "cur_prc", "est_amt", "est_lspft"),
            "est_ratio",
        ),
        across="stk_nm",
        heads=_HOLDING_HEADS,
    ),
    ViewSpec(
        id="gold-deposit",
        api_id="kt50021",
        title=mark("Deposit", "gold"),
        group=_ACCOUNT,
    ),
    ViewSpec(
        id="gold-open-orders",
        api_id="kt50075",
        title=mark("Open orders", "gold"),
        group=_ACCOUNT,
        values={"qry_tp": "2"},
        filters=("span", "sell_tp", "qry_tp"),
        spans=(0, 1, 2, 3, 5),
        shown=(
            *("ord_no", "io_tp_nm", "stk_nm", "ord_uv", "ord_qty", "ord_remnq", "cntr_qty"),
            *("trde_tp", "data_send_end_tp", "orig_ord_no", "comm_ord_tp"),
        ),
        across="ord_no",
    ),
    ViewSpec(
        id="gold-orders",
        api_id="kt50031",
        title=mark("Orders and fills", "gold"),
        group=_ACCOUNT,
        values={"qry_tp": "2"},
        filters=("span", "qry_tp", "sell_tp"),
        spans=(0, 1, 2, 3, 5, 10, 20),
        shown=(
            *("ord_tm", "io_tp_nm", "stk_nm", "ord_qty", "ord_uv", "cntr_qty", "cntr_uv"),
            *("ord_remnq", "acpt_tp", "trde_tp", "mdfy_cncl", "ord_no", "ori_ord"),
        ),
        across="ord_no",
    ),
    ViewSpec(
        id="gold-every-order",
        api_id="kt50030",
        title=mark("All orders of a day", "gold"),
        group=_ACCOUNT,
        values={"qry_tp": "2"},
        filters=("span", "slby_tp", "qry_tp"),
        spans=(0, 1, 2, 3, 5, 10, 20),
        shown=(
            *("ord_no", "io_tp_nm", "stk_nm", "ord_qty", "ord_uv", "cntr_qty", "cntr_uv"),
            *("ord_remnq", "data_send_end_tp", "trde_tp", "mdfy_cncl_tp", "orig_ord_no"),
            *("dcd_tp_nm", "comm_ord_tp"),
        ),
        across="ord_no",
    ),
    ViewSpec(
        id="gold-history",
        api_id="kt50032",
        title=mark("Transactions", "gold"),
        group=_ACCOUNT,
        values={"tp": "0"},
        filters=("span", "tp"),
        spans=(30, 90, 180, 365),
        shown=(
            *("deal_dt", "rmrk_nm", "stk_nm", "deal_qty", "uv_exrt", "deal_amt", "cmsn"),
            *("gold_spot_vat", "exct_amt", "entra_remn", "spot_remn"),
        ),
        heads=_HISTORY_HEADS,
        across="deal_no",
    ),
)
"""Looks at the account that the broker keeps for gold alone, beside the one for shares."""
