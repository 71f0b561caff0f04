"""The watch-list groups of the account's holder (ka01300, ka01301); refuses to change them."""

from __future__ import annotations

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.to_wire import ordered

_DONE, _FAILED = "S", "F"


def groups(asked: Asked) -> Answered:
    """Tell the groups (ka01300)."""
    found = asked.house.watch_groups
    fields = asked.rows("nofi")
    rows = [ordered(fields, {"gcod": group.code, "name": group.name}) for group in found]
    return Answered({"rtcd": _DONE, "nofi": rows})


def members(asked: Asked) -> Answered:
    """Tell the names of a group with their bookmarks (ka01301); an unknown group fails."""
    wanted = asked.body["arn_grp_id"].strip()
    group = next((one for one in asked.house.watch_groups if one.code == wanted), None)
    if group is None:
        return Answered({"rtcd": _FAILED, "nofj": []}, empty=True)
    page = by_place(asked, len(group.members))
    fields = asked.rows("nofj")
    rows = [
        ordered(
            fields,
            {
                "cod2": one.code,
                "bgb": "1" if one.colour else "0",
                "bgb_clr": str(one.colour) if one.colour else "",
            },
        )
        for one in group.members[page.first : page.last]
    ]
    return Answered({"rtcd": _DONE, "nofj": rows}, page.following)


ANSWERS: dict[str, Answer] = {"ka01300": groups, "ka01301": members}
