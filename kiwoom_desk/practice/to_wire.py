"""How figures become texts of the wire and rows take the catalogue's order; refuses missing fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kiwoom_desk.catalogue.model import Field

Row = dict[str, object]


def directed(price: int, base: int) -> str:
    """Return a price in won with its direction against `base` as sign; 0 stays "0"."""
    if price == base or not price or not base:
        return str(price)
    return f"+{price}" if price > base else f"-{price}"


def directed_all(prices: Iterable[int], bases: Iterable[int]) -> list[str]:
    """Return `directed` of many prices, each with its base."""
    return [
        str(price) if price == base or not price or not base
        else f"+{price}" if price > base else f"-{price}"
        for price, base in zip(prices, bases, strict=True)
    ]  # fmt: skip


def signed(number: int) -> str:
    """Return a number whose sign is its own: `+5`, `-5`, `0`."""
    return f"{number:+d}" if number else "0"


def percent(hundredths: int) -> str:
    """Return hundredths of a percent (or a point) as a decimal: 123 gives `1.23`."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02d}"


def signed_percent(hundredths: int) -> str:
    """Return hundredths of a percent with a sign of its own; zero has none."""
    return f"+{percent(hundredths)}" if hundredths > 0 else percent(hundredths)


def padded(number: int, width: int) -> str:
    """Return a whole number filled with zeros to `width`; a minus takes one place."""
    return f"{number:0{width}d}"


def ratio(part: int, whole: int, scale: int = 10_000) -> int:
    """Return `part` in hundredths of a percent of `whole`, cut towards zero; 0 of nothing."""
    if not whole:
        return 0
    cut = abs(part) * scale // abs(whole)
    return cut if (part < 0) == (whole < 0) else -cut


def flag_of(price: int, base: int, lower: int, upper: int) -> str:
    """Return the sign flag: 1 upper limit, 2 up, 3 unchanged, 4 lower limit, 5 down."""
    if price > base:
        return "1" if price >= upper else "2"
    if price < base:
        return "4" if price <= lower else "5"
    return "3"


def clock_text(moment: datetime) -> str:
    """Return a time as HHMMSS."""
    return f"{moment:%H%M%S}"


def ordered(fields: Iterable[Field], values: Mapping[str, object]) -> Row:
    """Return the values in the catalogue's order; raise KeyError for a documented field left out.

    Values that the catalogue does not know raise too: neither side may drift.
    """
    row = {key: values[key] for key in _keys(fields)}
    if len(row) != len(values):
        raise KeyError(f"not documented: {sorted(set(values) - set(row))}")
    return row


def ordered_rows(fields: Iterable[Field], columns: Mapping[str, Sequence[object]]) -> list[Row]:
    """Return a row for each place of the columns, as `ordered` does; all are of one length."""
    keys = _keys(fields)
    if len(keys) != len(columns):
        raise KeyError(f"not documented: {sorted(set(columns) - set(keys))}")
    places = zip(*(columns[key] for key in keys), strict=True)
    return [dict(zip(keys, values, strict=True)) for values in places]


# The keys of the catalogue's own rows, found by the row itself: thousands of rows ask for them.
_known: dict[int, tuple[Iterable[Field], tuple[str, ...]]] = {}
_MOST_KNOWN = 512


def _keys(fields: Iterable[Field]) -> tuple[str, ...]:
    known = _known.get(id(fields))
    if known is not None and known[0] is fields:
        return known[1]
    keys = tuple(field.key for field in fields)
    if isinstance(fields, tuple):
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[id(fields)] = fields, keys
    return keys


def texts(fields: Iterable[Field], blanks: Iterable[str], values: Mapping[str, object]) -> Row:
    """Return a row in order where the keys of `blanks` are empty."""
    return ordered(fields, {**dict.fromkeys(blanks, ""), **values})
