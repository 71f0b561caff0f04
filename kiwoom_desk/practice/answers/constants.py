"""What is empty or constant in the answers, each with its reason; refuses figures of the market."""

from __future__ import annotations

# Funds, notes, warrants and gold publish no accounts: the broker leaves these empty for them.
NO_ACCOUNTS = (
    *("fav", "fav_unit", "cap", "per", "eps", "roe", "pbr", "ev", "bps"),
    *("sale_amt", "bus_pro", "cup_nga"),
)
# Free float and substitute prices are those of shares alone.
NO_OWNERS = ("repl_pric", "dstr_stk", "dstr_rt")
# Greeks and terms that belong to ELWs; the broker sends them empty for every other product.
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
LOAN_KIND = "03"
LOAN_NAME = "융자"
LOANS_KIND = "99"
LOANS_NAME = "융자합"
CASH_TRADE = "보통매매"
NO_LOAN_DATE = ""
# Every order of the practice exchange comes in over the API.
CHANNEL = "오픈API"
SHARES_ONLY = "1"
KRX_CODE = "1"
KRX_TEXT = "KRX"
NO_ORIGINAL = "0000000"

# Only KRX trades the practice names.
NO_NXT = ""
# Cash figures of credit, collateral, substitutes, funds, foreign stocks and deposits for ELW or
# KONEX: a cash account of the practice exchange has none of these.
NO_CREDIT_CASH = (
    *("bncr_profa_ch", "nxdy_bncr_sell_exct", "fc_stk_krw_repl_set_amt"),
    *("add_grnt_ch", "etc_profa", "uncl_stk_amt", "shrts_prica"),
    *("chck_ina_amt", "etc_chck_ina_amt", "crd_grnt_ruse"),
    *("crd_ls_rght_frcs_amt", "lvlh_join_amt", "lvlh_trns_alowa"),
    *("bncr_remn_repl_evlta", "profa_repl", "crd_grnta_repl"),
    *("crd_grnt_repl", "add_grnt_repl", "rght_repl_amt", "bncr_buy_alowa", "ch_uncla"),
    *("ch_uncla_dlfe", "ch_uncla_tot", "int_npay_amt_dlfe"),
    *("etc_loana", "etc_loana_dlfe", "etc_loan_tot", "ls_sum"),
    *("dpst_grntl_remn", "sell_grntl_remn"),
)
# What the class of a ranked name means is not published; the broker's own examples all say 0.
RANK_CLASS = "0"
# What these mean is not published, and the broker leaves them empty.
NO_BASE_TIME = ""
NO_TICKER = ""
# Nothing is lent to or owed by the account for gold, and nobody looks after it.
NO_GOLD_DEBTS = ("chck_ina_amt", "etc_loan", "etc_loan_dlfe", "etc_loan_tot", "dly_amt")
NO_GOLD_ARREARS = ("dly_sum", "uncl_ocr", "rpym_sum", "tax_tot_amt")
