"""The desk as a person uses it: real windows, mouse and keys, and its own practice exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_desk.base.settings import Environment, Settings, open_profile, save_settings
from kiwoom_desk.ui.shell.places import Seen
from tests.support.desktop import DeskProgram, Display, desk_program, display

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(400)]

KAKAO = "035720"
BOUGHT, RESTING = 10, 7
# The account has no past, so that all it holds was bought here.
SIZE = ("--size", "1600x960", "--history", "0")


@pytest.fixture
def screen() -> Iterator[Display]:
    """Return a screen of our own."""
    with display() as shown:
        yield shown


def test_a_person_trades_and_finds_everything_again(screen: Display, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    settings = Settings(confirm_ticket="always", lock_minutes=0)
    save_settings(open_profile(Environment.PRACTICE, profile).settings_path, settings)
    with desk_program(screen, profile, *SIZE) as desk:
        before = desk.wait(
            lambda s: s.trading == "ready" and s.names and s.asks, "a desk that trades"
        )
        search(desk, "ㅋㅋㅇ", KAKAO)
        price = click_price_in_book(desk)
        buy(desk, price)
        after = desk.wait(lambda s: s.positions.get(KAKAO) == BOUGHT, "the position")
        assert sum(fill.quantity for fill in after.fills) == BOUGHT
        assert all(fill.price <= price for fill in after.fills)
        paid = sum(fill.quantity * fill.price for fill in after.fills)
        expect_cash_less(desk, before, paid)
        resting = rest_and_cancel(desk)
        expect_cash_less(desk, before, paid)
        move_panels(desk)
        screen.picture(tmp_path / "traded.png")
        left = desk.seen()
        assert left is not None
        assert desk.close_window() == 0
    assert "ERROR" not in logged(profile)

    with desk_program(screen, profile, *SIZE) as desk:
        found = desk.wait(
            lambda s: s.trading == "ready" and s.names and s.orderable is not None, "the desk again"
        )
        assert found.linked == KAKAO
        assert found.positions == {KAKAO: BOUGHT}
        assert found.orderable == left.orderable
        assert found.open_orders == ()
        assert found.fills == left.fills
        assert desk.order(resting).state == "canceled"
        assert {order.number for order in found.orders} == {order.number for order in left.orders}
        assert set(found.front) == set(left.front)
        assert tape_is_beside_account(desk)
        assert desk.close_window() == 0


def search(desk: DeskProgram, typed: str, code: str) -> None:
    """Open the search box with its shortcut, type, take the first with Enter."""
    desk.display.keys("ctrl+p")
    desk.write(typed, typed, part="search")
    desk.display.keys("Return")
    desk.wait(lambda s: s.linked == code and s.asks and s.bids, f"the book of {code}")


def click_price_in_book(desk: DeskProgram) -> int:
    """Click the third best ask in the book and see it in the ticket."""
    desk.display.move(desk.wait_spot(lambda s: s.visible, "the book", panel="book"))
    # From here on the rows of the book hold still.
    desk.wait_spot(lambda s: s.hovered, "the pointer on the book", panel="book")
    seen = desk.seen()
    assert seen is not None
    price = seen.asks[2]
    desk.click(panel="book", price=f"{price}")
    desk.wait_spot(lambda s: s.text == f"{price:,}", "the price", panel="ticket", part="price")
    return price


def fill(desk: DeskProgram, part: str, number: int) -> None:
    """Click a field of the ticket and type a number over what it holds."""
    desk.click(panel="ticket", part=part)
    desk.write(f"{number}", f"{number}", panel="ticket", part=part)


def buy(desk: DeskProgram, price: int) -> None:
    """Type a quantity, press the button, let Enter refuse, then confirm with the mouse."""
    fill(desk, "quantity", BOUGHT)
    desk.click(panel="ticket", part="send")
    desk.wait_spot(lambda s: s.visible, "the question", part="confirm.yes")
    desk.display.keys("Return")
    desk.wait_spot(lambda s: s.enabled, "the button", panel="ticket", part="send")
    refused = desk.seen()
    assert refused is not None
    assert refused.orders == (), "Enter sent an order"
    desk.click(panel="ticket", part="send")
    desk.click(part="confirm.yes")
    done = desk.wait(lambda s: s.fills, "the fill")
    assert [(one.code, one.side, one.quantity, one.price) for one in done.orders] == [
        (KAKAO, "buy", BOUGHT, price)
    ]


def expect_cash_less(desk: DeskProgram, before: Seen, paid: int) -> None:
    """See that what was paid and a fee, no more, are gone from the won to order with, on screen too."""
    assert before.orderable is not None
    most = before.orderable - paid

    def read_anew(seen: Seen) -> bool:
        # Until the account is read, the limit price is taken off, not what was paid.
        return seen.orderable is not None and 0 < most - seen.orderable <= paid // 1_000

    held = desk.wait(read_anew, "the account with what was paid")
    desk.wait_spot(
        lambda s: s.text == f"{held.orderable:,}", "cash shown", panel="account", part="orderable"
    )


def rest_and_cancel(desk: DeskProgram) -> str:
    """Rest a buy order far below the market, cancel it with the mouse; return its number."""
    seen = desk.seen()
    assert seen is not None
    price = seen.bids[0] * 95 // 100 // 1_000 * 1_000
    fill(desk, "price", price)
    fill(desk, "quantity", RESTING)
    desk.click(panel="ticket", part="send")
    desk.click(part="confirm.yes")
    order = desk.wait(lambda s: s.open_orders, "an open order").open_orders[0]
    assert (order.code, order.price, order.quantity) == (KAKAO, price, RESTING)
    desk.click(panel="open_orders", tab="1")
    desk.click(panel="open_orders", row=order.key)
    desk.click(panel="open_orders", part="cancel")
    desk.wait(lambda s: not s.open_orders, "no open order")
    assert desk.order(order.number).state == "canceled"
    return order.number


def move_panels(desk: DeskProgram) -> None:
    """Bring positions to the front and drag the tape's title into the account's place."""
    desk.click(panel="positions", tab="1")
    desk.wait(lambda s: "positions" in s.front, "positions in front")
    start = desk.wait_spot(lambda s: s.visible, "the title", panel="tape", tab="1")
    end = desk.wait_spot(lambda s: s.visible, "the account", panel="account")
    desk.display.drag(start, end)
    desk.wait(lambda _seen: tape_is_beside_account(desk), "the tape beside the account")


def tape_is_beside_account(desk: DeskProgram) -> bool:
    """Tell whether tape and account are tabs of one place."""
    tape, account = desk.spot(panel="tape", tab="1"), desk.spot(panel="account", tab="1")
    return tape is not None and account is not None and tape.y == account.y


def logged(profile: Path) -> str:
    """Return what the desk wrote into its log."""
    return "".join(path.read_text("utf-8") for path in profile.rglob("kiwoom-desk.log*"))
