"""Source strings and their translation; refuses sentences of lower rooms (see kiwoom_desk.texts)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "desk"
"""The one context of all source strings; a disambiguation tells equal words apart."""


class Phrase(str):
    """A source string that remembers what tells it apart from equal ones."""

    __slots__ = ("about",)
    about: str

    def __new__(cls, text: str, about: str = "") -> Phrase:
        """Make a phrase; `about` is the disambiguation of ko.ts."""
        made = super().__new__(cls, text)
        made.about = about
        return made


def mark(text: str, about: str = "") -> Phrase:
    """Name a source string where no translator is loaded yet: titles of columns and panels."""
    return Phrase(text, about)


def tr(text: str, about: str = "") -> str:
    """Return the text of the language in force for a short English source string."""
    # The source text itself is what Qt returns when no translation is loaded.
    told = about or getattr(text, "about", "")
    return QCoreApplication.translate(CONTEXT, str(text), told or None)
