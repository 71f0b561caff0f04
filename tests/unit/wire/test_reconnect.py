"""When the stream is dialled again (S-15)."""

from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.reconnect import Reconnect


def test_pauses_grow_with_jitter_to_half_a_minute() -> None:
    again = Reconnect(Durations(), seed=3)
    assert again.pause(0.0) == 0.0
    now = 0.0
    for step in (1, 2, 4, 8, 16, 30, 30):
        again.dialled(now)
        now += 1000.0
        assert step <= again.pause(now) <= step * 1.25


def test_six_logins_a_minute_at_most() -> None:
    again = Reconnect(Durations())
    for number in range(6):
        again.dialled(float(number))
        again.settled()
    assert again.pause(6.0) == 54.0
    assert again.pause(60.0) < 2.0


def test_a_good_session_and_a_person_start_over() -> None:
    again = Reconnect(Durations())
    again.settled()
    assert again.pause(0.0) == 0.0
    for _ in range(4):
        again.dialled(0.0)
    again.settled()
    assert 1.0 <= again.pause(100.0) <= 1.25
    again.reset()
    assert again.pause(100.0) == 0.0
