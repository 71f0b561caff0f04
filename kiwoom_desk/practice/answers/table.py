"""Which function answers which API; refuses nothing: what is not here is not answered."""

from __future__ import annotations

from kiwoom_desk.practice.answers import oauth, orders, quotes
from kiwoom_desk.practice.answers.asked import Answer

ANSWERS: dict[str, Answer] = {
    "au10001": oauth.issue,
    "au10002": oauth.revoke,
    "ka00001": oauth.account_number,
    "kt10000": orders.buy,
    "kt10001": orders.sell,
    "kt10002": orders.amend,
    "kt10003": orders.cancel,
    "ka10001": quotes.info,
    "ka10003": quotes.tape,
    "ka10004": quotes.book,
    "ka10095": quotes.watched,
}
