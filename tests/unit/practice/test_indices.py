"""Indices and themes follow their members, and say the same after a jump as after steps."""

from datetime import timedelta

from kiwoom_desk.practice.indices import IndexBoard
from kiwoom_desk.practice.themes import ThemeBoard
from tests.support.flows import at, started


def test_an_index_moves_with_its_members() -> None:
    flow = started(at(10, 0))
    board = IndexBoard(flow.universe, flow)
    spec = next(spec for spec in board.specs if spec.code == "201")
    rows = [flow.universe.by_code[code] for code in spec.members]
    now = sum(int(flow.board.price[item.index]) * item.shares for item in rows)
    then = sum(item.previous_close * item.shares for item in rows)
    figure = board.figure("201")
    assert figure.level == spec.base * now // then
    assert figure.previous == spec.base
    assert figure.change == figure.level - spec.base
    assert figure.low <= min(figure.open, figure.level) and figure.high >= figure.level
    assert figure.up + figure.flat + figure.down == len(rows)
    assert figure.volume == sum(int(flow.board.volume[item.index]) for item in rows)


def test_figures_do_not_depend_on_the_way() -> None:
    stepped, jumped = started(at(10, 0)), started(at(10, 2, 5))
    board = IndexBoard(stepped.universe, stepped)
    for second in range(1, 126):
        stepped.advance(at(10, 0) + timedelta(seconds=second))
        board.figures()
    assert board.figures() == IndexBoard(jumped.universe, jumped).figures()


def test_levels_go_on_over_days() -> None:
    flow = started(at(15, 40))
    close = IndexBoard(flow.universe, flow).figure("001").level
    flow.advance(at(8, 0, day=23))
    assert IndexBoard(flow.universe, flow).figure("001").previous == close


def test_a_theme_is_the_mean_of_its_members() -> None:
    flow = started(at(11, 0))
    figures = ThemeBoard(flow.universe).figures(flow.board.price, flow.board.base)
    assert len(figures) == len(flow.universe.themes)
    for figure in figures:
        rows = [flow.universe.by_code[code].index for code in figure.theme.members]
        rates = [
            (int(flow.board.price[r]) - int(flow.board.base[r])) * 10_000 // int(flow.board.base[r])
            for r in rows
        ]
        assert figure.rate == sum(rates) // len(rates)
        assert figure.up + figure.flat + figure.down == len(rows)
