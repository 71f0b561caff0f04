"""What an option is worth by Black and Scholes, for the forms of warrants listed; refuses dividends."""

from __future__ import annotations

import math

import numpy as np

from kiwoom_desk.practice.draws import Floats

# Yearly rate of interest, one for all.
RATE = 0.03
# A spread's gain ends so far beyond its strike; a digital pays this part of its strike.
SPREAD_WIDTH, DIGITAL_PAY = 0.20, 0.10
LOWEST_VOLATILITY, HIGHEST_VOLATILITY = 0.01, 3.0
_HALVINGS, _SECANTS = 8, 4
_erf = np.frompyfunc(math.erf, 1, 1)


def normal(x: Floats) -> Floats:
    """Return the cumulative normal distribution."""
    found: Floats = np.asarray(_erf(np.asarray(x) / math.sqrt(2.0)), np.float64)
    return 0.5 * (1.0 + found)


def worth(
    right: str, form: str, spot: Floats, strike: Floats | float, years: Floats, sigma: Floats
) -> Floats:
    """Return the value of one right on one share in won (points for indices), never below 0.

    `right` is call or put; `form` is "" (plain, also deed and bond), digital, spread or knock_out.
    Arrays are broadcast.
    """
    sign = 1.0 if right == "call" else -1.0
    if form == "digital":
        value = _digital(sign, spot, strike, years, sigma)
    elif form == "spread":
        further = strike * (1.0 + sign * SPREAD_WIDTH)
        value = _plain(sign, spot, strike, years, sigma)
        value = value - _plain(sign, spot, further, years, sigma)
    elif form == "knock_out":
        value = _knock_out(sign, spot, strike, years, sigma)
    else:
        value = _plain(sign, spot, strike, years, sigma)
    return np.maximum(value, 0.0)


def _ends(
    spot: Floats, strike: Floats | float, years: Floats, sigma: Floats
) -> tuple[Floats, Floats]:
    width = sigma * np.sqrt(years)
    first = (np.log(spot / strike) + (RATE + sigma * sigma / 2) * years) / width
    return first, first - width


def _plain(
    sign: float, spot: Floats, strike: Floats | float, years: Floats, sigma: Floats
) -> Floats:
    first, second = _ends(spot, strike, years, sigma)
    later = strike * np.exp(-RATE * years)
    value: Floats = sign * (spot * normal(sign * first) - later * normal(sign * second))
    return value


def _digital(
    sign: float, spot: Floats, strike: Floats | float, years: Floats, sigma: Floats
) -> Floats:
    _, second = _ends(spot, strike, years, sigma)
    value: Floats = DIGITAL_PAY * strike * np.exp(-RATE * years) * normal(sign * second)
    return value


def _knock_out(
    sign: float, spot: Floats, strike: Floats | float, years: Floats, sigma: Floats
) -> Floats:
    """Return a right that ends worthless when the spot touches its strike."""
    width = sigma * np.sqrt(years)
    power = (RATE + sigma * sigma / 2) / (sigma * sigma)
    mirror = np.log(strike / spot) / width + power * width
    gone = spot * (strike / spot) ** (2 * power) * normal(sign * mirror)
    later = strike * np.exp(-RATE * years)
    gone = gone - later * (strike / spot) ** (2 * power - 2) * normal(sign * (mirror - width))
    alive = (spot - strike) * sign > 0
    value: Floats = np.where(alive, _plain(sign, spot, strike, years, sigma) - sign * gone, 0.0)
    return value


def implied(
    right: str, form: str, value: Floats, spot: Floats, strike: Floats | float, years: Floats
) -> Floats:
    """Return the yearly volatility at which `worth` is `value`; 0 where there is none."""
    low = np.full(np.broadcast(value, spot, years).shape, LOWEST_VOLATILITY)
    high = np.full_like(low, HIGHEST_VOLATILITY)
    least = worth(right, form, spot, strike, years, low) - value
    most = worth(right, form, spot, strike, years, high) - value
    solvable = (least * most < 0) & (value > 0)
    rising = most > least
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        away = worth(right, form, spot, strike, years, middle) - value
        above = (away > 0) == rising
        low, least = np.where(above, low, middle), np.where(above, least, away)
        high, most = np.where(above, middle, high), np.where(above, away, most)
    for _ in range(_SECANTS):
        width = most - least
        step = most * (high - low) / np.where(width == 0, np.inf, width)
        low, least = high, most
        high = np.clip(high - step, LOWEST_VOLATILITY, HIGHEST_VOLATILITY)
        most = worth(right, form, spot, strike, years, high) - value
    found: Floats = np.where(solvable, high, 0.0)
    return found
