"""Which function answers which API; refuses nothing: what is not here is not answered."""

from __future__ import annotations

from types import ModuleType

from kiwoom_desk.practice.answers import (
    book_rankings,
    by_investor,
    charts,
    credit,
    daily,
    day_prints,
    elw_courses,
    elws,
    estates,
    etf_courses,
    etfs,
    extremes,
    foreigners,
    gold,
    gold_account,
    gold_charts,
    gold_orders,
    holdings,
    index_charts,
    interrupted,
    investor_rankings,
    investor_streaks,
    lending,
    listings,
    lookup_ranks,
    member_rankings,
    members,
    name_now,
    name_programmes,
    oauth,
    order_lists,
    orders,
    powers,
    profits,
    programmes,
    quotes,
    rankings,
    right_list,
    sectors,
    short_sales,
    single_prices,
    statements,
    surges,
    themes,
    watch_lists,
    worths,
)
from kiwoom_desk.practice.answers.asked import Answer, Slices
from kiwoom_desk.practice.answers.asked_days import days_of_all

# Each of these modules lists its own answers in `ANSWERS`.
_MODULES: tuple[ModuleType, ...] = (
    orders,
    gold_orders,
    gold_account,
    watch_lists,
    book_rankings,
    by_investor,
    credit,
    daily,
    day_prints,
    elw_courses,
    elws,
    estates,
    etf_courses,
    gold,
    gold_charts,
    right_list,
    etfs,
    extremes,
    foreigners,
    index_charts,
    investor_rankings,
    investor_streaks,
    lending,
    interrupted,
    lookup_ranks,
    member_rankings,
    members,
    name_now,
    name_programmes,
    order_lists,
    powers,
    profits,
    programmes,
    rankings,
    sectors,
    short_sales,
    single_prices,
    statements,
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

# Lists that rank by the last days of all names.
_OVER_DAYS = ("ka30002", "ka10034", "ka10035", "ka10037", "ka10039", "ka10058", "ka10131")
SLICES: dict[str, Slices] = index_charts.SLICES | sectors.SLICES
SLICES |= dict.fromkeys(_OVER_DAYS, days_of_all)
