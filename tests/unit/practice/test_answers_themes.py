"""Themes: searches and orders of the request, means over members, members as the board says."""

import numpy as np
import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.refusals import Refusal
from kiwoom_desk.practice.universe import Theme
from tests.support.asking import WireRow, all_rows, ask, rows, still_house

BODY = {"qry_tp": "0", "date_tp": "5", "flu_pl_amt_tp": "1", "stex_tp": "1"}


def groups(**more: str) -> list[WireRow]:
    return all_rows(still_house(), "ka90001", "thema_grp", **{**BODY, **more})


def theme(code: str) -> Theme:
    return next(one for one in still_house().exchange.universe.themes if one.code == code)


def indices(code: str) -> list[int]:
    by_code = still_house().exchange.universe.by_code
    return [by_code[member].index for member in theme(code).members]


def test_every_theme_once_in_its_order_of_fields() -> None:
    fields = [field.key for field in catalogue().api("ka90001").response[0].children]
    found = groups()
    universe = still_house().exchange.universe
    assert sorted(row["thema_grp_cd"] for row in found) == sorted(t.code for t in universe.themes)
    for row in found:
        assert list(row) == fields
        assert row["thema_nm"] == theme(row["thema_grp_cd"]).name
        assert int(row["stk_num"]) == len(theme(row["thema_grp_cd"]).members)
        assert row["main_stk"]


@pytest.mark.parametrize(
    ("choice", "name", "falling"),
    [
        ("1", "dt_prft_rt", True),
        ("2", "dt_prft_rt", False),
        ("3", "flu_rt", True),
        ("4", "flu_rt", False),
    ],
)
def test_themes_are_ranked_as_asked(choice: str, name: str, falling: bool) -> None:
    scores = [float(row[name]) for row in groups(flu_pl_amt_tp=choice)]
    assert scores == sorted(scores, reverse=falling)
    assert len(set(scores)) > 5


def test_figures_are_means_over_the_members() -> None:
    board = still_house().board
    for row in groups():
        rates = board.rate[indices(row["thema_grp_cd"])]
        assert float(row["flu_rt"]) * 100 == pytest.approx(float(rates.mean()), abs=1.01)
        assert int(row["rising_stk_num"]) == int((rates > 0).sum())
        assert int(row["fall_stk_num"]) == int((rates < 0).sum())
        assert row["flu_sig"] == ("2" if float(row["flu_rt"]) > 0 else "5")


@pytest.mark.parametrize("days", ["1", "5", "99"])
def test_the_period_counts_trading_days(days: str) -> None:
    history, board = still_house().past.history, still_house().board
    day = still_house().past.flow.day
    for row in groups(date_tp=days)[:6]:
        members = all_rows(
            still_house(), "ka90002", "thema_comp_stk",
            thema_grp_cd=row["thema_grp_cd"], date_tp=days[:1], stex_tp="1",
        )  # fmt: skip
        assert [m["stk_cd"] for m in members] == list(theme(row["thema_grp_cd"]).members)
        gains = []
        for index in indices(row["thema_grp_cd"]):
            closes = history.daily(index, day, int(days) + 1).close
            before = int(closes[0])
            gains.append((int(board.price[index]) - before) / before * 10_000)
        assert float(row["dt_prft_rt"]) * 100 == pytest.approx(np.mean(gains), abs=2)


def test_themes_are_found_by_name_and_by_member() -> None:
    first = groups()[0]
    part = first["thema_nm"][:2]
    by_name = groups(qry_tp="1", thema_nm=part)
    assert by_name == [row for row in groups() if part in row["thema_nm"]]
    by_member = groups(qry_tp="2", stk_cd="005930")
    holding = {t.code for t in still_house().exchange.universe.themes if "005930" in t.members}
    assert {row["thema_grp_cd"] for row in by_member} == holding
    assert holding
    assert ask(still_house(), "ka90001", **{**BODY, "qry_tp": "1", "thema_nm": "없는테마"}).empty


def test_members_say_what_the_board_says() -> None:
    board = still_house().board
    for row in groups(date_tp="1")[:5]:
        code = row["thema_grp_cd"]
        answered = ask(still_house(), "ka90002", thema_grp_cd=code, date_tp="1", stex_tp="1")
        api = catalogue().api("ka90002")
        assert list(answered.values) == [field.key for field in api.response]
        assert answered.values["flu_rt"] == row["flu_rt"]
        assert answered.values["dt_prft_rt"] == row["dt_prft_rt"]
        for member, index in zip(rows(answered, "thema_comp_stk"), indices(code), strict=True):
            assert list(member) == [field.key for field in api.response[-1].children]
            assert int(member["cur_prc"].lstrip("+-")) == board.price[index]
            assert int(member["pred_pre"]) == board.price[index] - board.base[index]
            assert float(member["flu_rt"]) * 100 == pytest.approx(int(board.rate[index]))
            assert int(member["acc_trde_qty"]) == board.volume[index]
            assert member["dt_prft_rt_n"] == member["flu_rt"]


def test_themes_of_nxt_hold_its_names_alone() -> None:
    house = still_house()
    on_nxt, by_code = house.exchange.rings.members, house.exchange.universe.by_code
    board = house.venues.of("2")
    for row in groups(stex_tp="2")[:5]:
        code = row["thema_grp_cd"]
        found = rows(
            ask(house, "ka90002", thema_grp_cd=code, date_tp="1", stex_tp="2"), "thema_comp_stk"
        )
        theme = next(one for one in house.exchange.universe.themes if one.code == code)
        assert [one["stk_cd"] for one in found] == [x for x in theme.members if x in on_nxt]
        assert int(row["stk_num"]) == len(found) > 0
        for one in found:
            assert int(one["cur_prc"].lstrip("+-")) == board.price[by_code[one["stk_cd"]].index]


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(Refusal, match="1902"):
        ask(still_house(), "ka90002", thema_grp_cd="999", date_tp="1", stex_tp="1")
