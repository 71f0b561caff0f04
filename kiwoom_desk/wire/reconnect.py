"""When the stream may be dialled again (S-15); refuses a seventh login in a minute."""

from __future__ import annotations

import random
from collections import deque

from kiwoom_desk.wire.durations import Durations

LOGINS = 6


class Reconnect:
    """Give the pause before each dialling: 1, 2, 4 … 30 s with jitter, six logins a minute at most."""

    def __init__(self, durations: Durations, seed: int = 0) -> None:
        self._durations = durations
        self._random = random.Random(seed)
        self._logins: deque[float] = deque(maxlen=LOGINS)
        self._tries = 0

    def pause(self, now: float) -> float:
        """Return the seconds to wait before the next dialling; the first has none."""
        backoff = 0.0
        if self._tries:
            steps = self._durations.reconnect
            backoff = steps[min(self._tries, len(steps)) - 1] * self._random.uniform(1.0, 1.25)
        if len(self._logins) == LOGINS:
            backoff = max(backoff, self._logins[0] + self._durations.login_window - now)
        return backoff

    def dialled(self, now: float) -> None:
        """Count a dialling, whatever becomes of it."""
        self._tries += 1
        self._logins.append(now)

    def settled(self) -> None:
        """Note that a connection has proved good: the next pause is the shortest again."""
        self._tries = min(self._tries, 1)

    def reset(self) -> None:
        """Forget the tries, when a person asks for the stream."""
        self._tries = 0
