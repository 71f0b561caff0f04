"""Terms of the listed subscription rights and what they are worth at once; refuses wire forms."""

from __future__ import annotations

from datetime import date

import msgspec

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import Listing

DEED, BOND = "deed", "bond"


class RightTerms(msgspec.Struct, frozen=True):
    """A right: a deed of a capital increase or one cut from a bond; it buys `ratio` shares.

    `price` is what a share costs its holder, in won; `share` the listed share that it buys.
    """

    listing: Listing
    share: Listing
    kind: str
    price: int
    ratio: int
    expires: date | None


class Rights:
    """The rights of a universe; their prices follow the daily model of warrants."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        universe = flow.universe
        self.terms = {
            item.code: RightTerms(
                item, universe.by_code[item.underlying], item.form, item.strike, 1, item.expires_on
            )
            for item in universe.listings
            if item.product is Product.RIGHT
        }

    def of_kind(self, kind: str) -> tuple[RightTerms, ...]:
        """Return the rights of a kind, all for ""."""
        return tuple(terms for terms in self.terms.values() if kind in ("", terms.kind))

    def intrinsic(self, terms: RightTerms) -> int:
        """Return what using the right now and selling the share would bring, in won."""
        spot = int(self._flow.board.price[terms.share.index])
        return max(spot - terms.price, 0) * terms.ratio
