"""Which firms trade how much of each name in a whole day; refuses what has passed of it, and our fills."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, key_of
from kiwoom_desk.practice.members import (
    CLUSTERS,
    FOREIGN_CLUSTERS,
    HOME,
    HOME_CLUSTERS,
    MEMBERS,
    cluster_of,
)

Net = Callable[[Ints, Ints], Ints]
"""Given listing indices and positions of days: what foreigners bought net, in shares, broadcast."""

HOME_FIRMS, FOREIGN_FIRMS = slice(0, len(HOME)), slice(len(HOME), len(MEMBERS))
# A firm's weight is a line between draws so many days apart; running sums of lines are lines.
_NODE_DAYS = 7
_WHOLE = 65_536
# The share of foreign firms in the volume: the smallest and the largest names, and its bounds.
_SMALL_SHARE, _MORE_SHARE, _HALFWAY_WORTH = 0.05, 0.26, 8.0e12
_LEAST_SHARE, _MOST_SHARE = 0.01, 0.70
_SLOW_DAYS = 9
# So much of the foreigners' net shows on each side of the foreign firms; others trade the rest.
_LEANING = 0.45
_SIZES: Ints = np.array([member.size for member in MEMBERS], np.int64)
_CLUSTER_SIZES: Ints = np.array([_SIZES[some].sum() for some in CLUSTERS], np.int64)
# Clusters are drawn beside the firms, with numbers of their own.
_CLUSTER_IDS, _IDS = 128, 256
_SIDES = ("buys", "sells")
_WORDS = {
    name: np.uint64(key_of("members", name))
    for name in ("share", "slow", "taste", *_SIDES, "firms buys", "firms sells")
}


class Trade(msgspec.Struct, frozen=True):
    """Both sides in shares, of one shape."""

    bought: Ints
    sold: Ints


class MemberDays:
    """Splits volumes of days, each side for itself; nothing is kept."""

    def __init__(self, path: DayPath, net: Net) -> None:
        self._path, self._net = path, net
        traits = path.traits
        worth = traits.previous_close * traits.shares.astype(np.float64)
        taste = field(draw(traits.keys, _WORDS["share"]), 0)
        base = _SMALL_SHARE + _MORE_SHARE * worth / (worth + _HALFWAY_WORTH)
        self._base: Floats = base * (0.6 + 0.8 * taste)

    def foreign(self, rows: Ints, ordinals: Ints, volume: Ints) -> Trade:
        """Return the shares of all foreign firms together: rows x days, like `volume`."""
        keys = self._path.traits.keys[rows][:, None]
        usual = self._base[rows][:, None]
        usual = usual * (0.6 + 0.8 * drifting(keys + _WORDS["slow"], ordinals[None, :], _SLOW_DAYS))
        positions = np.searchsorted(self._path.calendar.ordinals, ordinals)
        net = self._net(rows[:, None], positions[None, :])
        lean = _LEANING * np.clip(net / np.maximum(volume, 1), -1.0, 1.0)
        sides = []
        for side, leaning in zip(_SIDES, (lean, -lean), strict=True):
            words = draw(keys + _WORDS[side], ordinals.astype(np.uint64)[None, :])
            share = usual * (0.92 + 0.16 * field(words, 0)) + leaning
            whole = np.floor(np.clip(share, _LEAST_SHARE, _MOST_SHARE) * _WHOLE)
            sides.append(volume * whole.astype(np.int64) // _WHOLE)
        return Trade(*sides)

    def whole(self, rows: Ints, ordinals: Ints, volume: Ints) -> Trade:
        """Return each firm's shares: rows x days x firms; over firms they sum to `volume`."""
        foreign = self.foreign(rows, ordinals, volume)
        sides = []
        for side, abroad in zip(_SIDES, (foreign.bought, foreign.sold), strict=True):
            clusters = np.empty((*volume.shape, len(CLUSTERS)), np.int64)
            for some, total in ((HOME_CLUSTERS, volume - abroad), (FOREIGN_CLUSTERS, abroad)):
                ends = self._cluster_ends(rows, ordinals, side, some)
                clusters[..., some] = np.diff(_cut(total, ends), axis=-1, prepend=0)
            found = np.empty((*volume.shape, len(MEMBERS)), np.int64)
            for number, firms in enumerate(CLUSTERS):
                ends = self._firm_ends(rows, ordinals, side, firms)
                cut = _cut(clusters[..., number], ends)
                found[..., firms] = np.diff(cut, axis=-1, prepend=0)
            sides.append(found)
        return Trade(*sides)

    def firm(self, place: int, rows: Ints, ordinals: Ints, volume: Ints) -> Trade:
        """Return one firm's column of `whole`, without the others."""
        foreign = self.foreign(rows, ordinals, volume)
        number = cluster_of(place)
        abroad = number >= FOREIGN_CLUSTERS.start
        some, firms = FOREIGN_CLUSTERS if abroad else HOME_CLUSTERS, CLUSTERS[number]
        sides = []
        for side, shares in zip(_SIDES, (foreign.bought, foreign.sold), strict=True):
            total = shares if abroad else volume - shares
            at = number - some.start
            total = _one(total, self._cluster_ends(rows, ordinals, side, some, at), at)
            at = place - firms.start
            sides.append(_one(total, self._firm_ends(rows, ordinals, side, firms, at), at))
        return Trade(*sides)

    def _cluster_ends(
        self, rows: Ints, ordinals: Ints, side: str, some: slice, at: int | None = None
    ) -> Ints:
        """Return running sums of the weights of clusters: rows x days x clusters."""
        ids = np.arange(some.start, some.stop) + _CLUSTER_IDS
        return self._ends(rows, ordinals, side, ids, _CLUSTER_SIZES[some], at)

    def _firm_ends(
        self, rows: Ints, ordinals: Ints, side: str, firms: slice, at: int | None = None
    ) -> Ints:
        """Return running sums of the weights of a cluster's firms: rows x days x firms."""
        ids = np.arange(firms.start, firms.stop)
        return self._ends(rows, ordinals, side, ids, _SIZES[firms], at)

    def _ends(
        self, rows: Ints, ordinals: Ints, side: str, ids: Ints, sizes: Ints, at: int | None
    ) -> Ints:
        """Return running sums over all ids; with `at` only those before it, of it and of all."""
        nodes = np.arange(ordinals[0] // _NODE_DAYS, ordinals[-1] // _NODE_DAYS + 2)
        counters = ids.astype(np.uint64)[None, None, :]
        keys = self._path.traits.keys[rows][:, None, None]
        taste = np.floor(64 * (0.6 + 0.8 * field(draw(keys + _WORDS["taste"], counters), 0)))
        counters = nodes.astype(np.uint64)[None, :, None] * np.uint64(_IDS) + counters
        mood = np.floor(64 * (0.5 + field(draw(keys + _WORDS[f"firms {side}"], counters), 1)))
        running: Ints = np.cumsum((taste * mood).astype(np.int64) * sizes, axis=2)
        if at is not None:
            running = running[:, :, [max(at - 1, 0), at, -1]]
        place, rest = ordinals // _NODE_DAYS - nodes[0], (ordinals % _NODE_DAYS)[None, :, None]
        ends: Ints = running[:, place] * (_NODE_DAYS - rest) + running[:, place + 1] * rest
        return ends


def _one(total: Ints, ends: Ints, at: int) -> Ints:
    """Return one part of a total, as `_cut` has it, from the sums before it, of it and of all."""
    cut = _cut(total, ends)
    return cut[..., 1] - (cut[..., 0] if at else 0)


def _cut(total: Ints, ends: Ints) -> Ints:
    """Return whole running sums of a total by running weights; the last is the total itself."""
    return np.floor(total[..., None] * (ends / ends[..., -1:])).astype(np.int64)
