"""Proves an installed desk by using it; refuses a user's profile, his keys and any far address."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import logging
import os
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import keyring.backend

from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base.vault import usable_backend
from kiwoom_desk.broker.gateway import QueryError, StreamLink
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.doctor import Finding, Grade
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.reach import DeskOptions
from kiwoom_desk.rooms import tls_context
from kiwoom_desk.texts import sentence
from kiwoom_desk.trading_round import RoundFailed, TradingRound

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.panel import Message

_NAME = "005930"
_FAMILY = "Pretendard"
_SIZE = (1920, 1080)
_LONGEST = 300.0
_STEP = 30.0
_POLL = 0.05
_SETTLE = 1.0
_PANEL_SETTLE = 0.3
_FEWEST_COLOURS, _FEWEST_IN_PANEL = 12, 2
_PICTURE = "self-test.png"
# What the keyring needs on each system; a bundle that lost it could never keep a key.
_KEEPERS = {
    "linux": ("keyring.backends.SecretService", "secretstorage", "jeepney"),
    "darwin": ("keyring.backends.macOS",),
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32.win32cred"),
}
# Where Linux keeps the certificates of authorities; OpenSSL knows the place of its own build alone.
_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/cert.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
)


def main(argv: Sequence[str], hosts: Sequence[Host] = ()) -> int:
    """Print one line for each part and return 0 where all of them work, otherwise 1.

    `hosts` are the compiled-in addresses; a TLS handshake with each is begun, and nothing is sent.
    """
    parser = argparse.ArgumentParser(prog="kiwoom-desk --selftest")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    parser.add_argument("--panels", action="store_true", help="open every panel once")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="keep the picture of the desk")
    parser.add_argument(
        "--first-quote", action="store_true", help="end with the first painted price"
    )
    chosen = parser.parse_args(argv)
    if sys.platform.startswith("linux") and not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        options = DeskOptions(
            profile=Path(folder) / "profile", language=chosen.language, size=_SIZE
        )
        picture = chosen.picture or Path(folder) / _PICTURE
        try:
            if chosen.first_quote:
                return run_desk(options, _first_quote)
            return run_desk(
                options, lambda desk: _SelfTest(desk, hosts, picture, chosen.panels).run()
            )
        except Exception as error:
            # Whatever a broken installation raises: its log goes with the folder, so it is said here.
            facts = {"reason": "; ".join(_reasons(error))}
            print(sentence(chosen.language, "selftest.broken", facts), flush=True)
            return 1


class _SelfTest:
    """The parts in their order; what fails is said, and the rest goes on where it can."""

    def __init__(self, desk: Desk, hosts: Sequence[Host], picture: Path, panels: bool) -> None:
        self._desk, self._hosts, self._picture, self._panels = desk, hosts, picture, panels
        self._language = desk.settings.language
        self._errors = _Errors()
        self._round = TradingRound(desk)

    async def run(self) -> int:
        bad = 0
        root = logging.getLogger("kiwoom_desk")
        root.addHandler(self._errors)
        try:
            async with asyncio.timeout(_LONGEST):
                while not hasattr(self._desk, "window"):
                    await self._desk.clock.sleep(_POLL)
                self._desk.window.said.connect(self._errors.hear)
                async for finding in self._findings():
                    bad += finding.grade is Grade.BAD
                    self._print(finding)
        except TimeoutError:
            bad += 1
            self._print(Finding(Grade.BAD, "too_slow", {"seconds": f"{_LONGEST:g}"}))
        finally:
            root.removeHandler(self._errors)
        print(
            sentence(
                self._language, "selftest.some_bad" if bad else "selftest.all_good", {"count": bad}
            ),
            flush=True,
        )
        return 1 if bad else 0

    def _print(self, finding: Finding) -> None:
        grade = sentence(self._language, f"doctor.{finding.grade}")
        told = sentence(self._language, f"selftest.{finding.code}", finding.facts)
        print(f"[{grade}] {told}", flush=True)

    async def _findings(self) -> AsyncIterator[Finding]:
        yield self._look_at_window()
        yield look_at_letters()
        yield look_at_keyrings()
        yield look_at_keeper(sys.platform)
        for host in self._hosts:
            yield look_at_tls(host)
        try:
            await self._round.open()
        except RoundFailed as error:
            yield Finding(Grade.BAD, "exchange", {"reason": self._reason(error)})
        else:
            yield await self._look_at_rest()
            yield await self._look_at_stream()
            yield await self._look_at_trade()
            if self._panels:
                async for finding in self._look_at_panels():
                    yield finding
        await self._desk.clock.sleep(_SETTLE)
        yield self._look_at_picture()
        yield self._errors.finding()

    def _look_at_window(self) -> Finding:
        from kiwoom_desk.ui.shell import evidence

        window = self._desk.window
        facts = {
            "width": str(window.width()),
            "height": str(window.height()),
            "platform": evidence.platform(),
        }
        shown = window.isVisible()
        return Finding(
            Grade.GOOD if shown else Grade.BAD, "window" if shown else "no_window", facts
        )

    async def _look_at_rest(self) -> Finding:
        clock, gateway = self._desk.clock, self._desk.rooms.gateway
        asked = clock.monotonic()
        try:
            book = await gateway.book(_NAME, Venue.KRX)
        except QueryError as error:
            return Finding(Grade.BAD, "no_rest", {"reason": f"{error.code} {error.message}"})
        taken = f"{(clock.monotonic() - asked) * 1_000:.0f}"
        facts = {"names": str(len(self._desk.instruments)), "ms": taken}
        there = any(book.ask_prices)
        return Finding(Grade.GOOD if there else Grade.BAD, "rest" if there else "no_book", facts)

    async def _look_at_stream(self) -> Finding:
        rooms = self._desk.rooms
        come = await self._until(
            lambda: (
                rooms.gateway.link.stream is StreamLink.UP
                and rooms.gateway.last_arrival is not None
                and rooms.state.quote(_NAME) is not None
            )
        )
        link = rooms.gateway.link
        if not come:
            facts = {"state": link.stream.value, "reason": f"{link.code} {link.message}".strip()}
            return Finding(Grade.BAD, "no_stream", facts)
        return Finding(Grade.GOOD, "stream", {"count": str(len(rooms.gateway.registered))})

    async def _look_at_trade(self) -> Finding:
        try:
            await self._round.trade()
        except RoundFailed as error:
            return Finding(Grade.BAD, "no_trade", {"reason": self._reason(error)})
        fills = sum(order.filled for order in self._desk.rooms.orders.ledger.orders)
        return Finding(Grade.GOOD, "trade", {"shares": str(fills)})

    async def _look_at_panels(self) -> AsyncIterator[Finding]:
        from kiwoom_desk.ui.shell import evidence

        docks, widgets = self._desk.window.docks, self._desk.window.widgets
        blank = []
        for id_ in tuple(docks.specs):
            docks.raise_panel(id_)
            shown = await self._is_shown(id_)
            widget = widgets.get(id_)
            await self._desk.clock.sleep(_PANEL_SETTLE)
            if widget is None or not shown or evidence.picture(widget).colours < _FEWEST_IN_PANEL:
                blank.append(id_)
        if blank:
            yield Finding(Grade.BAD, "blank_panels", {"names": ", ".join(blank)})
        yield Finding(Grade.GOOD, "panels", {"count": str(len(docks.specs) - len(blank))})

    async def _is_shown(self, id_: str) -> bool:
        widgets = self._desk.window.widgets
        return await self._until(lambda: id_ in widgets and widgets[id_].isVisible())

    def _look_at_picture(self) -> Finding:
        from kiwoom_desk.ui.shell import evidence

        try:
            drawn = evidence.picture(self._desk.window, self._picture)
        except OSError as error:
            return Finding(Grade.BAD, "no_picture", {"reason": str(error)})
        facts = {
            "width": str(drawn.width),
            "height": str(drawn.height),
            "colours": str(drawn.colours),
        }
        full = drawn.colours >= _FEWEST_COLOURS
        return Finding(Grade.GOOD if full else Grade.BAD, "picture" if full else "blank", facts)

    async def _until(self, true: Callable[[], bool]) -> bool:
        waited = 0.0
        while not true():
            if waited > _STEP or self._desk.closed.is_set():
                return False
            await self._desk.clock.sleep(_POLL)
            waited += _POLL
        return True

    def _reason(self, error: RoundFailed) -> str:
        return sentence(self._language, f"round.{error}")


class _Errors(logging.Handler):
    """Counts what the desk logs or says as an error, and keeps the first of it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._count, self._first = 0, ""

    def emit(self, record: logging.LogRecord) -> None:
        self._note(record.getMessage())

    def hear(self, message: Message) -> None:
        """Take a message of the window."""
        if message.level == "error":
            self._note(message.text)

    def finding(self) -> Finding:
        """Judge the whole run."""
        if self._count:
            return Finding(Grade.BAD, "errors", {"count": str(self._count), "first": self._first})
        return Finding(Grade.GOOD, "no_errors")

    def _note(self, text: str) -> None:
        self._count += 1
        self._first = self._first or text


