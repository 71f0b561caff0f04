"""The real listing for tests at scale, or as many made-up rows with the same oddities; never skips."""

import csv
import io
import os
import random
from functools import lru_cache
from pathlib import Path

from kiwoom_desk.practice.listing_file import read_shares
from kiwoom_desk.practice.universe import Universe, assemble, load_universe

LISTING = "krx_listing.csv"
ROWS = 2_879
_CHECKOUT = Path(__file__).resolve().parents[2]
_HEADS = (
    "code", "name", "market", "segment", "industry", "listed_on", "settle_month", "open", "high",
    "low", "close", "prev_close", "volume", "value_won", "shares", "marcap_won",
)  # fmt: skip
_INDUSTRIES = (
    "반도체 제조업",
    "의약품 제조업",
    "소프트웨어 개발 및 공급업",
    "보험업",
    "건물 건설업",
)


def market_file(name: str) -> Path | None:
    """Return a file of `$KIWOOM_DESK_MARKET` or of `../shared/market` beside the checkout, if there."""
    named = os.environ.get("KIWOOM_DESK_MARKET")
    folders = [Path(named)] if named else []
    folders.append(_CHECKOUT.parent / "shared" / "market")
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


@lru_cache(maxsize=1)
def large_universe() -> Universe:
    """Return the universe of the whole listing; print which one was used."""
    path = market_file(LISTING)
    if path is None:
        print("universe: synthetic,", ROWS, "rows")
        return assemble(read_shares(synthetic_listing()))
    print("universe: listing of the exchange")
    return load_universe(path)


@lru_cache(maxsize=1)
def synthetic_listing() -> bytes:
    """Return CSV bytes in the listing's form: its size, its markets and its oddities, made up."""
    source = random.Random(20_260_320)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADS)
    for number in range(ROWS):
        writer.writerow(_row(source, number))
    return text.getvalue().encode()


def _row(source: random.Random, number: int) -> list[object]:
    market = "KOSPI" if number < 951 else "KOSDAQ" if number < 2_769 else "KONEX"
    untraded, bare = number % 27 == 5, number % 26 == 7
    close = source.choice((600, 1_500, 4_300, 12_550, 48_000, 151_000, 402_500, 1_012_000))
    before = close
    if number == 1_000:
        close, before = 104_000, 26_000
    if number in (1_100, 1_200):
        close = before = 2_037
    volume = 0 if untraded else int(10 ** source.uniform(1, 7.2))
    shares = int(10 ** source.uniform(5.5, 9.5))
    code = f"{number:06d}" if number % 100 else f"{number // 100:04d}R0"
    industry = "" if bare else source.choice(_INDUSTRIES)
    listed = "" if bare else "2026-03-20" if number == 1_000 else "2011-05-02"
    prices = (0, 0, 0) if untraded else (close, close, close)
    return [
        code, f"시험{number}", market, "", industry, listed, "" if bare else "12", *prices, close,
        before, volume, volume * close, shares, shares * close,
    ]  # fmt: skip
