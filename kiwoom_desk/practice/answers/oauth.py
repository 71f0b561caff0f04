"""Tokens and the account number (au10001, au10002, ka00001)."""

from __future__ import annotations

from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.refusals import refusal


def issue(asked: Asked) -> Answered:
    """Give out a token (au10001); `expires_dt` is Korean wall time."""
    house, body = asked.house, asked.body
    if not house.tokens.keys_match(body["appkey"], body["secretkey"]):
        raise refusal("8001")
    token = house.tokens.issue(house.clock.wall())
    expires = f"{token.expires:%Y%m%d%H%M%S}"
    return Answered({"expires_dt": expires, "token_type": "bearer", "token": token.text})


def revoke(asked: Asked) -> Answered:
    """End a token (au10002)."""
    house, body = asked.house, asked.body
    if not house.tokens.keys_match(body["appkey"], body["secretkey"]):
        raise refusal("8001")
    if not house.tokens.revoke(body["token"], house.clock.wall()):
        raise refusal("8015")
    return Answered({})


def account_number(asked: Asked) -> Answered:
    """Tell the account of the key (ka00001)."""
    return Answered({"acctNo": asked.exchange.account.number})
