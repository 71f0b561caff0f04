"""Which figures of account answers are zero or empty at a deposit in cash; refuses figures."""

from __future__ import annotations

# Loans, their interest and collateral, funds, bonds and structured papers, substitutes of futures.
HELD = (
    *("uncl_stk_amt", "rght_repl_amt", "etc_loana"),
    *("repl_profa", "dpst_grnt_use_amt_amt", "grnt_loan_amt"),
)
SPAN = (
    *("ls_grnt_fr", "ls_grnt_to", "ls_evlta_fr", "ls_evlta_to"),
    *("rght_evlta_fr", "rght_evlta_to", "loan_amt_fr", "loan_amt_to", "etc_loana_fr"),
    *("etc_loana_to", "futr_repl_sella", "trst_repl_sella"),
)
TODAY = (
    *("etc_loana", "dpst_grnt_use_amt_d2", "crd_stk_evlt_amt_d2"),
    *("crd_ls_grnt_d2", "crd_ls_evlta_d2"),
    *("stk_pur_cptal_loan_amt", "rp_evlt_amt", "bd_evlt_amt", "elsevlt_amt"),
    "sel_prica_grnt_loan_int_amt_amt",
)
MARGIN = (
    *("tdy_reu_lmtt_amt", "pred_reu_lmtt_amt", "ch_use_lmtt_amt", "repl_profa"),
    *("repl_use_lmtt_amt", "crd_grnta_repl", "crd_grnt_repl"),
    *("uncla", "ls_grnt_reu_gold"),
    *("tdy_ls_rpya_loss_repl_profa", "pred_ls_rpya_loss_repl_profa", "crd_repl_profa"),
    *("ch_ord_repl_profa", "crd_ord_repl_profa", "ch_repl_lck_gold", "crd_repl_lck_gold"),
)
# The account has won only.
FOREIGN = (
    *("fc_trde_amt", "fc_exct_amt", "fc_trde_tax", "fc_entra", "fc_cmsn", "fc_dly_sum"),
    *("frgn_pay_txam", "fc_uncl_ocr", "rpym_sum_fr"),
)
LOANS = ("dly_sum", "uncl_ocr", "rpym_sum")
# Nobody at the broker looks after an account that trades over the API.
NO_MANAGER = ""
