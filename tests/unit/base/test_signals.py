"""Signals: who hears what, in which order, until when."""

from __future__ import annotations

import pytest

from kiwoom_desk.base.signals import Signal


def test_listeners_hear_in_the_order_of_connecting() -> None:
    signal, heard = Signal[int](), list[tuple[str, int]]()
    signal.connect(lambda value: heard.append(("one", value)))
    signal.connect(lambda value: heard.append(("two", value)))
    signal.emit(7)
    assert heard == [("one", 7), ("two", 7)]


def test_a_closed_listener_hears_no_more_and_closing_twice_is_harmless() -> None:
    signal, heard = Signal[int](), list[int]()
    first = signal.connect(heard.append)
    second = signal.connect(heard.append)
    first.close()
    first.close()
    signal.emit(1)
    assert heard == [1]
    second.close()
    signal.emit(2)
    assert heard == [1]


def test_who_connects_or_closes_during_an_emission_counts_from_the_next() -> None:
    signal, heard = Signal[int](), list[str]()

    def first(_value: int) -> None:
        heard.append("first")
        other.close()
        signal.connect(lambda _value: heard.append("new"))

    signal.connect(first)
    other = signal.connect(lambda _value: heard.append("other"))
    signal.emit(1)
    assert heard == ["first", "other"]
    heard.clear()
    signal.emit(2)
    assert heard == ["first", "new"]


def test_a_listener_that_fails_is_heard() -> None:
    signal = Signal[int]()
    signal.connect(lambda _value: 1 // 0 and None)
    with pytest.raises(ZeroDivisionError):
        signal.emit(1)
