"""The stream's states and frames without a socket; refuses to answer SYSTEM and to alter a PING."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kiwoom_desk.catalogue.frames import Answer, Entry, Frame, FrameError, decode_frame
from kiwoom_desk.wire.reply import clean_text, login_token_dead

REPLY_BYTES = 16 << 20
"""Largest frame read at all; condition lists may be that long."""
_TAKEN = "R10001"
_CLOCK = "CLOCK"


class StreamState(StrEnum):
    """Where the session stands."""

    NEW = "new"
    LOGIN = "login"
    UP = "up"
    REFUSED = "refused"
    TAKEN = "taken"


class LoggedIn(msgspec.Struct, frozen=True):
    """LOGIN was accepted; `smart` tells whether the account may route by SOR."""

    smart: bool


class LoginRefused(msgspec.Struct, frozen=True):
    """LOGIN was refused; `token_dead` when another token may help."""

    code: str
    message: str
    token_dead: bool


class ControlReply(msgspec.Struct, frozen=True):
    """The reply to the oldest REG or REMOVE not yet answered; `code` 0 = done."""

    trnm: str
    code: int | None
    message: str


class SessionTaken(msgspec.Struct, frozen=True):
    """R10001: the same app key has logged in elsewhere; never reconnect by itself (K6)."""

    message: str


class SystemNotice(msgspec.Struct, frozen=True):
    """Another SYSTEM frame: information, never answered."""

    code: str
    message: str


class ClockNotice(msgspec.Struct, frozen=True):
    """A practice exchange tells its market clock: `<ISO time>;<speed>`."""

    text: str


class Rows(msgspec.Struct, frozen=True, gc=False):
    """The pushes of one REAL frame, in order."""

    entries: list[Entry]


class ConditionReply(msgspec.Struct, frozen=True):
    """A CNSRLST, CNSRREQ or CNSRCLR reply; the rows are read from `body` by its API's decoder."""

    trnm: str
    code: int | None
    message: str
    sequence: str
    body: bytes


class Anomaly(msgspec.Struct, frozen=True):
    """A frame set aside; `gap` = pushes were lost with it (S-15). `detail` is cleaned text."""

    code: str
    detail: str = ""
    gap: bool = False


StreamEvent = (
    LoggedIn
    | LoginRefused
    | ControlReply
    | SessionTaken
    | SystemNotice
    | ClockNotice
    | Rows
    | ConditionReply
    | Anomaly
)


class StreamProtocol:
    """Take the text frames of one connection, give events, and hold what has to be sent back.

    `now` is monotonic seconds. REAL frames above `frame_bytes` or `frame_rows` are set aside.
    """

    def __init__(self, frame_bytes: int = 1 << 20, frame_rows: int = 500) -> None:
        self._frame_bytes, self._frame_rows = frame_bytes, frame_rows
        self._outgoing: list[bytes] = []
        self.state = StreamState.NEW
        self.last_arrival: float | None = None
        self.longest_gap = 0.0

    def login(self, token: str) -> bytes:
        """Return the LOGIN frame; raise RuntimeError when it was sent already."""
        if self.state is not StreamState.NEW:
            raise RuntimeError(f"LOGIN in state {self.state}")
        self.state = StreamState.LOGIN
        return msgspec.json.encode({"trnm": "LOGIN", "token": token})

    def opened(self, now: float) -> None:
        """Start to count silence."""
        self.last_arrival = now

    def receive(self, data: bytes, now: float) -> StreamEvent | None:
        """Take one frame and return its event; None for a PING, whose echo waits in `outgoing`."""
        last = self.last_arrival
        if last is not None and now - last > self.longest_gap:
            self.longest_gap = now - last
        self.last_arrival = now
        if len(data) > self._frame_bytes and not self._long_reply(data):
            return Anomaly("frame_bytes", str(len(data)), gap=True)
        try:
            frame = decode_frame(data)
        except FrameError:
            # What it was cannot be known, so neither can it be known that no push was in it.
            return Anomaly("frame_unreadable", str(len(data)), gap=True)
        return self._answer(frame, data) if isinstance(frame, Answer) else self._rows(frame)

    def outgoing(self) -> list[bytes]:
        """Take the frames that have to be sent back as text now."""
        waiting, self._outgoing = self._outgoing, []
        return waiting

    def silent(self, now: float, limit: float) -> bool:
        """Tell whether nothing came within max(limit, three times the longest gap) (S-18)."""
        if self.last_arrival is None:
            return False
        return now - self.last_arrival > max(limit, 3 * self.longest_gap)

    def _rows(self, frame: Frame) -> Rows | Anomaly:
        count = len(frame.data)
        if count > self._frame_rows:
            return Anomaly("frame_rows", str(count), gap=True)
        if self.state is not StreamState.UP:
            return Anomaly("real_before_login", str(count))
        return Rows(frame.data)

    def _long_reply(self, data: bytes) -> bool:
        if len(data) > REPLY_BYTES:
            return False
        try:
            return msgspec.json.decode(data, type=_Head).trnm.startswith("CNSR")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False

    def _answer(self, frame: Answer, data: bytes) -> StreamEvent | None:
        trnm = frame.trnm
        if trnm == "PING":
            self._outgoing.append(data)
            return None
        message = clean_text(frame.return_msg)
        if trnm == "LOGIN":
            return self._login_reply(frame, message)
        if trnm == "SYSTEM":
            return self._system(frame)
        if trnm in ("REG", "REMOVE"):
            return ControlReply(trnm, frame.return_code, message)
        if trnm in ("CNSRLST", "CNSRREQ", "CNSRCLR"):
            return ConditionReply(trnm, frame.return_code, message, frame.seq.strip(), data)
        return Anomaly("frame_unknown", clean_text(trnm))

    def _login_reply(self, frame: Answer, message: str) -> StreamEvent:
        if self.state is not StreamState.LOGIN:
            return Anomaly("login_unexpected", message)
        if frame.return_code == 0:
            self.state = StreamState.UP
            return LoggedIn(frame.sor_yn == "Y")
        self.state = StreamState.REFUSED
        code = "no_code" if frame.return_code is None else str(frame.return_code)
        return LoginRefused(code, message, login_token_dead(code, message))

    def _system(self, frame: Answer) -> StreamEvent:
        message = clean_text(frame.message)
        if frame.code == _TAKEN:
            self.state = StreamState.TAKEN
            return SessionTaken(message)
        if frame.code == _CLOCK:
            return ClockNotice(message)
        return SystemNotice(clean_text(frame.code), message)


class _Head(msgspec.Struct):
    trnm: str = ""
