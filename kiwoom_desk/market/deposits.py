"""Cash by day of settlement and what can be ordered at each margin; refuses to add what was not told."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiwoom_desk.market.reply_figures import Figures

DEPOSIT = "kt00001"
BY_MARGIN = "kt00011"
BY_CREDIT = "kt00012"
_CREDIT_RATES = frozenset({"30", "40", "50", "60"})
_RATES = ("20", "30", "40", "50", "60", "100")


class CashLine(msgspec.Struct, frozen=True):
    """One line of won: today, a trading day later and two; None where the broker tells nothing."""

    id: str
    today: int | None = None
    next_day: int | None = None
    second_day: int | None = None


class MarginLine(msgspec.Struct, frozen=True):
    """What one margin rate allows; `id` is the rate, or "none" where no 미수 may arise.

    `whole` is the won of the account, `amount` and `quantity` what one name allows, `before` and
    `today` the won of sales used again, `credit` and `credit_quantity` what a loan allows.
    """

    id: str
    whole: int | None = None
    amount: int | None = None
    quantity: int | None = None
    before: int | None = None
    today: int | None = None
    credit: int | None = None
    credit_quantity: int | None = None
    applied: bool = False


def cash_lines(told: Figures) -> tuple[CashLine, ...]:
    """Return the deposit by day of settlement (kt00001), what is paid for buying below zero.

    An answer that tells nothing has no line: a row of blanks would look like an account of nothing.
    """
    bought = [told.won(f"{day}_buy_exct_amt") for day in ("d1", "d2")]
    paid = [None if one is None else -one for one in bought]
    lines = (
        CashLine("deposit", told.won("entr"), told.won("d1_entra"), told.won("d2_entra")),
        CashLine("sold", None, told.won("d1_sel_exct_amt"), told.won("d2_sel_exct_amt")),
        CashLine("bought", None, *paid),
        CashLine("settled", None, told.won("d1_slby_exct_amt"), told.won("d2_slby_exct_amt")),
        CashLine(
            "unsettled",
            told.won("ch_uncla_tot"),
            told.won("d1_out_rep_mor"),
            told.won("d2_out_rep_mor"),
        ),
        CashLine(
            "withdrawable",
            told.won("pymn_alow_amt"),
            told.won("d1_pymn_alow_amt"),
            told.won("d2_pymn_alow_amt"),
        ),
        CashLine("orderable", told.won("ord_alow_amt")),
    )
    return lines if any(line != CashLine(line.id) for line in lines) else ()


def unsettled(told: Figures) -> int | None:
    """Return the most won owed for shares on any day from today to D+2 (미수), None where untold."""
    owed = [told.won(key) for key in ("ch_uncla_tot", "d1_out_rep_mor", "d2_out_rep_mor")]
    return max((one for one in owed if one is not None), default=None)


def margin_lines(replies: Mapping[str, Figures]) -> tuple[MarginLine, ...]:
    """Return what each margin allows, out of the answers that came (kt00001, kt00011, kt00012)."""
    name = replies.get(BY_MARGIN)
    applied = None if name is None else name.number("aplc_rt")
    lines = [_rate_line(rate, replies, applied == int(rate)) for rate in _RATES]
    without = MarginLine(
        "none",
        whole=_won(replies.get(DEPOSIT), "min_ord_alow_yn"),
        amount=_won(name, "min_ord_alow_amt"),
        quantity=_won(name, "min_ord_alowq"),
        before=_won(name, "min_pred_reu_amt"),
        today=_won(name, "min_tdy_reu_amt"),
    )
    told = (*lines, without)
    return told if any(line != MarginLine(line.id) for line in told) else ()


def _rate_line(rate: str, replies: Mapping[str, Figures], applied: bool) -> MarginLine:
    name = replies.get(BY_MARGIN)
    credit = replies.get(BY_CREDIT) if rate in _CREDIT_RATES else None
    return MarginLine(
        rate,
        whole=_won(replies.get(DEPOSIT), f"{rate}stk_ord_alow_amt"),
        amount=_won(name, f"profa_{rate}ord_alow_amt"),
        quantity=_won(name, f"profa_{rate}ord_alowq"),
        before=_won(name, f"profa_{rate}pred_reu_amt"),
        today=_won(name, f"profa_{rate}tdy_reu_amt"),
        credit=_won(credit, f"assr_{rate}ord_alow_amt"),
        credit_quantity=_won(credit, f"assr_{rate}ord_alowq"),
        applied=applied,
    )


def _won(told: Figures | None, key: str) -> int | None:
    return None if told is None else told.won(key)


def lendable(told: Figures) -> int | None:
    """Return the shares that a loan allows at the name's own credit margin (kt00012), None untold."""
    rate = told.text("stk_assr_rt_nm").strip().rstrip("%")
    return told.won(f"assr_{rate}ord_alowq") if rate in _CREDIT_RATES else None
