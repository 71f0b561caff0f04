"""The table of colours of both themes and the three pairs of direction; refuses to know widgets."""

from __future__ import annotations

from typing import Literal

import msgspec

Mode = Literal["dark", "light"]
Pair = Literal["red-blue", "green-red", "orange-blue"]


class Ink(msgspec.Struct, frozen=True):
    """White or black text on a filled ground, both `#rrggbb`."""

    text: str
    ground: str


class Colours(msgspec.Struct, frozen=True):
    """Every colour by its role, `#rrggbb`.

    `up` is also buy and `down` sell; `*_tint` are grounds, `*_bar` the sizes in the book,
    `*_flash` the ground of a figure that just changed.
    """

    ground: str
    panel: str
    line: str
    text: str
    quiet: str
    disabled: str
    up: str
    down: str
    attention: str
    good: str
    accent: str
    hover: str
    selection: str
    field: str
    ask_tint: str
    bid_tint: str
    ask_bar: str
    bid_bar: str
    up_flash: str
    down_flash: str
    danger: Ink
    practice: Ink
    demo: Ink
    live: Ink
    buy_button: Ink
    sell_button: Ink
    groups: tuple[str, str, str, str]
    """Marks of the link groups A to D; never text."""


_BASE = {
    "dark": {
        "ground": "#111418",
        "panel": "#181c22",
        "line": "#262c35",
        "text": "#e6e9ee",
        "quiet": "#98a2b0",
        "disabled": "#5b6572",
        "attention": "#f2b84b",
        "good": "#47c28b",
        "accent": "#a99bff",
        "field": "#111418",
    },
    "light": {
        "ground": "#f4f5f7",
        "panel": "#ffffff",
        "line": "#dfe3e8",
        "text": "#16191d",
        "quiet": "#5f6b7a",
        "disabled": "#a5afbb",
        "attention": "#8f5e00",
        "good": "#14804f",
        "accent": "#5b45c9",
        "field": "#ffffff",
    },
}

_PAIRS: dict[str, dict[str, dict[str, str]]] = {
    "dark": {
        "red-blue": {"up": "#ff5b5b", "down": "#5b9dff"},
        "green-red": {"up": "#47c28b", "down": "#ff6b6b"},
        "orange-blue": {"up": "#ff9f43", "down": "#5b9dff"},
    },
    "light": {
        "red-blue": {"up": "#c8202d", "down": "#1b64da"},
        "green-red": {"up": "#0d744a", "down": "#c8202d"},
        "orange-blue": {"up": "#9c4a00", "down": "#1b64da"},
    },
}

_BUTTONS: dict[str, dict[str, Ink]] = {
    "red-blue": {"buy": Ink("#ffffff", "#c8202d"), "sell": Ink("#ffffff", "#1b64da")},
    "green-red": {"buy": Ink("#ffffff", "#0d744a"), "sell": Ink("#ffffff", "#c8202d")},
    "orange-blue": {"buy": Ink("#ffffff", "#9c4a00"), "sell": Ink("#ffffff", "#1b64da")},
}

_GROUPS = {
    "dark": ("#e0a63a", "#35b8a5", "#b184f5", "#e8799f"),
    "light": ("#b97a0a", "#0f8f7c", "#8450d6", "#c94b78"),
}


def colours(mode: Mode, pair: Pair) -> Colours:
    """Return the colours of a theme with one pair of directions."""
    base, lead = _BASE[mode], _PAIRS[mode][pair]
    panel, up, down = base["panel"], lead["up"], lead["down"]
    dark = mode == "dark"
    return Colours(
        **base,
        **lead,
        hover=mix(panel, base["text"], 0.06 if dark else 0.03),
        selection=mix(panel, base["accent"], 0.12 if dark else 0.06),
        ask_tint=mix(panel, down, 0.09 if dark else 0.06),
        bid_tint=mix(panel, up, 0.08 if dark else 0.05),
        ask_bar=mix(panel, down, 0.30 if dark else 0.22),
        bid_bar=mix(panel, up, 0.28 if dark else 0.20),
        up_flash=mix(panel, up, 0.13 if dark else 0.09),
        down_flash=mix(panel, down, 0.12 if dark else 0.09),
        danger=Ink("#ffffff", "#b3124a"),
        practice=Ink("#ffffff", "#1f7a53"),
        demo=Ink("#000000", "#d9982b"),
        live=Ink("#ffffff", "#c4163f"),
        buy_button=_BUTTONS[pair]["buy"],
        sell_button=_BUTTONS[pair]["sell"],
        groups=_GROUPS[mode],
    )


def mix(ground: str, colour: str, share: float) -> str:
    """Return `ground` with that share of `colour` in it."""
    parts = zip(_channels(ground), _channels(colour), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def contrast(text: str, ground: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
