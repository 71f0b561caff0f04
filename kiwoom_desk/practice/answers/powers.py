"""What can be ordered and drawn, by margin and credit rates (kt00010, kt00011, kt00012, kt00013)."""

from __future__ import annotations

import msgspec

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.answers import credit_figures, no_credit
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.holdings import before, drawable, substitutes
from kiwoom_desk.practice.answers.margin_rates import RATES, account_rate, at_rates
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.spans import number_asked
from kiwoom_desk.practice.credit import deposit_rate
from kiwoom_desk.practice.intake import credit_left
from kiwoom_desk.practice.sales import added
from kiwoom_desk.practice.to_wire import Row, ordered, padded, percent, ratio
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.unpaid import WHOLE

_SHOWN_RATES = (30, 40, 50, 60)


class Reuse(msgspec.Struct, frozen=True):
    """What one day's sales brought and how much of it its buys have used again, in won."""

    brought: int
    used: int

    @property
    def left(self) -> int:
        """Return what may still be used."""
        return self.brought - self.used


class Power(msgspec.Struct, frozen=True):
    """What an account can still order: `orderable` is `own` cash and what both days left."""

    orderable: int
    today: Reuse
    yesterday: Reuse

    @property
    def own(self) -> int:
        """Return the cash that no sale of the two days brought."""
        return self.orderable - self.today.left - self.yesterday.left


def power(asked: Asked) -> Power:
    """Return what the account can order now."""
    account = asked.exchange.account
    yesterday = asked.house.chronicle.fills_of(before(asked.exchange))
    days = [added(fills) for fills in (account.fills_of(account.day), yesterday)]
    now, then = (Reuse(day.got, min(day.got, day.paid)) for day in days)
    return Power(max(account.orderable, 0), now, then)


def _price(asked: Asked, listing: Listing, key: str) -> int:
    """Return the price asked for, else the last one."""
    return number_asked(asked, key) or asked.exchange.price(listing.code)


def _shares(account: Account, code: str, price: int, won: int, rate: int = WHOLE) -> int:
    """Return how many shares that much won buys at a price and a margin rate, fee included."""
    quantity = max(won, 0) * WHOLE // (price * rate)
    while quantity and account.margin(code, price, quantity, rate) > won:
        quantity -= 1
    return quantity


