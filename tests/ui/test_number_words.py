"""Numbers in words, in both languages."""

import pytest

from kiwoom_desk.ui.kit.number_words import in_words


@pytest.mark.parametrize(
    ("number", "korean", "english"),
    [
        (0, "영", "zero"),
        (1, "일", "one"),
        (10, "십", "ten"),
        (19, "십구", "nineteen"),
        (110, "백십", "one hundred ten"),
        (1_000, "천", "one thousand"),
        (10_000, "일만", "ten thousand"),
        (61_000, "육만 천", "sixty-one thousand"),
        (1_234_567, "백이십삼만 사천오백육십칠", "one million two hundred"
         " thirty-four thousand five hundred sixty-seven"),
        (100_000_000, "일억", "one hundred million"),
        (1_500_020_000, "십오억 이만", "one billion five hundred million twenty thousand"),
        (-5, "-5", "-5"),
        (10**16, "10,000,000,000,000,000", "10,000,000,000,000,000"),
    ],
)  # fmt: skip
def test_words(number: int, korean: str, english: str) -> None:
    assert (in_words("ko", number), in_words("en", number)) == (korean, english)
