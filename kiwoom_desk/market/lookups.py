"""Which query lists the codes that a field takes, and how they are read; refuses to ask by itself."""

from __future__ import annotations

import msgspec

from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.market.reply_tables import ReplyTables


class Lookup(msgspec.Struct, frozen=True):
    """A query whose rows are the codes of a field: `code` and `name` are keys of its list."""

    api_id: str
    code: str
    name: str
    values: dict[str, str] = {}


LOOKUPS = {
    "mmcm_cd": Lookup("ka10102", "code", "name"),
    "thema_grp_cd": Lookup(
        "ka90001",
        "thema_grp_cd",
        "thema_nm",
        {"qry_tp": "0", "date_tp": "10", "flu_pl_amt_tp": "1", "stex_tp": "1"},
    ),
    "arn_grp_id": Lookup("ka01300", "gcod", "name"),
    "seq": Lookup("ka10171", "seq", "name"),
}
"""By the key of a request's field."""


def lookup_choices(lookup: Lookup, reply: ReplyTables) -> dict[str, str]:
    """Return the codes of a reply with their names, in its order; a row without a code is left out."""
    found: dict[str, str] = {}
    for table in reply.tables:
        keys = [column.attribute for column in table.columns]
        code, name = keys.index(attribute(lookup.code)), keys.index(attribute(lookup.name))
        for row in table.rows:
            text = row.cells[code].text.strip()
            if text:
                found[text] = row.cells[name].text.strip()
    return found
