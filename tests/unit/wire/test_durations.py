"""One table of waits, scaled as a whole."""

import pytest

from kiwoom_desk.wire.durations import Durations


def test_every_wait_is_scaled() -> None:
    whole, scaled = Durations(), Durations().scaled(50)
    for name in whole.__struct_fields__:
        before, after = getattr(whole, name), getattr(scaled, name)
        if isinstance(before, tuple):
            assert after == tuple(one / 50 for one in before)
        else:
            assert after == before / 50


def test_a_divisor_is_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        Durations().scaled(0)