def look_at_letters() -> Finding:
    """Judge whether texts are drawn in the bundled font, Hangul too."""
    from kiwoom_desk.ui.shell import evidence

    found = evidence.letters()
    ours = found.family == _FAMILY and found.hangul and found.even_digits
    return Finding(
        Grade.GOOD if ours else Grade.BAD,
        "letters" if ours else "other_letters",
        {"family": found.family},
    )


def look_at_keyrings() -> Finding:
    """List the keyrings that can be used now; none is no fault, keys last for a run then."""
    found = keyring.backend.get_all_keyring()
    names = ", ".join(sorted(f"{type(one).__module__.rsplit('.', 1)[-1]}" for one in found))
    usable = any(usable_backend(one) is not None for one in found)
    return Finding(
        Grade.GOOD if usable else Grade.WARNING,
        "keyrings" if usable else "no_keyring",
        {"names": names},
    )


def look_at_keeper(system: str) -> Finding:
    """Judge whether the code that speaks to this system's keyring came along; on Linux it is libsecret's."""
    modules = _KEEPERS.get(system, _KEEPERS["linux"])
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            # A bundle that lost a library of it raises anything, not only ImportError.
            return Finding(Grade.BAD, "no_keeper", {"name": module, "reason": str(error)[:200]})
    return Finding(Grade.GOOD, "keeper", {"name": modules[0]})


