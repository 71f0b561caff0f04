"""What every API about the account is asked in tests; the days go with ten o'clock of the practice."""

from __future__ import annotations

TODAY, YESTERDAY, LONG_AGO = "20261120", "20261119", "20250101"
YEAR = {"strt_dt": LONG_AGO, "end_dt": TODAY}
LEDGER = {
    "tp": "0", "stk_cd": "", "crnc_cd": "", "gds_tp": "0", "frgn_stex_code": "",
    "dmst_stex_tp": "%", "qry_sort_tp": "",
}  # fmt: skip
ORDERS = {"stk_bond_tp": "0", "sell_tp": "0", "stk_cd": "", "fr_ord_no": "", "dmst_stex_tp": "%"}
POWER = {"io_amt": "", "trde_tp": "2", "trde_qty": "10", "uv": "200000", "exp_buy_unp": ""}
BODIES: dict[str, list[dict[str, str]]] = {
    "ka01690": [{"qry_dt": TODAY}, {"qry_dt": "20260704"}, {"qry_dt": "20200102"}],
    "ka10072": [{"stk_cd": "", "strt_dt": YESTERDAY}],
    "ka10073": [{"stk_cd": "", **YEAR}],
    "ka10074": [YEAR],
    "ka10077": [{"stk_cd": "005930"}],
    "ka10085": [{"stex_tp": "0"}],
    "ka10088": [{"ord_no": "0000001"}],
    "ka10170": [{"base_dt": YESTERDAY, "ottks_tp": kind, "ch_crd_tp": "0"} for kind in ("1", "2")],
    "kt00001": [{"qry_tp": "3"}],
    "kt00002": [{"start_dt": LONG_AGO, "end_dt": TODAY}],
    "kt00003": [{"qry_tp": "0"}],
    "kt00004": [{"qry_tp": "0", "dmst_stex_tp": "KRX"}],
    "kt00005": [{"dmst_stex_tp": "KRX"}],
    "kt00007": [{"ord_dt": YESTERDAY, "qry_tp": "1", **ORDERS}],
    "kt00008": [{"strt_dcd_seq": ""}],
    "kt00009": [{"ord_dt": YESTERDAY, "mrkt_tp": "0", "qry_tp": "0", **ORDERS}],
    "kt00010": [{"stk_cd": "005930", **POWER}, {"stk_cd": "005930", **POWER, "trde_tp": "1"}],
    "kt00011": [{"stk_cd": "005930", "uv": ""}],
    "kt00012": [{"stk_cd": "005930", "uv": ""}],
    "kt00013": [{}],
    "kt00015": [{**YEAR, **LEDGER}],
    "kt00016": [{"fr_dt": "20261001", "to_dt": TODAY}, {"fr_dt": LONG_AGO, "to_dt": TODAY}],
    "kt00017": [{}],
    "kt00018": [{"qry_tp": kind, "dmst_stex_tp": "KRX"} for kind in "21"],
}
