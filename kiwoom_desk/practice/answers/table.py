"""Which function answers which API; refuses nothing: what is not here is not answered."""

from __future__ import annotations

from types import ModuleType

from kiwoom_desk.practice.answers import (
    book_rankings,
    charts,
    credit,
    day_prints,
    elw_courses,
    elws,
    etf_courses,
    etfs,
    extremes,
    holdings,
    index_charts,
    lending,
    listings,
    lookup_ranks,
    member_rankings,
    members,
    name_now,
    oauth,
    order_lists,
    orders,
    quotes,
    rankings,
    sectors,
    short_sales,
    single_prices,
    surges,
    themes,
    worths,
)
from kiwoom_desk.practice.answers.asked import Answer

# Each of these modules lists its own answers in `ANSWERS`.
_MODULES: tuple[ModuleType, ...] = (
    book_rankings,
    credit,
    day_prints,
    elw_courses,
    elws,
    etf_courses,
    etfs,
    extremes,
    index_charts,
    lending,
    lookup_ranks,
    member_rankings,
    members,
    name_now,
    order_lists,
    rankings,
    sectors,
    short_sales,
    single_prices,
    surges,
    worths,
)

ANSWERS: dict[str, Answer] = {
    "au10001": oauth.issue,
    "au10002": oauth.revoke,
    "ka00001": oauth.account_number,
    "kt10000": orders.buy,
    "kt10001": orders.sell,
    "kt10002": orders.amend,
    "kt10003": orders.cancel,
    "kt00001": holdings.deposit,
    "kt00004": holdings.status,
    "kt00018": holdings.balance,
    "kt00007": order_lists.day_orders,
    "kt00009": order_lists.day_fills,
    "ka10075": order_lists.open_orders,
    "ka10076": order_lists.filled_orders,
    "ka10001": quotes.info,
    "ka10003": quotes.tape,
    "ka10004": quotes.book,
    "ka10095": quotes.watched,
    "ka10079": charts.ticks,
    "ka10080": charts.minutes,
    "ka10081": charts.days,
    "ka10082": charts.weeks,
    "ka10083": charts.months,
    "ka10094": charts.years,
    "ka10099": listings.names,
    "ka10100": listings.name,
    "ka10101": listings.sectors,
    "ka10102": listings.members,
    "ka90001": themes.groups,
    "ka90002": themes.members,
}

for _module in _MODULES:
    for _api_id, _answer in _module.ANSWERS.items():
        if _api_id in ANSWERS:
            raise ValueError(f"answered twice: {_api_id}")
        ANSWERS[_api_id] = _answer
