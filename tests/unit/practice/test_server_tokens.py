"""Tokens by the three rules, keys in constant time, and no secret in a text."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.options import TokenRule
from kiwoom_desk.practice.tokens import LIFETIME, TokenBook

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


def test_the_same_token_comes_back_until_it_ends() -> None:
    book = TokenBook(TokenRule.SAME)
    first = book.issue(NOW)
    assert book.issue(NOW + timedelta(hours=1)) == first
    assert book.holds(first.text, NOW + LIFETIME - timedelta(seconds=1))
    assert not book.holds(first.text, NOW + LIFETIME)
    assert book.issue(NOW + LIFETIME).text != first.text


def test_a_new_token_stands_beside_or_kills() -> None:
    for rule, alive in ((TokenRule.NEW, True), (TokenRule.KILLS, False)):
        book = TokenBook(rule)
        first, second = book.issue(NOW), book.issue(NOW)
        assert first.text != second.text
        assert book.holds(first.text, NOW) is alive
        assert book.holds(second.text, NOW)


def test_a_revoked_token_is_dead_and_revoked_once() -> None:
    book = TokenBook(TokenRule.SAME)
    token = book.issue(NOW)
    assert book.revoke(token.text, NOW)
    assert not book.holds(token.text, NOW)
    assert not book.revoke(token.text, NOW)


def test_keys_are_of_this_run_and_tokens_show_nothing() -> None:
    book, other = TokenBook(TokenRule.SAME), TokenBook(TokenRule.SAME)
    assert book.keys_match(book.appkey, book.secretkey)
    assert not other.keys_match(book.appkey, book.secretkey)
    assert not book.keys_match("키", book.secretkey)
    token = book.issue(NOW)
    assert token.text not in repr(token)
