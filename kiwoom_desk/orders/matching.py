"""Finds the order that an UNKNOWN request may have become (S-8); refuses anything but one exact match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import LIVE_STATES, Action, OrderState, RequestState
from kiwoom_desk.orders.entries import Intent
from kiwoom_desk.orders.facts import Facts
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.requests import Candidate, Request

# Compared with times of the wire, so never scaled (S-8).
BEFORE, AFTER, UNMEASURED = timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)
DEADLINE = timedelta(seconds=10)


def type_words(catalogue: Catalogue) -> dict[str, str]:
    """Return the broker's words for order types with their codes, as kt10000 lists them."""
    fields = catalogue.api("kt10000").request
    choices = next(field.choices for field in fields if field.key == "trde_tp")
    return {words.strip(): code for code, words in choices.items()}


class Window(msgspec.Struct, frozen=True):
    """The market times at which the exchange may have listed a request, both included."""

    start: datetime
    end: datetime


class Verdict(msgspec.Struct, frozen=True):
    """What the ledger says of an UNKNOWN request: `state` None = nothing that decides it."""

    state: RequestState | None = None
    number: str = ""
    how: str = ""
    candidates: tuple[Candidate, ...] = ()


def window_of(request: Request, skew: timedelta | None) -> Window:
    """Return the window of a request; `skew` is what our clock lacks, None = never measured."""
    sent = request.sent or request.intent.at
    end = sent.market + DEADLINE
    # After a crash the doubt began at the next start, long after the deadline.
    if request.doubted is not None and request.doubted.wall - sent.wall <= 2 * DEADLINE:
        end = request.doubted.market
    slack = UNMEASURED if skew is None else timedelta()
    moved = skew or timedelta()
    return Window(sent.market + moved - BEFORE - slack, end + moved + AFTER + slack)


def candidates(
    ledger: Ledger, request: Request, skew: timedelta | None, type_words: Mapping[str, str]
) -> tuple[Candidate, ...]:
    """Return the orders of that date which may be the request, exact and near ones.

    `skew` as in `window_of`. What may as well be a rival is near, however well it fits.
    """
    found = []
    window = window_of(request, skew)
    rivals = [(one, window_of(one, skew)) for one in _rivals(ledger, request)]
    for number, facts in ledger.facts(request.day):
        if ledger.claimed(request.day, number):
            continue
        fit = _fit(request, window, number, facts, type_words)
        if fit is not False:
            contested = (_fit(*rival, number, facts, type_words) for rival in rivals)
            exact = fit is True and all(other is False for other in contested)
            found.append(Candidate(number, exact, facts.quantity, facts.price or None, facts.time))
    return tuple(found)


def judge(
    ledger: Ledger, request: Request, skew: timedelta | None, type_words: Mapping[str, str]
) -> Verdict:
    """Decide what can be decided: one exact candidate and no other, or the order's own state (S-10)."""
    found = candidates(ledger, request, skew, type_words)
    if len(found) == 1 and found[0].exact:
        number = found[0].number
        rejected = dict(ledger.facts(request.day))[number].rejected
        state = RequestState.REFUSED if rejected else RequestState.ACKED
        return Verdict(state, number, "exact", found)
    if found or request.action is Action.NEW:
        return Verdict(candidates=found)
    target = ledger.order(request.day, request.intent.original)
    if target is None or target.state in LIVE_STATES or target.state is OrderState.REPLACED:
        return Verdict()
    done = request.action is Action.CANCEL and target.state is OrderState.CANCELED
    return Verdict(RequestState.ACKED if done else RequestState.REFUSED, how="state")


def _rivals(ledger: Ledger, request: Request) -> tuple[Request, ...]:
    return tuple(one for one in ledger.undecided if one.id != request.id and _rival(one, request))


def _rival(other: Request, request: Request) -> bool:
    # What a person gave up comes last (S-9).
    if request.state is RequestState.RELEASED:
        return other.state is not RequestState.RELEASED
    # An answer on its way will tell; of two that ask the very same, either may be what arrived.
    return other.in_flight or other.intent.fingerprint != request.intent.fingerprint


# Each comparison says True, False, or None where the lists do not tell.


def _fit(
    request: Request, window: Window, number: str, facts: Facts, type_words: Mapping[str, str]
) -> bool | None:
    intent = request.intent
    if number in intent.known or number in request.disowned or not _same_place(intent, facts):
        return False
    fits = (
        _same_chain(intent, facts),
        _same_time(request.day, facts, window),
        _same_price(intent, facts),
        _same_type(intent, facts, type_words),
        _same_quantity(intent, facts),
    )
    if any(fit is False for fit in fits):
        return False
    return True if all(fits) else None


def _same_place(intent: Intent, facts: Facts) -> bool:
    if (intent.code, intent.side) != (facts.code, facts.side):
        return False
    return intent.venue in (Venue.SOR, facts.order_venue)


def _same_chain(intent: Intent, facts: Facts) -> bool:
    if intent.action is Action.NEW:
        return not facts.original and facts.action in ("", Action.NEW)
    return facts.original == intent.original and facts.action in ("", Action.NEW, intent.action)


def _same_time(day: str, facts: Facts, window: Window) -> bool | None:
    if not facts.time:
        return None
    listed = datetime.strptime(day + facts.time, "%Y%m%d%H%M%S").replace(tzinfo=KST)
    # The lists cut their times down to whole seconds.
    return window.start - timedelta(seconds=1) <= listed <= window.end


def _same_price(intent: Intent, facts: Facts) -> bool | None:
    if intent.action is Action.CANCEL or (intent.price or 0) == facts.price:
        return True
    return None if not intent.price or not facts.price else False


def _same_type(intent: Intent, facts: Facts, type_words: Mapping[str, str]) -> bool | None:
    if intent.action is not Action.NEW:
        return True
    code = type_words.get(facts.type_text.strip())
    return None if code is None else code == intent.order_type


def _same_quantity(intent: Intent, facts: Facts) -> bool | None:
    if intent.quantity == facts.quantity or intent.quantity == 0:
        return True
    return None if facts.quantity < intent.quantity else False
