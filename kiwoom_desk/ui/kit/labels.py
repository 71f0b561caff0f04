"""The catalogue's words in the language of the window; refuses to translate what the broker answers.

The catalogue speaks Korean: labels of fields, words of choices, units and notes. An English window
reads the table `resources/catalogue/english.json` once; a Korean one reads nothing. A text inside
an answer that is such a word is told as one; all others, names of instruments and members among
them, stay as they were sent.
"""

from __future__ import annotations

import msgspec

from kiwoom_desk.base import resources

_TABLE = "catalogue/english.json"
_english: dict[str, str] = {}


def english_words() -> dict[str, str]:
    """Read the English word of every Korean one; raise msgspec.DecodeError for a damaged table."""
    return msgspec.json.decode(resources.read(_TABLE), type=dict[str, str])


def speak(language: str) -> None:
    """Tell the catalogue's words in this language from now on, `ko` or `en`."""
    _english.clear()
    if language == "en":
        _english.update(english_words())


def label(text: str) -> str:
    """Return a word of the catalogue in the language in force."""
    return _english.get(text, text)
