"""Lists of names, sectors and members (ka10099 to ka10102); refuses markets that have no list here."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.groups import size_places
from kiwoom_desk.practice.members import MEMBERS
from kiwoom_desk.practice.rights import DEED
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.standing import Status
from kiwoom_desk.practice.to_wire import Row, ordered, padded
from kiwoom_desk.practice.universe import Listing, Universe

# Nobody has told how many names a page holds; so many make two pages of the larger markets.
PAGE = 1000
_DEEDS = "7"
_MARKET_NAMES = {
    Market.KOSPI: "거래소",
    Market.KOSDAQ: "코스닥",
    Market.KONEX: "코넥스",
    Market.ETF: "ETF",
    Market.ELW: "ELW",
    Market.ETN: "ETN",
    Market.GOLD: "금현물",
    Market.RIGHT: "신주인수권",
}
_SIZES = ("대형주", "중형주", "소형주")
# Sector lists of ka10101 by the first digit of the code; KOSPI100 is not kept.
_SECTORS = {"0": ("0",), "1": ("1", "3"), "2": ("2",), "7": ("7",)}


def _sizes(universe: Universe) -> dict[str, str]:
    """Return the size class of KOSPI shares by market value: 100 large, 200 middle, the rest small."""
    shares = [item for item in universe.listings if item.market is Market.KOSPI]
    shares.sort(key=lambda item: (-item.previous_close * item.shares, item.code))
    return {item.code: size for size in _SIZES for item in shares[size_places(len(shares), size)]}


def names(asked: Asked) -> Answered:
    """Tell the names of a market (ka10099)."""
    market = asked.body["mrkt_tp"]
    found = [item for item in asked.exchange.universe.listings if _under(item, market)]
    page = by_place(asked, len(found), PAGE)
    fields = asked.rows("list")
    sizes = _sizes(asked.exchange.universe)
    rows = [ordered(fields, _name(asked, item, sizes)) for item in found[page.first : page.last]]
    return Answered({"list": rows}, page.following, empty=not found)


def _under(item: Listing, market: str) -> bool:
    """Tell whether a choice of ka10099 means a name; deeds have one of their own beside rights."""
    return market == (_DEEDS if item.form == DEED else item.market)


def name(asked: Asked) -> Answered:
    """Tell one name (ka10100)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    sizes = _sizes(asked.exchange.universe)
    return Answered(ordered(asked.api.response, _name(asked, listing, sizes)))


def _name(asked: Asked, item: Listing, sizes: dict[str, str]) -> Row:
    base = int(asked.house.board.base[item.index])
    status = asked.house.standing.of(item.index)
    return {
        "code": item.code,
        "name": item.name,
        "listCount": padded(item.shares, 16),
        "auditInfo": _audit(status),
        "regDay": f"{item.listed_on:%Y%m%d}" if item.listed_on else "",
        "lastPrice": padded(base, 8),
        "state": state_text(item, status),
        "marketCode": item.market.value,
        "marketName": _MARKET_NAMES[item.market],
        "upName": item.sector_name,
        "upSizeName": sizes.get(item.code, ""),
        "companyClassName": item.segment,
        "orderWarning": _warning(status),
        "nxtEnable": "Y" if asked.exchange.rings.has(NXT, item.code) else constants.NO_NXT,
    }


def _audit(status: Status) -> str:
    marks = (
        (status.danger, "투자위험"),
        (status.warning, "투자경고"),
        (status.cautioned, "투자주의"),
        (status.alert, "투자주의환기종목"),
    )
    return next((text for marked, text in marks if marked), "정상")


def state_text(item: Listing, status: Status) -> str:
    """Return the margin rate and at most two marks; the field holds twenty characters."""
    marks = (
        (item.halted, "거래정지"),
        (status.supervised, "관리종목"),
        (status.delisting, "정리매매"),
        (bool(status.credit), "담보대출"),
        (bool(status.credit) and not status.over_limit, "신용가능"),
    )
    return "|".join([f"증거금{status.margin}%", *(text for marked, text in marks if marked)][:3])


def _warning(status: Status) -> str:
    marks = (
        (status.delisting, "2"),
        (status.danger, "4"),
        (status.warning, "5"),
        (status.overheated, "3"),
        (status.fund_caution, "1"),
    )
    return next((code for marked, code in marks if marked), "0")


def sectors(asked: Asked) -> Answered:
    """Tell the sectors of a market (ka10101)."""
    market = asked.body["mrkt_tp"]
    starts = _SECTORS.get(market, ())
    indices = sorted(asked.exchange.universe.indices, key=lambda spec: spec.code)
    found = [spec for spec in indices if spec.code.startswith(starts)]
    fields = asked.rows("list")
    rows = [
        ordered(
            fields,
            {
                "marketCode": market,
                "code": spec.code,
                "name": spec.name,
                "group": str(place),
            },
        )
        for place, spec in enumerate(found, 1)
        if starts
    ]
    return Answered({"list": rows}, empty=not rows)


def members(asked: Asked) -> Answered:
    """Tell the member firms (ka10102)."""
    fields = asked.rows("list")
    rows = [
        ordered(fields, {"code": firm.code, "name": firm.name, "gb": "1" if firm.foreign else "0"})
        for firm in sorted(MEMBERS, key=lambda firm: firm.code)
    ]
    return Answered({"list": rows})
