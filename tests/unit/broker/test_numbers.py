"""Whole numbers out of wire texts."""

import pytest

from kiwoom_desk.broker.numbers import (
    POSITIVE,
    RATES,
    SIGNED,
    clock_time,
    count,
    growing,
    hundredths,
)
from kiwoom_desk.catalogue.values import BadNumber

BAD = ["1,234", "５", "1_000", "abc", "1.5.2", "0x10", "--", "NaN"]


@pytest.mark.parametrize(
    ("text", "positive", "signed"),
    [
        ("-61000", 61000, -61000), ("--61000", 61000, -61000), ("+-121", 121, -121), ("", 0, 0),
        ("+0", 0, 0), ("00000", 0, 0), ("000000000012345", 12345, 12345), (" 7 ", 7, 7),
    ],
)  # fmt: skip
def test_signs(text: str, positive: int, signed: int) -> None:
    assert (POSITIVE[text], SIGNED[text]) == (positive, signed)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_number_is_refused(text: str) -> None:
    for read in (POSITIVE.__getitem__, SIGNED.__getitem__, count):
        with pytest.raises(BadNumber):
            read(text)


@pytest.mark.parametrize("text", ["1,234", "５", "1_000", "abc", "1.5.2", "0x10", "--", ".", "1.a"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(BadNumber):
        hundredths(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.24", 24), ("-1.5", -150), ("+12.345", 1234), ("--0.07%", -7), ("", 0), ("3", 300),
        ("2641.09", 264109), ("000000012.30", 1230), (".5", 50),
    ],
)  # fmt: skip
def test_hundredths(text: str, wanted: int) -> None:
    assert hundredths(text) == RATES[text] == wanted


def test_counts_are_never_negative() -> None:
    assert (count("0005"), count(""), count("+7")) == (5, 0, 7)
    with pytest.raises(BadNumber):
        count("-5")


def test_kept_texts_do_not_grow_for_ever() -> None:
    for number in range(70_000):
        assert POSITIVE[str(number)] == number
        assert SIGNED[str(-number)] == -number
        assert RATES[f"{number}.5"] == number * 100 + 50
    assert max(len(POSITIVE), len(SIGNED), len(RATES)) <= 1 << 16


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("100001", "100001"), ("10:00:01", "100001"), ("9410", ""), ("240000", ""),
        ("888888", ""), ("", ""), ("１００００１", ""), ("235959", "235959"), ("236000", ""),
    ],
)  # fmt: skip
def test_times(text: str, wanted: str) -> None:
    assert clock_time(text) == wanted


@pytest.mark.parametrize(
    ("text", "number"), [("", 0), ("7", 7), ("0006", 6), ("+12", 12), ("-3", -3), ("--4", -4)]
)
def test_growing_figures_read_as_signed_ones(text: str, number: int) -> None:
    assert growing(text) == SIGNED[text] == number


@pytest.mark.parametrize("text", [*BAD, "1e5", "null", '"5"', "1,2", "]", "[1]"])
def test_growing_figures_refuse_what_others_refuse(text: str) -> None:
    with pytest.raises(BadNumber):
        growing(text)
