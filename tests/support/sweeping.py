"""Asks the whole catalogue of a house that stands still and notes what its leaves say; no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import Quota, ServerOptions
from kiwoom_desk.practice.refusals import Refusal
from kiwoom_desk.practice.server import build_house
from tests.support.bodies import asked, bodies
from tests.support.leaves import Leaves
from tests.support.trading import Note, trade

PHASES = {
    "continuous": datetime(2026, 11, 20, 10, 0, tzinfo=KST),
    "closing auction": datetime(2026, 11, 18, 15, 25, tzinfo=KST),
    "closed": datetime(2026, 11, 13, 15, 42, tzinfo=KST),
    "opening auction": datetime(2026, 11, 16, 8, 45, tzinfo=KST),
    "before the day": datetime(2026, 11, 17, 7, 0, tzinfo=KST),
    "continuous later": datetime(2026, 11, 12, 13, 30, tzinfo=KST),
    # The last day on which KRX traded at single prices after hours.
    "single prices": datetime(2026, 9, 11, 17, 55, tzinfo=KST),
}
_LATER = "continuous later"
# A listed leaf that does vary is found by so many questions at least.
_ENOUGH, _FEW = 40, 12
_SEED, _PAST_DAYS = 7, 250


def opened(moment: datetime) -> House:
    """Return a fresh house at a moment, its account with a past."""
    options = ServerOptions(at=moment, seed=_SEED, history=_PAST_DAYS, quota=Quota.NONE)
    return build_house(options, SystemClock())


def house_in(phase: str, note: Note = lambda api_id, values: None) -> House:
    """Return a fresh house in a phase, its account with a past and with orders of that day."""
    house = opened(PHASES[phase])
    trade(house, note, in_part=phase != _LATER)
    house.exchange.drain()
    return house


def answer(house: House, api: Api, body: Mapping[str, str], position: str = "") -> Answered | None:
    """Return the answer to a body, None for one that is refused."""
    try:
        return ANSWERS[api.id](Asked(house, api, encode(api, body), position))
    except Refusal:
        return None


def swept(listed: Mapping[str, set[str]]) -> dict[str, Leaves]:
    """Ask every API in every phase and note what the leaves say, those of orders too.

    An API is asked on while a leaf that is not listed has too few values.
    """
    known = catalogue().apis.values()
    found = {api.id: Leaves(api.response) for api in known if api.transport == "rest"}
    for phase in PHASES:
        house = house_in(phase, lambda api_id, values: found[api_id].take(values))
        for leaves in found.values():
            leaves.account = house.exchange.account.number
        _issue_tokens(house, found["au10001"])
        for api in asked():
            exempt = listed.get(api.id, set())
            if phase == next(iter(PHASES)) or found[api.id].constant() - exempt:
                _ask(house, api, found[api.id], exempt)
    return found


def _ask(house: House, api: Api, leaves: Leaves, listed: set[str]) -> None:
    """Ask until what is not listed varies; where a leaf is listed, ask a fair part all the same."""
    least = _ENOUGH if listed else _FEW
    for place, body in enumerate(bodies(house, api)):
        if place > least and leaves.constant() <= listed:
            return
        found = answer(house, api, body)
        if found is not None:
            leaves.take(found.values)


def _issue_tokens(house: House, leaves: Leaves) -> None:
    keys = {"appkey": house.tokens.appkey, "secretkey": house.tokens.secretkey}
    api = catalogue().api("au10001")
    found = answer(house, api, {"grant_type": "client_credentials", **keys})
    assert found is not None
    leaves.take(found.values)
