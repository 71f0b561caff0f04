"""The table of order types by venue and phase as a page of text; refuses rules of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.rules import MarketRules, OrderRule, order_rule, parse_rules
from kiwoom_desk.domain.session import Phase

ENVIRONMENTS = ("practice", "demo", "live")
_MARKETS = {None: "", Market.GOLD: ", gold"}
_MARKS = {"yes": "yes", "no": "no", "unsure": "?"}
_HEAD = """# Order types by environment, venue and phase

Made from `resources/market/rules.toml` by `python -m kiwoom_desk.domain.order_table`; a test holds
both equal. Ticket and practice exchange read the same rows. `?` is published but not observed: it
is offered with a mark. What is empty is not taken.
"""


def page(rules: MarketRules) -> str:
    """Return the whole page as Markdown: a table for each environment and span of days."""
    parts = [_HEAD]
    for environment in ENVIRONMENTS:
        for market, name in _MARKETS.items():
            for first, last in _spans(_own(rules, environment, market)):
                parts.append(f"## {environment}{name}, {_days(first, last)}\n")
                table = _table(rules, environment, market, last or first)
                parts.append("\n".join(table) + "\n")
    return "\n".join(parts)


def _own(rules: MarketRules, environment: str, market: Market | None) -> list[OrderRule]:
    """Return an environment's rows of a market, None = of every market without rows of its own."""
    rows = [rule for rule in rules.orders if environment in rule.environments]
    return [rule for rule in rows if (market in rule.markets if market else not rule.markets)]


def _spans(own: list[OrderRule]) -> Iterator[tuple[date, date | None]]:
    """Yield the spans of days between two changes of some rows."""
    starts = {rule.valid_from for rule in own}
    starts |= {date.fromordinal(r.valid_to.toordinal() + 1) for r in own if r.valid_to}
    ordered = sorted(starts)
    for place, first in enumerate(ordered):
        later = ordered[place + 1] if place + 1 < len(ordered) else None
        yield first, date.fromordinal(later.toordinal() - 1) if later else None


def _days(first: date, last: date | None) -> str:
    return f"{first} to {last}" if last else f"from {first}"


def _table(rules: MarketRules, environment: str, market: Market | None, day: date) -> Iterator[str]:
    own = [rule for rule in _own(rules, environment, market) if rule.holds(day)]
    columns = [
        (venue, phase)
        for venue in Venue
        for phase in Phase
        if any(venue in rule.venues and phase in rule.phases for rule in own)
    ]
    yield "| type | " + " | ".join(f"{venue} {phase}" for venue, phase in columns) + " | needs |"
    yield "|---|" + "---|" * (len(columns) + 1)
    for kind in OrderType:
        found = [
            order_rule(rules, environment, kind, venue, phase, day, market)
            for venue, phase in columns
        ]
        if market and not any(found):
            continue
        cells = " | ".join(_cell(rule) for rule in found)
        yield f"| {kind.value} {kind.name.lower()} | {cells} | {_needs(kind)} |"


def _cell(rule: OrderRule | None) -> str:
    return _MARKS[rule.allowed] if rule else ""


def _needs(kind: OrderType) -> str:
    needs = ["price"] if kind.needs_price else []
    needs += ["trigger"] if kind.needs_trigger else []
    needs += [word for word in ("ioc", "fok") if kind.name.lower().endswith(word)]
    return ", ".join(needs)


def main() -> None:
    """Print the page."""
    sys.stdout.write(page(parse_rules(resources.read("market/rules.toml"))))


if __name__ == "__main__":
    main()