def _on_credit(account: Account, code: str, price: int, won: int, deposit: int) -> int:
    """Return how many shares can be bought on credit when that much won may be put down."""
    quantity = max(won, 0) * 100 // (price * deposit)
    left = max(credit_left(account), 0)
    quantity = min(quantity, left * 100 // (price * (100 - deposit)))
    while quantity and account.margin(code, price, quantity, deposit) > won:
        quantity -= 1
    return quantity


def of_order(asked: Asked) -> Answered:
    """Tell what one order leaves to order and to draw (kt00010).

    `io_amt` is taken out first; a sale tells what it brings instead of what a buy costs.
    """
    body, account = asked.body, asked.exchange.account
    listing = find(asked.exchange, body["stk_cd"])
    price = number_asked(asked, "exp_buy_unp") or _price(asked, listing, "uv")
    moved, able = number_asked(asked, "io_amt"), power(asked)
    left = max(able.orderable - moved, 0)
    days, least = account.deposits, account_rate(asked)
    cost = _cost(asked, listing, price)
    amounts = {
        **{f"profa_{rate}ord_alow_amt": won for rate, won in at_rates(asked, left).items()},
        "profa_rdex_60ord_alow_amt": at_rates(asked, left)[60],
        "pred_reu_alowa": able.yesterday.left,
        "tdy_reu_alowa": able.today.left,
        "entr": days.today,
        "repl_amt": substitutes(asked),
        "uncla": max(-days.today, 0),
        "ord_pos_repl": 0,
        "ord_alowa": left,
        "wthd_alowa": max(drawable(account) - moved, 0),
        "nxdy_wthd_alowa": max(min(days.next_day, days.second_day) - account.held - moved, 0),
        "d2entra": days.second_day,
        **cost,
    }
    quantities = {
        f"profa_{rate}ord_alowq": _shares(account, listing.code, price, left, max(rate, least))
        for rate in RATES
    }
    values: Row = {
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        **{key: padded(number, 10) for key, number in quantities.items()},
        "profa_rdex_60ord_alowq": padded(quantities["profa_60ord_alowq"], 10),
        "profa_rdex_aplc_tp": "0",
    }
    return Answered(ordered(asked.api.response, values))


def _cost(asked: Asked, listing: Listing, price: int) -> dict[str, int]:
    """Return amount, fee and what is settled of the order asked about."""
    account, body = asked.exchange.account, asked.body
    amount = price * number_asked(asked, "trde_qty")
    side = Side.BUY if body["trde_tp"] == "2" else Side.SELL
    costs = account.costs.of(listing.code, amount, side, account.day)
    settled = amount + costs.fee if side is Side.BUY else amount - costs.total
    return {"pur_amt": amount, "cmsn": costs.fee, "pur_exct_amt": settled}


def by_margin(asked: Asked) -> Answered:
    """Tell what can be ordered of one name, by margin rates (kt00011)."""
    account, able = asked.exchange.account, power(asked)
    listing = find(asked.exchange, asked.body["stk_cd"])
    least, price = account_rate(asked), _price(asked, listing, "uv")
    amounts: dict[str, int] = {}
    by_rate = {f"profa_{rate}": max(rate, least) for rate in RATES}
    for name, rate in {**by_rate, "min_": WHOLE}.items():
        amounts[f"{name}ord_alow_amt"] = able.orderable * WHOLE // rate
        amounts[f"{name}ord_alowq"] = _shares(account, listing.code, price, able.orderable, rate)
        amounts[f"{name}pred_reu_amt"] = able.yesterday.left
        amounts[f"{name}tdy_reu_amt"] = able.today.left
    amounts |= _cash(asked, able)
    standing = asked.house.standing.of(listing.index)
    values: Row = {
        "stk_profa_rt": percent(standing.margin * 100),
        "profa_rt": percent(least * 100),
        "aplc_rt": percent(max(standing.margin, least) * 100),
        **{key: padded(amount, 12) for key, amount in amounts.items()},
    }
    return Answered(ordered(asked.api.response, values))


def _cash(asked: Asked, able: Power) -> dict[str, int]:
    account = asked.exchange.account
    return {
        "entr": account.deposits.today,
        "repl_amt": substitutes(asked),
        "uncla": max(-account.deposits.today, 0),
        "ord_pos_repl": 0,
        "ord_alowa": able.orderable,
    }


def by_credit(asked: Asked) -> Answered:
    """Tell what could be bought of one name on credit, by what has to be put down (kt00012).

    Only cash is put down, the rest is lent up to the account's limit; nothing is for a name that is
    bought for cash only. A buy (kt10006) is taken up to these shares.
    """
    account, able = asked.exchange.account, power(asked)
    listing = find(asked.exchange, asked.body["stk_cd"])
    price = _price(asked, listing, "uv")
    group = asked.house.standing.of(listing.index).credit
    backing = able.orderable if group else 0
    left = max(credit_left(account), 0)
    amounts: dict[str, int] = {}
    for rate in _SHOWN_RATES:
        most = min(backing * 100 // rate, left * 100 // (100 - rate))
        amounts[f"assr_{rate}ord_alow_amt"] = most
        amounts[f"assr_{rate}ord_alowq"] = _on_credit(account, listing.code, price, backing, rate)
        amounts[f"assr_{rate}pred_reu_amt"] = able.yesterday.left if group else 0
        amounts[f"assr_{rate}tdy_reu_amt"] = able.today.left if group else 0
    shares = _shares(account, listing.code, price, able.orderable)
    amounts |= _cash(asked, able)
    amounts |= {"out_alowa": able.orderable, "out_pos_qty": shares}
    amounts |= {"min_amt": able.orderable, "min_qty": shares}
    values: Row = {
        "stk_assr_rt": group,
        "stk_assr_rt_nm": f"{deposit_rate(group)}%" if group else "",
        **{key: padded(amount, 12) for key, amount in amounts.items()},
    }
    return Answered(ordered(asked.api.response, values))


def details(asked: Asked) -> Answered:
    """Tell how the orderable amount comes about (kt00013).

    Own cash that can be used and what both days' sales left add up to it; what is bought beyond
    the sales is held of the cash as margin.
    """
    account, able, worth = asked.exchange.account, power(asked), substitutes(asked)
    days = account.deposits
    holdings = sum(one.value for one in asked.house.chronicle.assets([account.day])[0].worths)
    amounts: dict[str, int] = {}
    for name, day in (("tdy", able.today), ("pred", able.yesterday)):
        amounts[f"{name}_reu_objt_amt"] = day.brought
        amounts[f"{name}_reu_use_amt"] = day.used
        amounts[f"{name}_reu_alowa"] = amounts[f"{name}_reu_alowa_fin"] = day.left
    amounts |= {
        "ch_amt": days.today,
        "ch_profa": max(days.today - able.own, 0),
        "use_pos_ch": able.own,
        "use_pos_ch_fin": able.own,
        **dict.fromkeys(("repl_amt_amt", "use_pos_repl", "use_pos_repl_fin"), worth),
        **{f"{rate}ord_alow_amt": won for rate, won in at_rates(asked, able.orderable).items()},
        **dict.fromkeys(("evlt_repl_amt_spg_use_skip", "crd_repl_conv_gold"), worth),
        **dict.fromkeys(("repl_alowa", "repl_alowa_2", "crd_ord_alow_repla"), worth),
        "ch_ord_alow_repla": 0,
        "d2vexct_entr": days.second_day,
        "d2ch_ord_alow_amt": max(days.second_day - account.held, 0),
    }
    loans = credit_figures.of_now(asked)
    amounts |= {
        "crd_grnta_ch": credit_figures.deposits_held(asked),
        "crd_grnt_ch": loans.put_down,
        "tdy_crd_rpya_loss_amt": credit_figures.losses(account.fills_of(account.day)),
        "pred_crd_rpya_loss_amt": credit_figures.losses(
            asked.house.chronicle.fills_of(before(asked.exchange))
        ),
    }
    amounts |= dict.fromkeys(no_credit.MARGIN, 0)
    values: Row = {
        **{key: padded(amount, 12 if key == "uncla" else 15) for key, amount in amounts.items()},
        "evlt_repl_rt": percent(ratio(worth, holdings)),
    }
    return Answered(ordered(asked.api.response, values))


ANSWERS: dict[str, Answer] = {
    "kt00010": of_order,
    "kt00011": by_margin,
    "kt00012": by_credit,
    "kt00013": details,
}
