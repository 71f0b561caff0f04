"""Saved conditions over all names each second; refuses words and operators it does not know."""

from __future__ import annotations

import ast
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import Listing, SavedCondition, Universe

Values = npt.NDArray[np.float64] | npt.NDArray[np.bool_]

_AVERAGES = (5, 20, 60)
_EXTREMES = (20, 60, 250)
_SLICE = 400
_SEARCHED = frozenset({Product.SHARE, Product.ETF, Product.ETN})


class ConditionError(ValueError):
    """An expression that cannot be read; the message names condition and word."""


class ConditionChange(msgspec.Struct, frozen=True):
    """A name that came into a condition or left it."""

    sequence: str
    code: str
    entered: bool


class PastColumns:
    """What conditions compare with: averages and extremes of the days before one day."""

    def __init__(self, flow: Flow) -> None:
        """Read 250 days of every name in slices, so that little memory is taken at once."""
        self.day: date = flow.day
        self.columns: dict[str, Floats] = {}
        count = flow.path.traits.count
        parts = [
            self._slice(flow, np.arange(at, min(at + _SLICE, count)))
            for at in range(0, count, _SLICE)
        ]
        for name in parts[0]:
            self.columns[name] = np.concatenate([part[name] for part in parts])

    def _slice(self, flow: Flow, rows: Ints) -> dict[str, Floats]:
        last = flow.path.calendar.position(flow.day) - 1
        days = flow.path.columns(rows, last - max(_EXTREMES) + 1, last)
        high = np.where(days.volume > 0, days.high, days.close)
        low = np.where(days.volume > 0, days.low, days.close)
        found = {f"average_{n}": _mean(days.close, n) for n in _AVERAGES}
        found |= {f"average_volume_{n}": _mean(days.volume, n) for n in (5, 20)}
        found |= {f"high_{n}": high[:, -n:].max(axis=1).astype(np.float64) for n in _EXTREMES}
        return found | {f"low_{n}": low[:, -n:].min(axis=1).astype(np.float64) for n in _EXTREMES}


def _mean(values: Ints, days: int) -> Floats:
    mean: Floats = values[:, -days:].sum(axis=1) / float(days)
    return mean


WORDS = frozenset(
    ["price", "open", "high", "low", "previous_close", "change_rate", "volume", "value", "strength",
     "market_value", "elapsed", "upper", "lower"]
    + [f"average_{n}" for n in _AVERAGES] + ["average_volume_5", "average_volume_20"]
    + [f"{side}_{n}" for side in ("high", "low") for n in _EXTREMES]
)  # fmt: skip


class Condition:
    """One expression, checked once and then evaluated over columns."""

    def __init__(self, saved: SavedCondition) -> None:
        """Read the expression; raise ConditionError for anything but comparisons of known words."""
        self.saved = saved
        try:
            self._tree = ast.parse(saved.expression, mode="eval").body
        except SyntaxError as error:
            raise ConditionError(f"condition {saved.sequence}: {error.msg}") from error
        self._check(self._tree)
        if not isinstance(self._tree, ast.Compare | ast.BoolOp):
            raise ConditionError(f"condition {saved.sequence}: is not a comparison")

    def _check(self, node: ast.expr) -> None:
        match node:
            case ast.Name(id=word) if word in WORDS:
                return
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as inner):
                self._check(inner)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                self._check(left)
                self._check(right)
            case ast.Compare(
                left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]
            ):
                self._check(left)
                self._check(right)
            case ast.BoolOp(values=parts):
                for part in parts:
                    if not isinstance(part, ast.Compare | ast.BoolOp):
                        raise ConditionError(
                            f"condition {self.saved.sequence}: joins no comparisons"
                        )
                    self._check(part)
            case _:
                text = ast.unparse(node)
                raise ConditionError(f"condition {self.saved.sequence}: {text!r} is not known")

    def holds(self, columns: dict[str, Floats]) -> npt.NDArray[np.bool_]:
        """Tell for each name whether the expression holds."""
        return np.asarray(_value(self._tree, columns), np.bool_)


def _value(node: ast.expr, columns: dict[str, Floats]) -> Values:
    match node:
        case ast.Name(id=word):
            return columns[word]
        case ast.Constant(value=int() | float() as number):
            return np.array(float(number))
        case ast.UnaryOp(operand=inner):
            return np.negative(_value(inner, columns))
        case ast.BinOp(left=left, op=operator, right=right):
            work = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply}[type(operator)]
            return np.asarray(work(_value(left, columns), _value(right, columns)))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            tests = {
                ast.Lt: np.less,
                ast.LtE: np.less_equal,
                ast.Gt: np.greater,
                ast.GtE: np.greater_equal,
            }
            return np.asarray(tests[type(operator)](_value(left, columns), _value(right, columns)))
        case ast.BoolOp(op=operator, values=parts):
            join = np.logical_and if isinstance(operator, ast.And) else np.logical_or
            return np.asarray(join.reduce([_value(part, columns) for part in parts]))
    raise ConditionError(f"{ast.unparse(node)!r} is not known")


def _searched(listing: Listing) -> bool:
    """Tell whether conditions look at a name: warrants, rights and gold are left out."""
    return listing.product in _SEARCHED and not listing.halted


class ConditionBook:
    """The members of every saved condition at the board's second."""

    def __init__(self, universe: Universe, flow: Flow) -> None:
        """Check every expression; raise ConditionError for one that cannot be read."""
        self._flow = flow
        self._codes = [listing.code for listing in universe.listings]
        self._conditions = tuple(Condition(saved) for saved in universe.conditions)
        self._open = np.array([_searched(listing) for listing in universe.listings], np.bool_)
        self._shares = np.array([listing.shares for listing in universe.listings], np.float64)
        self._past: PastColumns | None = None
        self._holds: dict[str, npt.NDArray[np.bool_]] = {}

    def evaluate(self) -> tuple[ConditionChange, ...]:
        """Evaluate all conditions on the board; return who came and left since the last time.

        The first evaluation gives no changes: what holds then are the first members.
        """
        columns = self._columns()
        changes: list[ConditionChange] = []
        for condition in self._conditions:
            sequence = condition.saved.sequence
            now = condition.holds(columns) & self._open
            before = self._holds.get(sequence, now)
            for row in np.flatnonzero(now != before).tolist():
                changes.append(ConditionChange(sequence, self._codes[row], bool(now[row])))
            self._holds[sequence] = now
        return tuple(changes)

    def members(self, sequence: str) -> tuple[str, ...]:
        """Return the codes in a condition at the last evaluation; raise KeyError for an unknown one."""
        if not self._holds:
            self.evaluate()
        return tuple(self._codes[row] for row in np.flatnonzero(self._holds[sequence]).tolist())

    def _columns(self) -> dict[str, Floats]:
        board, flow = self._flow.board, self._flow
        if self._past is None or self._past.day != flow.day:
            self._past = PastColumns(flow)
        columns = dict(self._past.columns)
        for name in ("price", "open", "high", "low", "volume", "value", "upper", "lower"):
            columns[name] = getattr(board, name).astype(np.float64)
        columns["previous_close"] = board.base.astype(np.float64)
        columns["change_rate"] = (board.price - board.base) * 100.0 / board.base
        columns["strength"] = board.strength / 100.0
        columns["market_value"] = columns["price"] * self._shares
        span = flow.hours.close - flow.hours.open
        passed = min(max(board.second - flow.hours.open, 0), span)
        columns["elapsed"] = np.full(len(self._codes), passed / span)
        return columns
