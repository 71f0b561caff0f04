"""One lease for each row of a live list, ranked by what is in sight; refuses to keep any after closing."""

from __future__ import annotations

from collections.abc import Container, Iterable

from kiwoom_desk.market.feed import Feed, Lease, Rank, Want


class RowLeases:
    """Quotes of the rows of a list: those in sight go first when the stream is full."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._leases: dict[str, Lease] = {}
        self._seen: frozenset[str] = frozenset()

    def hold(self, codes: Iterable[str]) -> None:
        """Hold exactly these codes, unseen until `see` says otherwise."""
        wanted = dict.fromkeys(codes)
        for code in [code for code in self._leases if code not in wanted]:
            self._leases.pop(code).close()
        for code in wanted:
            if code not in self._leases:
                rank = Rank.VISIBLE if code in self._seen else Rank.HIDDEN
                self._leases[code] = self._feed.acquire(code, Want.QUOTE, rank)

    def see(self, codes: Iterable[str]) -> None:
        """Rank these first, as in sight, and the others last."""
        self._seen = frozenset(codes)
        for code, lease in self._leases.items():
            lease.set_rank(Rank.VISIBLE if code in self._seen else Rank.HIDDEN)

    def holds(self, dirty: Container[str]) -> bool:
        """Tell whether any of these codes is held."""
        return any(code in dirty for code in self._leases)

    def close(self) -> None:
        """Give everything back."""
        self.hold(())
