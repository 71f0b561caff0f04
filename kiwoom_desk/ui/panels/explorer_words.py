"""Sentences of the explorer: nothing found and why, what differs, what is refused; refuses to ask."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.catalogue.model import Api, Kind
from kiwoom_desk.domain.instrument import parse_code
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import is_trading_day
from kiwoom_desk.market.starting import CODES
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell.search import InstrumentIndex

_MOST_NAMED = 12


def empty_sentence(
    api: Api,
    values: Mapping[str, str],
    rules: MarketRules,
    instruments: InstrumentIndex,
) -> str:
    """Return why nothing was found where that can be told: an unknown code, a day without trading."""
    unknown = unknown_codes(values, instruments)
    if unknown:
        return tr("No instrument has the code {code}.").format(code=", ".join(unknown))
    closed = closed_day(api, values, rules)
    if closed:
        return tr("Nothing was found: {day} is no trading day.").format(day=closed)
    return tr("Nothing was found for these values.")


def unknown_codes(values: Mapping[str, str], instruments: InstrumentIndex) -> list[str]:
    """Return the codes asked for that the list of instruments does not have, once it is known.

    Zeros alone stand for all, e.g. every underlying of ka30005.
    """
    if not len(instruments):
        return []
    codes = [code for key in CODES for code in values.get(key, "").split("|") if code.strip("0")]
    return [code for code in codes if instruments.get(parse_code(code).code) is None]


def closed_day(api: Api, values: Mapping[str, str], rules: MarketRules) -> str:
    """Return the only day asked for, with its holiday's name, where nothing traded on it."""
    days = {
        values[field.key]
        for field in api.request
        if field.kind is Kind.DATE and values.get(field.key)
    }
    if len(days) != 1:
        return ""
    text = days.pop()
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return ""
    if is_trading_day(rules, day):
        return ""
    name = rules.holidays.get(day.isoformat(), "")
    return f"{day.isoformat()} ({name or weekday(day)})"


def weekday(day: date) -> str:
    """Return the short name of a weekday on which nothing trades."""
    return tr("Saturday") if day.weekday() == 5 else tr("Sunday")


def marks_line(marks: Differences) -> str:
    """Return the line that tells how a reply differs from its description, "" for not at all."""
    count = len(marks.missing) + len(marks.extra) + len(marks.odd)
    if not count:
        return ""
    return "⚠ " + tr("{count} fields differ from the description").format(count=count)


def marks_detail(marks: Differences) -> str:
    """Return which fields differ and how."""
    parts = (
        (tr("missing", "fields"), marks.missing),
        (tr("more than described", "fields"), marks.extra),
        (tr("of another form", "fields"), marks.odd),
    )
    return " · ".join(f"{word}: {_named(keys)}" for word, keys in parts if keys)


def refusal(api: Api) -> str:
    """Return why an API is shown here but not sent, "" where it may be asked."""
    if api.is_order:
        return tr("Orders go through the order ticket alone; nothing is sent from here.")
    if api.is_oauth:
        return tr("The desk gets and renews its access token by itself; nothing is sent from here.")
    return ""


def call_line(api: Api, values: Mapping[str, str], environment: Environment) -> str:
    """Return the request as a line for a console; "" where the command cannot make it."""
    if refusal(api) or api.transport != "rest":
        return ""
    parts = ["kiwoom-desk", "call", api.id, *(f"{key}={text}" for key, text in values.items())]
    if environment is not Environment.PRACTICE:
        parts += ["--env", environment.value]
    return " ".join(shlex.quote(part) for part in parts)


def _named(keys: tuple[str, ...]) -> str:
    shown = ", ".join(keys[:_MOST_NAMED])
    return shown if len(keys) <= _MOST_NAMED else f"{shown} … ({len(keys)})"
