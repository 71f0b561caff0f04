"""The business figures of every share, drawn by name so that they agree; refuses names without accounts."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, keys_of
from kiwoom_desk.practice.universe import Listing, Universe

EOK = 100_000_000
_WON_WIDTH = 10_000
# Face values in won and how many of a hundred names have each; none stands far above the price.
_FACES = ((100, 20), (200, 6), (500, 52), (1_000, 7), (2_500, 3), (5_000, 12))
_NO_MONTH = "12"
_LARGE = 1.0e13
# How a substitute price follows the base price: large names count for more.
_SUBSTITUTE = ((2.0e13, 80), (2.0e12, 75), (3.0e11, 70), (0.0, 60))


class Accounts(msgspec.Struct, frozen=True):
    """One share's figures of its last business year.

    Per share in won: `face`, `earnings` (EPS), `book` (BPS), `dividend`. In 억원: `capital`,
    `sales`, `operating`, `net`, `debt` (net of cash), `gross` (EBITDA). `floating` counts shares.
    """

    month: str
    face: int
    capital: int
    earnings: int
    book: int
    dividend: int
    sales: int
    operating: int
    net: int
    debt: int
    gross: int
    floating: int

    @property
    def return_on_equity(self) -> int:
        """Return ROE = EPS / BPS in hundredths of a percent."""
        return _cut(self.earnings * _WON_WIDTH, self.book)

    def price_earnings(self, price: int) -> int | None:
        """Return PER = price / EPS in hundredths; None for a loss."""
        return price * 100 // self.earnings if self.earnings > 0 else None

    def price_book(self, price: int) -> int:
        """Return PBR = price / BPS in hundredths."""
        return price * 100 // self.book

    def value_multiple(self, price: int, shares: int) -> int:
        """Return EV / EBITDA in hundredths: market value and net debt over the gross profit."""
        return _cut((price * shares // EOK + self.debt) * 100, self.gross)

    def yields(self, price: int) -> int:
        """Return the dividend yield in hundredths of a percent."""
        return self.dividend * _WON_WIDTH // price if price else 0


class Fundamentals:
    """The figures of a universe as columns by listing index, 0 for names that are no shares.

    `earnings` and `book` are per share in won, for rankings; accounts are made as they are asked for.
    """

    def __init__(self, universe: Universe, seed: int) -> None:
        listings = universe.listings
        self.is_share = np.array([item.product is Product.SHARE for item in listings], bool)
        keys = keys_of([item.code for item in listings], seed, "accounts")
        words = draw(keys[:, None], np.arange(4, dtype=np.uint64)[None, :])
        fields = np.stack([field(words[:, n], k) for n in range(4) for k in range(4)], axis=1)
        close = np.array([item.previous_close for item in listings], np.int64)
        book = np.maximum((close / _price_book(fields)).astype(np.int64), 10)
        worth = close.astype(np.float64) * np.array([item.shares for item in listings])
        earnings = (book * _return(fields, worth)).astype(np.int64)
        self.book: Ints = np.where(self.is_share, book, 0)
        self.earnings: Ints = np.where(self.is_share, earnings, 0)
        self._listings, self._fields, self._words = listings, fields, words
        self._accounts: dict[int, Accounts] = {}

    def of(self, index: int) -> Accounts | None:
        """Return the figures of one name; None for funds, notes, warrants and gold."""
        if not self.is_share[index]:
            return None
        found = self._accounts.get(index)
        if found is None:
            drawn = self._fields[index].tolist(), self._words[index].tolist()
            figures = int(self.book[index]), int(self.earnings[index])
            found = _accounts(self._listings[index], *figures, *drawn)
            self._accounts[index] = found
        return found


def substitute_price(base: int, shares: int) -> int:
    """Return the substitute price (대용가): a part of the base price by market value, to ten won."""
    share = next(part for least, part in _SUBSTITUTE if base * shares >= least)
    return base * share // 1000 * 10


def _price_book(fields: Floats) -> Floats:
    """Return price over book: most names between 0.4 and 3, few beyond."""
    middle: Floats = fields[:, 0] + fields[:, 1] + fields[:, 2] - 1.5
    return np.exp(1.1 * middle + 0.05)


def _return(fields: Floats, worth: Floats) -> Floats:
    """Return net profit over book: about a fifth of the names lose money, few of the largest."""
    good = 0.005 + 0.22 * fields[:, 4] * fields[:, 5] + 0.06 * fields[:, 6]
    bad: Floats = -0.01 - 0.35 * fields[:, 4] * fields[:, 5]
    return np.where(fields[:, 7] < np.where(worth > _LARGE, 0.03, 0.22), bad, good)


def _accounts(
    item: Listing, book: int, earnings: int, fields: list[float], words: list[int]
) -> Accounts:
    face = _face(item, words[3] >> 57)
    net = earnings * item.shares
    large = item.previous_close * item.shares > _LARGE
    margin = (0.07 if large else 0.025) + 0.2 * fields[8] * fields[8]
    sales = int(abs(net) / margin)
    # Losses of the business are smaller than those of the year, profits are larger.
    operating = int(net * (0.6 + 0.3 * fields[9] if net < 0 else 1.1 + 0.5 * fields[9]))
    worn = int(sales * (0.01 + 0.06 * fields[10])) + 1
    return Accounts(
        month=item.settle_month or _NO_MONTH,
        face=face,
        capital=face * item.shares // EOK,
        earnings=earnings,
        book=book,
        dividend=_dividend(earnings, fields[11]),
        sales=sales // EOK,
        operating=_cut(operating, EOK),
        net=_cut(net, EOK),
        debt=_cut(int(book * item.shares * (1.6 * fields[12] - 0.5)), EOK),
        gross=_cut(operating + worn, EOK) or 1,
        floating=item.shares * int(3_500 + 5_500 * fields[13]) // _WON_WIDTH,
    )


def _face(item: Listing, drawn: int) -> int:
    place, found = drawn * 100 // 128, _FACES[0][0]
    for face, weight in _FACES:
        found = face
        if place < weight:
            break
        place -= weight
    return found if found <= item.previous_close else _FACES[0][0]


def _dividend(earnings: int, drawn: float) -> int:
    """Return a dividend of up to 60 % of the earnings, in steps a company would choose."""
    if earnings <= 0 or drawn < 0.3:
        return 0
    paid = int(earnings * (drawn - 0.25) * 0.8)
    step = 5 if paid < 1_000 else 50
    return paid // step * step


def _cut(part: int, whole: int) -> int:
    """Divide towards zero."""
    found = abs(part) // abs(whole)
    return found if (part < 0) == (whole < 0) else -found
