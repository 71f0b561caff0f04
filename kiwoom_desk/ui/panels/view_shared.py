"""What the views of one panel have in common: a member, and values of a request; refuses to ask."""

from __future__ import annotations

from kiwoom_desk.base.signals import Signal


class Shared:
    """The member looked at, the list of members, and values that stand in every view needing them.

    `changed` carries another member, `put_in` the key of another value.
    """

    def __init__(self) -> None:
        self.member = ""
        self.members: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.changed: Signal[str] = Signal()
        self.put_in: Signal[str] = Signal()

    def choose(self, member: str) -> None:
        """Look at another member; the same one changes nothing."""
        if member and member != self.member:
            self.member = member
            self.changed.emit(member)

    def put(self, key: str, value: str) -> None:
        """Let every view that has to be told `key` ask with another value."""
        if self.values.get(key) != value:
            self.values[key] = value
            self.put_in.emit(key)
