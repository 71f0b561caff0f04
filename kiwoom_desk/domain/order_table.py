"""The table of order types by venue and phase as a page of text; refuses rules of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.rules import MarketRules, OrderRule, order_rule, parse_rules
from kiwoom_desk.domain.session import Phase

ENVIRONMENTS = ("practice", "demo", "live")
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
        for first, last in _spans(rules, environment):
            parts.append(f"## {environment}, {_days(first, last)}\n")
            parts.append("\n".join(_table(rules, environment, last or first)) + "\n")
    return "\n".join(parts)


def _spans(rules: MarketRules, environment: str) -> Iterator[tuple[date, date | None]]:
    """Yield the spans of days between two changes of an environment's rows."""
    own = [rule for rule in rules.orders if environment in rule.environments]
    starts = {rule.valid_from for rule in own}
    starts |= {date.fromordinal(r.valid_to.toordinal() + 1) for r in own if r.valid_to}
    ordered = sorted(starts)
    for place, first in enumerate(ordered):
        later = ordered[place + 1] if place + 1 < len(ordered) else None
        yield first, date.fromordinal(later.toordinal() - 1) if later else None


def _days(first: date, last: date | None) -> str:
    return f"{first} to {last}" if last else f"from {first}"


def _table(rules: MarketRules, environment: str, day: date) -> Iterator[str]:
    own = [rule for rule in rules.orders if environment in rule.environments and rule.holds(day)]
    columns = [
        (venue, phase)
        for venue in Venue
        for phase in Phase
        if any(venue in rule.venues and phase in rule.phases for rule in own)
    ]
    yield "| type | " + " | ".join(f"{venue} {phase}" for venue, phase in columns) + " | needs |"
    yield "|---|" + "---|" * (len(columns) + 1)
    for kind in OrderType:
        found = [order_rule(rules, environment, kind, v, phase, day) for v, phase in columns]
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
