"""What is empty or constant in the practice exchange's answers, each with its reason; refuses figures of the market."""

from __future__ import annotations

# The names of the universe publish no accounts here, so nothing can be told of their business;
# the broker leaves these empty for funds and warrants likewise.
NO_ACCOUNTS = (
    *("fav", "fav_unit", "cap", "per", "eps", "roe", "pbr", "ev", "bps"),
    *("sale_amt", "bus_pro", "cup_nga"),
)
# Who owns how much of a name is not played: foreign share, free float, loan and collateral values.
NO_OWNERS = ("crd_rt", "for_exh_rt", "repl_pric", "dstr_stk", "dstr_rt")
# Greeks and terms that belong to ELWs; the broker sends them empty for every other product, and
# the practice warrants are priced by their path, not by a model.
NO_MODEL = (
    "prty",
    "gear",
    "pl_qutr",
    "cap_support",
    "cnvt_rt",
    "theory_pric",
    "innr_vltl",
    "delta",
    "gam",
    "theta",
    "vega",
    "law",
)
# Futures and options are not listed, so there is no open interest.
NO_OPEN_INTEREST = ("cntr_engg", "cntr_pred_pre")

# The practice account buys with cash only: no loans, no collateral, no substitutes, no foreign
# currency, no cheques, no ELW or KONEX deposits; such figures are zero.
ACCOUNT_HOLDER = "연습계좌"
BRANCH = "연습지점"
CASH_KIND = "00"
CASH_NAME = "현금"
CASH_TRADE = "보통매매"
NO_LOAN_DATE = ""
# Every order of the practice exchange comes in over the API.
CHANNEL = "오픈API"
SHARES_ONLY = "1"
KRX_CODE = "1"
KRX_TEXT = "KRX"
NO_ORIGINAL = "0000000"

# No member is named: the broker's list is of real firms, whose flow the practice exchange does not
# play. These three are its own.
MEMBERS = (("901", "연습증권"), ("902", "시험증권"), ("903", "모의증권"))

# Nobody supervises or warns about practice names, and only KRX trades them.
AUDIT_NORMAL = "정상"
NO_WARNING = "0"
NO_NXT = "N"
# Trading before and after hours is not played yet: its figures are zero.
NO_HOURS = ("af_mkrt_trde_qty", "af_mkrt_pred_rt", "af_mkrt_trde_rt", "af_mkrt_trde_amt",
            "bf_mkrt_trde_qty", "bf_mkrt_pred_rt", "bf_mkrt_trde_rt", "bf_mkrt_trde_amt")  # fmt: skip
