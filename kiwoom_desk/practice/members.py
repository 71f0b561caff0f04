"""The member firms that trade on the exchange, by code; refuses to know who traded what."""

from __future__ import annotations

import msgspec


class Member(msgspec.Struct, frozen=True):
    """A member firm; `size` is its usual weight among the firms of its kind, home or foreign."""

    code: str
    name: str
    foreign: bool
    size: int


# Codes 001 to 006, 036 and 050 stand in the broker's own examples; the other firms are real and
# their codes are this exchange's where no published list tells them.
HOME: tuple[Member, ...] = (
    Member("001", "교보증권", False, 12),
    Member("002", "신한투자증권", False, 62),
    Member("003", "한국투자증권", False, 96),
    Member("004", "대신증권", False, 38),
    Member("005", "미래에셋증권", False, 118),
    Member("006", "신영증권", False, 9),
    Member("008", "유진투자증권", False, 15),
    Member("009", "한양증권", False, 5),
    Member("010", "메리츠증권", False, 26),
    Member("012", "NH투자증권", False, 92),
    Member("013", "부국증권", False, 4),
    Member("014", "iM증권", False, 10),
    Member("015", "상상인증권", False, 4),
    Member("016", "현대차증권", False, 9),
    Member("017", "KB증권", False, 88),
    Member("020", "유화증권", False, 3),
    Member("021", "한화투자증권", False, 17),
    Member("022", "BNK투자증권", False, 6),
    Member("023", "다올투자증권", False, 7),
    Member("024", "유안타증권", False, 22),
    Member("025", "SK증권", False, 10),
    Member("026", "IBK투자증권", False, 9),
    Member("029", "DB증권", False, 13),
    Member("030", "삼성증권", False, 84),
    Member("046", "LS증권", False, 14),
    Member("050", "키움증권", False, 190),
    Member("051", "하나증권", False, 36),
    Member("057", "카카오페이증권", False, 11),
    Member("058", "토스증권", False, 54),
)
FOREIGN: tuple[Member, ...] = (
    Member("033", "JP모간", True, 88),
    Member("035", "CLSA", True, 26),
    Member("036", "모간스탠리", True, 100),
    Member("037", "BNP파리바", True, 14),
    Member("038", "SG증권", True, 18),
    Member("040", "다이와", True, 12),
    Member("041", "맥쿼리", True, 24),
    Member("043", "UBS", True, 72),
    Member("044", "메릴린치", True, 84),
    Member("045", "골드만삭스", True, 66),
    Member("054", "노무라", True, 30),
    Member("060", "씨티그룹", True, 48),
    Member("061", "HSBC", True, 22),
)
MEMBERS: tuple[Member, ...] = HOME + FOREIGN
"""Every firm: those of the country first, then the foreign ones; columns of figures stand so."""

_CLUSTER = 6
CLUSTERS: tuple[slice, ...] = tuple(
    slice(begin, min(begin + _CLUSTER, end))
    for start, end in ((0, len(HOME)), (len(HOME), len(MEMBERS)))
    for begin in range(start, end, _CLUSTER)
)
"""The firms in small runs of columns, so that one firm's trade is found without all the others."""

HOME_CLUSTERS = slice(0, -(-len(HOME) // _CLUSTER))
FOREIGN_CLUSTERS = slice(HOME_CLUSTERS.stop, len(CLUSTERS))

OWN_CODE = "050"
"""The broker through which our own orders come."""

PLACES: dict[str, int] = {member.code: place for place, member in enumerate(MEMBERS)}
"""The column of each firm by its code."""


def place_of(code: str) -> int | None:
    """Return a firm's column; leading zeros of the code may be left out. None for no firm."""
    return PLACES.get(code.strip().zfill(3))


def cluster_of(place: int) -> int:
    """Return the cluster of a firm's column."""
    return next(n for n, some in enumerate(CLUSTERS) if some.start <= place < some.stop)
