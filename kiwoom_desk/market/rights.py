"""What a subscription right is worth beside its share; refuses to guess the issue price."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import msgspec

from kiwoom_desk.domain.instrument import Instrument

_ISSUER_DIGITS = 5
Find = Callable[[str], Instrument | None]


class Parity(msgspec.Struct, frozen=True):
    """Prices in won: of the right, of its share, and of the new share (0 = nobody has said).

    No API tells the issue price: it stands in the company's filing, and a person types it in.
    """

    price: int
    share: int
    issue: int = 0

    @property
    def share_percent(self) -> Decimal | None:
        """Return the right's price in percent of the share's."""
        if not self.price or not self.share:
            return None
        return Decimal(self.price) * 100 / self.share

    @property
    def implied(self) -> int | None:
        """Return the issue price at which the right would be worth what it costs."""
        return self.share - self.price if self.price and self.share else None

    @property
    def worth(self) -> int | None:
        """Return what exercising it at once brings: the share less the issue price, never below 0."""
        return max(self.share - self.issue, 0) if self.share and self.issue else None

    @property
    def percent(self) -> Decimal | None:
        """Return the parity: share price in percent of the issue price."""
        if not self.share or not self.issue:
            return None
        return Decimal(self.share) * 100 / self.issue

    @property
    def premium(self) -> Decimal | None:
        """Return by how many percent the right costs more (+) or less than it is worth."""
        worth = self.worth
        if not worth or not self.price:
            return None
        return (Decimal(self.price) / worth - 1) * 100


def share_of(code: str, name: str, find: Find) -> Instrument | None:
    """Return the share of a right, None where the list does not have it.

    Five digits of a right's code are its issuer's, and its name begins with the share's.
    """
    found = find(f"{code[:_ISSUER_DIGITS]}0")
    return found if found is not None and name.startswith(found.name) else None
