"""Numbers drawn by counting (splitmix64 over numpy); refuses hidden state, so order of asking is free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STEP = 0x9E3779B97F4A7C15
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_WORD = (1 << 64) - 1
# Four 16-bit fields added up: mean and standard deviation of that sum.
_SUM_MEAN = 2.0 * 65535.0
_SUM_DEVIATION = 37836.5


def mix(words: Words) -> Words:
    """Return the words scrambled; equal input gives equal output on every machine."""
    words = words ^ (words >> np.uint64(30))
    words *= _FIRST
    words ^= words >> np.uint64(27)
    words *= _SECOND
    words ^= words >> np.uint64(31)
    return words


def mix_one(word: int) -> int:
    """Return one word scrambled, as `mix` does."""
    word &= _WORD
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & _WORD
    return word ^ (word >> 31)


def key_of(*parts: int | str) -> int:
    """Fold whole numbers and texts into one key of 64 bits."""
    word = 0
    for part in parts:
        number = int.from_bytes(part.encode(), "big") if isinstance(part, str) else part
        while True:
            word = mix_one(word + STEP + (number & _WORD))
            number >>= 64
            if number in (0, -1):
                break
    return word


def keys_of(codes: Sequence[str], *before: int | str) -> Words:
    """Return `key_of(*before, code)` of many codes."""
    start = key_of(*before) + STEP
    numbers = [int.from_bytes(code.encode(), "big") for code in codes]
    found = mix(np.array([(number + start) & _WORD for number in numbers], np.uint64))
    for place, number in enumerate(numbers):
        if number > _WORD:
            found[place] = key_of(*before, codes[place])
    return found


def draw(keys: Words | np.uint64, counters: Words | np.uint64) -> Words:
    """Draw one word for each pair of key and counter (broadcast, at least one axis)."""
    # Arrays wrap around in silence, single numbers of numpy warn.
    return mix(np.atleast_1d(keys) + np.atleast_1d(counters) * np.uint64(STEP))


def field(words: Words, place: int) -> Floats:
    """Return one of the four 16-bit fields (0 to 3) as a uniform number in [0, 1)."""
    found = _fields(words)[..., place].astype(np.float64)
    found *= 1.0 / 65536.0
    return found


def _fields(words: Words) -> npt.NDArray[np.uint16]:
    """Return the four fields of each word along a new last axis, without working on the words."""
    whole = np.ascontiguousarray(words).astype("<u8", copy=False)
    return whole.view("<u2").reshape(*whole.shape, 4)


def whole(words: Words, below: Ints | int) -> Ints:
    """Return whole numbers in [0, below), drawn from the upper half of each word."""
    upper = (words >> np.uint64(33)).astype(np.int64)
    return upper % below


def fat(words: Words) -> Floats:
    """Return numbers of mean 0 and deviation near 1 with fat tails (at most about 9)."""
    fields = _fields(words)
    total = fields[..., 0].astype(np.float64)
    for place in (1, 2, 3):
        total += fields[..., place]
    total -= _SUM_MEAN
    total /= _SUM_DEVIATION
    # As 0.65 + 0.125 * total * total times itself, in this order of rounding.
    shape = 0.125 * total
    shape *= total
    shape += 0.65
    total *= shape
    return total


def distinct(numbers: Ints) -> Ints:
    """Return the numbers rising, each once; numpy's own would load its masked arrays for it."""
    rising = np.sort(numbers)
    new = np.ones(len(rising), bool)
    new[1:] = rising[1:] != rising[:-1]
    return rising[new]
