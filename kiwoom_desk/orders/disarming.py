"""What disarms one-click orders from inside the money room (S-17); refuses to arm anything."""

from __future__ import annotations

from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.arming import Arming
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.halt import HaltReport, KillSwitch
from kiwoom_desk.orders.lock import Lock
from kiwoom_desk.orders.positions import Mismatch
from kiwoom_desk.orders.recorder import DeskChanged, DeskEvent, Recorder
from kiwoom_desk.orders.requests import RequestChanged

WRONG_ADDRESS = "8010"
"""The broker's code for a token used from another address (N8)."""


def watch_arming(
    arming: Arming,
    recorder: Recorder,
    accounts: tuple[AccountBook, ...],
    gateway: OrderGateway,
    kill_switch: KillSwitch,
    lock: Lock,
) -> None:
    """Disarm on lock, HALT, disconnect, UNKNOWN, mismatch, a wrong address, a desk not READY."""

    def heard(event: DeskEvent) -> None:
        if isinstance(event, DeskChanged) and event.state is not DeskState.READY:
            arming.disarm("desk")
        elif isinstance(event, RequestChanged):
            if event.request.state is RequestState.UNKNOWN:
                arming.disarm("unknown")
            elif event.request.code == WRONG_ADDRESS:
                arming.disarm("address")

    def mismatched(mismatch: Mismatch) -> None:
        if arming.armed is not None and arming.armed.code == mismatch.code:
            arming.disarm("mismatch")

    def gaped(gap: Gap) -> None:
        if gap.kind is not GapKind.RESTORED:
            arming.disarm("disconnect")

    def halted(report: HaltReport) -> None:
        if report.since is not None:
            arming.disarm("halt")

    def locked(reason: str) -> None:
        if reason:
            arming.disarm("lock")

    recorder.changed.connect(heard)
    for account in accounts:
        account.mismatched.connect(mismatched)
    gateway.gaps.connect(gaped)
    kill_switch.changed.connect(halted)
    lock.changed.connect(locked)
