"""Who of several parties traded a volume, exactly and growing share by share; refuses to know the parties."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.draws import STEP, Floats, Ints, Words, draw, field, mix_one

# The day's volume is halved so often; inside the last pieces the parties trade one after another.
_HALVINGS = 8
# So many first halvings are uneven if nobody says else, each party by its own bend.
_BENT = 3
# A party's weight in a half is 256 and up to 64 more or less: 319 of 192 stays below twice its
# share, so that no half takes more of a party than it has.
_EVEN, _BEND_BITS = 256, 7
_MEAN_BEND = 2 ** (_BEND_BITS - 1)


def split(total: Ints, weights: Ints) -> Ints:
    """Return whole parts of each total (one a name) by the weights of the parties (names x parties).

    The parts of a name sum to its total; a weight of 0 gets nothing. Weights are at least 0, and
    those of a name sum to more than 0 and less than 2**53.
    """
    running = np.cumsum(weights.T, axis=0)
    ends = np.floor(total * (running / running[-1])).astype(np.int64)
    return _parts(ends).T


def so_far(parts: Ints, now: Ints, keys: Words, bent: int = _BENT) -> Ints:
    """Return what each party traded of the volume `now`, when it trades `parts` until the day's end.

    `parts` are names x parties, `now` lies between 0 and the sum of a name's parts, `keys` give
    each name (and day and side) its own course. What comes back sums to `now`, is 0 at 0, equal
    to `parts` at the end, and never falls while `now` grows. `bent` halvings are uneven: the more,
    the livelier the first minutes.
    """
    if len(now) == 1:
        return np.array([_one_so_far(parts[0].tolist(), int(now[0]), int(keys[0]), bent)], np.int64)
    # Parties come first inside: long rows are what numpy is quick with.
    ends = np.cumsum(parts.T, axis=0)
    done = np.zeros_like(ends)
    left = now.astype(np.int64)
    node = np.ones(len(now), np.uint64)
    for level in range(_HALVINGS):
        half = ends[-1] // 2
        weights = _bent(ends, keys, node) if level < bent else ends
        first = np.floor(half * (weights / np.maximum(weights[-1], 1))).astype(np.int64)
        later = left >= half
        done += np.where(later, first, 0)
        ends = np.where(later, ends - first, first)
        left = left - np.where(later, half, 0)
        node = node * np.uint64(2) + later.astype(np.uint64)
    return _parts(done + np.minimum(ends, left)).T


def _one_so_far(parts: list[int], now: int, key: int, bent: int) -> list[int]:
    """Return `so_far` of one name, for which numpy would take ten times as long."""
    done, left, node = [0] * len(parts), now, 1
    for level in range(_HALVINGS):
        half = sum(parts) // 2
        weights = _one_bent(parts, key, node) if level < bent else parts
        total = max(sum(weights), 1)
        running = before = 0
        first = []
        for weight in weights:
            running += weight
            # Floored as numpy's floats are.
            end = int(half * (running / total))
            first.append(end - before)
            before = end
        later = left >= half
        if later:
            done = [one + more for one, more in zip(done, first, strict=True)]
            parts = [one - less for one, less in zip(parts, first, strict=True)]
            left -= half
        else:
            parts = first
        node = node * 2 + later
    running = before = 0
    for place, part in enumerate(parts):
        running += part
        end = min(running, left)
        done[place] += end - before
        before = end
    return done


def _one_bent(parts: list[int], key: int, node: int) -> list[int]:
    """Return the parts of one name, each weighed by its bend at this place of the day."""
    start, shift, even = key + node * len(parts) * STEP, 64 - _BEND_BITS, _EVEN - _MEAN_BEND
    return [
        part * (even + (mix_one(start + place * STEP) >> shift)) for place, part in enumerate(parts)
    ]


def drifting(keys: Words, ordinals: Ints, days: int) -> Floats:
    """Return numbers in [0, 1) that move slowly from day to day, one course a key.

    Keys and ordinals of days are broadcast; a course is a line between draws `days` days apart.
    """
    place, rest = ordinals // days, (ordinals % days) / days
    begin = field(draw(keys, place.astype(np.uint64)), 0)
    end = field(draw(keys, (place + 1).astype(np.uint64)), 0)
    return begin + (end - begin) * rest


def _bent(ends: Ints, keys: Words, node: Words) -> Ints:
    """Return running sums of the parts, each weighed by its bend at this place of the day."""
    count = len(ends)
    counters = node * np.uint64(count) + np.arange(count, dtype=np.uint64)[:, None]
    upper = draw(keys, counters) >> np.uint64(64 - _BEND_BITS)
    bends = upper.astype(np.int64) - _MEAN_BEND
    return np.cumsum(_parts(ends) * (_EVEN + bends), axis=0)


def _parts(ends: Ints) -> Ints:
    """Return the parts of running sums along the first axis."""
    return np.diff(ends, axis=0, prepend=0)
