"""The trouble of random runs as documents for the practice exchange; decides nothing itself."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec

from kiwoom_desk.practice.fault_documents import parse_json
from kiwoom_desk.practice.faults import Document

_ORDERS: dict[str, Any] = {"apis": ["orders"]}
AT_ORDERS: tuple[dict[str, Any], ...] = (
    {"do": "lose"},
    {"do": "lose", "accepted": False},
    {"do": "reset", "at": "after_body"},
    {"do": "reset", "at": "after_body", "accepted": False},
    {"do": "reset", "at": "in_body"},
    {"do": "reset", "at": "in_reply"},
    {"do": "reset", "at": "before_body", "hard": False, "reused": True},
    {"do": "edit", "set": {"ord_no": ""}},
    {"do": "edit", "remove": ["ord_no"]},
    {"do": "malform", "kind": "html"},
    {"do": "malform", "kind": "empty"},
    {"do": "malform", "kind": "truncated"},
    {"do": "malform", "kind": "no_code"},
    {"do": "replace", "status": 500},
    {"do": "replace", "status": 503, "accepted": False},
    {"do": "refuse", "code": "1700"},
    {"do": "refuse", "code": "8005"},
    {"do": "late", "until_frame": "00", "within": 0.3},
    {"do": "late", "seconds": 0.02, "jitter": 0.2},
    {"do": "late", "at": "request", "seconds": 0.02, "jitter": 0.2},
)
"""What may strike an order or its reply."""

_LISTS = ["ka10075", "ka10076", "kt00007", "kt00009"]
AROUND: tuple[dict[str, Any], ...] = (
    {"do": "duplicate", "on": "frame", "types": ["00", "04"], "probability": 0.15},
    {"do": "reorder", "on": "frame", "types": ["00"], "within": 0.2, "probability": 0.1},
    {"do": "late", "on": "frame", "seconds": 0.01, "jitter": 0.1, "probability": 0.1},
    {"do": "reset", "on": "frame", "types": ["00"], "probability": 0.01},
    {"do": "replay", "on": "frame", "types": ["REG"]},
    {"do": "replace", "status": 500, "apis": _LISTS, "probability": 0.04},
    {"do": "replace", "status": 502, "apis": _LISTS, "further": True, "probability": 0.1},
    {"do": "malform", "kind": "truncated", "apis": _LISTS, "probability": 0.02},
    {"do": "refuse", "code": "1700", "apis": ["reads"], "probability": 0.02},
    {"do": "late", "seconds": 0.01, "jitter": 0.1, "apis": ["reads"], "probability": 0.1},
    {
        "do": "edit",
        "apis": ["ka10075"],
        "scale": {"oso[].ord_qty": 0.5, "oso[].oso_qty": 0.5},
        "probability": 0.03,
    },
    {"do": "close_idle", "on": "moment", "period": 0.7},
)
"""What may strike lists, reports and connections meanwhile."""


def trouble(random: Random, p: float) -> Document:
    """Return faults of which each order is struck by at least one with probability `p`."""
    each = 1 - (1 - p) ** (1 / len(AT_ORDERS))
    faults = [{**_ORDERS, **one, "probability": each} for one in AT_ORDERS]
    faults += AROUND
    return document(faults, random.randrange(1 << 30))


def document(faults: list[dict[str, Any]], seed: int = 1) -> Document:
    """Return faults as the control endpoint would read them."""
    return parse_json(msgspec.json.encode({"seed": seed, "fault": faults}))
