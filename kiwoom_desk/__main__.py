"""The command line: the desk and the programs beside it; imports each only when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kiwoom_desk import __version__

_PROGRAMS = (
    "practice-server",
    "screenshot",
    "doctor",
    "call",
    "halt",
    "journal",
    "soak",
    "diagnostics",
)
_SELF_TEST = "--selftest"
# OpenSSL and Python would take other authorities, or write down session keys, where these say.
_TLS_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program that the first argument names, or the desk."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for name in _TLS_VARIABLES:
        os.environ.pop(name, None)
    if arguments and arguments[0] not in _PROGRAMS and _SELF_TEST in arguments:
        arguments.remove(_SELF_TEST)
        arguments.insert(0, _SELF_TEST)
    elif not arguments or arguments[0] not in _PROGRAMS:
        return _desk(arguments)
    try:
        code = _program(arguments[0], arguments[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read this has gone (`| head`); the interpreter must not try to tell him again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _program(name: str, arguments: list[str]) -> int:
    if name == "practice-server":
        from kiwoom_desk.practice import command

        return command.main(arguments)
    if name == "call":
        from kiwoom_desk import call

        return call.main(arguments)
    if name == "journal":
        from kiwoom_desk import journal_command

        return journal_command.main(arguments)
    if name == "soak":
        from kiwoom_desk import soak

        return soak.main(arguments)
    if name == "halt":
        from kiwoom_desk import halt

        return halt.main(arguments)
    if name == _SELF_TEST:
        from kiwoom_desk import self_test
        from kiwoom_desk.broker.hosts import BROKER_HOSTS

        return self_test.main(arguments, tuple(BROKER_HOSTS.values()))
    if name in ("doctor", "diagnostics"):
        from kiwoom_desk import diagnostics, doctor
        from kiwoom_desk.broker.hosts import BROKER_HOSTS

        hosts = [
            address for host in BROKER_HOSTS.values() for address in (host.rest, host.websocket)
        ]
        if name == "diagnostics":
            return diagnostics.main(arguments, hosts)
        return doctor.main(arguments, hosts)
    from kiwoom_desk import screenshot

    return screenshot.main(arguments)


def _desk(arguments: list[str]) -> int:
    from kiwoom_desk.base.settings import Environment
    from kiwoom_desk.opening import run_desk
    from kiwoom_desk.reach import DeskOptions

    parser = argparse.ArgumentParser(
        prog="kiwoom-desk", epilog=f"further programs: {', '.join(_PROGRAMS)}"
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--env", type=Environment, default=Environment.PRACTICE, metavar="NAME")
    parser.add_argument(
        "--practice", type=Path, metavar="FILE", help="ready line of a running server"
    )
    parser.add_argument("--profile", type=Path, metavar="DIR")
    parser.add_argument(
        "--universe", type=Path, metavar="FILE", help="listing for the practice exchange"
    )
    parser.add_argument("--language", choices=("ko", "en"), default="")
    parser.add_argument("--size", metavar="WxH", help="size of the window in pixels")
    parser.add_argument("--at", metavar="TIME", help="market time of the practice exchange")
    parser.add_argument("--seed", metavar="N")
    parser.add_argument("--speed", metavar="X")
    parser.add_argument("--history", metavar="DAYS", help="the practice account's past")
    parser.add_argument("--round", action="store_true", help="trade one round without a display")
    parser.add_argument(
        _SELF_TEST, action="store_true", help="prove this installation by using it, then end"
    )
    chosen = parser.parse_args(arguments)
    server = [
        part
        for name in ("at", "seed", "speed", "history")
        if getattr(chosen, name) is not None
        for part in (f"--{name}", getattr(chosen, name))
    ]
    options = DeskOptions(
        environment=chosen.env,
        profile=chosen.profile,
        practice=chosen.practice,
        universe=chosen.universe,
        server=tuple(server),
        language=chosen.language,
        size=_size(chosen.size),
        guided=not chosen.round,
    )
    if chosen.round:
        from kiwoom_desk import trading_round

        return trading_round.main(options)
    return run_desk(options)


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
