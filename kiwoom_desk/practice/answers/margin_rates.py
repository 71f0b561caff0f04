"""What an amount of cash orders at each margin rate; refuses to know an account."""

from __future__ import annotations

from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.unpaid import WHOLE

RATES = (20, 30, 40, 50, 60, WHOLE)


def account_rate(asked: Asked) -> int:
    """Return the least that a buy of the account puts down, in percent."""
    margins = asked.exchange.ledgers.margins
    return WHOLE if margins is None or margins.frozen else RATES[0]


def at_rates(asked: Asked, won: int) -> dict[int, int]:
    """Return for how much can be ordered with that much won, by the margin rate of a name."""
    least = account_rate(asked)
    return {rate: won * WHOLE // max(rate, least) for rate in RATES}
