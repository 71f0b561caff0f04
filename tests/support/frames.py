"""Owns made-up REAL frames with the broker's FIDs in their published order; nothing is recorded."""

import json
import random

from kiwoom_desk.catalogue.load import catalogue

_SIGNED = ("10", "11", "12", "15", "27", "28")


def fids(type_id: str) -> tuple[str, ...]:
    """Return the FIDs of a real-time type in frame order."""
    return tuple(field.key for field in catalogue().type(type_id).fields)


def tick_values(rng: random.Random, price: int) -> dict[str, str]:
    """Make the values of a 0B push, signs and blanks as the broker sends them."""
    values = dict.fromkeys(fids("0B"), "")
    sign = rng.choice("+-")
    for fid in fids("0B")[:25]:
        values[fid] = str(rng.randrange(1, 10 ** rng.choice((2, 4, 6))))
    values["20"] = f"{rng.randrange(9, 15):02d}{rng.randrange(60):02d}{rng.randrange(60):02d}"
    amounts = (price, price // 400, "0.24", rng.randrange(1, 999), price, price - 100)
    values.update({fid: f"{sign}{amount}" for fid, amount in zip(_SIGNED, amounts, strict=True)})
    values.update({"13": str(rng.randrange(10**7)), "29": f"-{rng.randrange(10**10)}", "9081": "1"})
    return values


def book_values(rng: random.Random, price: int, tick_size: int = 100) -> dict[str, str]:
    """Make the values of a 0D push: ten asks above the price, ten bids from it downwards."""
    values = {fid: str(rng.randrange(10**5)) for fid in fids("0D")}
    values["21"] = "165208"
    for level in range(10):
        values[str(41 + level)] = f"-{price + tick_size * (level + 1)}"
        values[str(51 + level)] = f"-{price - tick_size * level}"
    return values


def push(
    type_id: str, values: object, item: str = "005930", values_first: bool = False
) -> dict[str, object]:
    """Make one entry of a frame; the broker puts the values first or last."""
    head = {"type": type_id, "name": catalogue().type(type_id).name, "item": item}
    return {"values": values, **head} if values_first else {**head, "values": values}


def real_frame(*pushes: object) -> bytes:
    """Make the bytes of a REAL frame of these pushes."""
    frame = {"trnm": "REAL", "data": list(pushes)}
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()


def frames(type_id: str, count: int, seed: int = 7, values_first: bool = False) -> list[bytes]:
    """Make frames of one push each, of type 0B or 0D, the same ones for the same seed."""
    rng = random.Random(seed)
    make = {"0B": tick_values, "0D": book_values}[type_id]
    return [
        real_frame(
            push(
                type_id,
                make(rng, rng.randrange(5, 3000) * 100),
                f"{rng.randrange(1_000_000):06d}",
                values_first,
            )
        )
        for _ in range(count)
    ]