def look_at_tls(host: Host) -> Finding:
    """Begin a handshake with a host in memory alone, with the system's authorities (V-5)."""
    name = urlsplit(host.rest).hostname or ""
    try:
        context = tls_context(host)
        assert context is not None, "a broker's address is encrypted"
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        begun = context.wrap_bio(incoming, outgoing, server_hostname=name)
        with contextlib.suppress(ssl.SSLWantReadError):
            begun.do_handshake()
    except (OSError, ValueError) as error:
        return Finding(Grade.BAD, "no_tls", {"name": name, "reason": str(error)[:200]})
    facts = {"name": name, "version": context.minimum_version.name, "bytes": str(outgoing.pending)}
    if not outgoing.pending or not context.check_hostname:
        return Finding(Grade.BAD, "no_tls", {"name": name, "reason": "-"})
    if sys.platform.startswith("linux") and not _has_authorities():
        return Finding(Grade.BAD, "no_authorities", facts)
    return Finding(Grade.GOOD, "tls", facts)


def _has_authorities() -> bool:
    places = ssl.get_default_verify_paths()
    files = [Path(place) for place in (places.cafile, *_AUTHORITIES) if place]
    folder = Path(places.capath) if places.capath else None
    hashed = folder is not None and folder.is_dir() and any(folder.glob("*.0"))
    return hashed or any(file.is_file() for file in files)


def _reasons(error: Exception) -> Iterator[str]:
    if isinstance(error, ExceptionGroup):
        for one in error.exceptions:
            yield from _reasons(one)
    else:
        yield f"{type(error).__name__}: {error}"


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _first_quote(desk: Desk) -> int:
    """Print the monotonic second at which the first price was painted; a benchmark reads it."""
    from kiwoom_desk.ui.shell.evidence import FirstPaint

    async with asyncio.timeout(_LONGEST):
        await desk.filled.wait()
        while desk.rooms.state.quote(_NAME) is None:
            await desk.clock.sleep(0.002)
        paint = FirstPaint(desk.window.widgets["watch"].grid.viewport())  # type: ignore[attr-defined]
        while not paint.painted:
            await desk.clock.sleep(0.002)
    print(f"{desk.clock.monotonic():.6f}", flush=True)
    return 0
