"""What answers and frames still owe: it varies at the broker and does not vary here yet."""

# Rows and frames that tell the venue of a name asked for at NXT or at both.
_VENUE, _BOTH = {"stex_tp"}, {"mrkt_tp", "stex_tp"}
_TOLD = ("ka40007", "ka10003", "ka10054", "ka10084", "ka10046", "ka90008", "ka90013")
LEAVES: dict[str, set[str]] = {
    **dict.fromkeys(_TOLD, _VENUE),
    "0B": {"290", "9081"},
    "0F": {"337"},
    # Mid-price orders and what rests of them.
    "0D": {str(fid) for fid in range(6100, 6116)},
    # Gold traded in the past has no lines of its own in the statement.
    "kt50032": {"deal_no", "proc_time", "rcpy_no"},
}
# Lists over the names of NXT and of both venues, and holdings at the prices of NXT.
_LISTS = (
    *("ka10085", "ka40004", "ka10131", "ka10025", "ka10043", "ka10052", "ka10054", "ka10044"),
    *("ka90006", "ka90007", "ka10029", "ka10037", "ka10039", "ka90009", "ka10051", "ka20002"),
    *("ka90001", "ka90002"),
)
CHOICES: dict[str, set[str]] = {
    **dict.fromkeys(_LISTS, _VENUE),
    **{api_id: {"dmst_stex_tp"} for api_id in ("kt00004", "kt00005", "kt00018")},
    **dict.fromkeys(("ka90005", "ka90010"), _BOTH),
    "ka10170": {"ch_crd_tp"},
    "ka10033": {"stk_cnd", "crd_cnd"},
}
