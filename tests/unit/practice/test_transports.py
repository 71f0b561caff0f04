"""Lines of the practice server: what a stream is written to while its client closes it."""

from __future__ import annotations

import asyncio

import pytest
from uvicorn.protocols.utils import ClientDisconnected
from websockets.protocol import State
from websockets.server import ServerProtocol

from kiwoom_desk.practice.transports import stream_protocol
from kiwoom_desk.practice.trouble import Trouble


@pytest.mark.parametrize("more", [True, False])
async def test_a_frame_to_a_client_that_closes_says_that_it_is_gone(more: bool) -> None:
    kind = stream_protocol(Trouble.__new__(Trouble))
    line = kind.__new__(kind)
    line.conn, line.writable = ServerProtocol(), asyncio.Event()
    line.writable.set()
    line.disconnected = line.close_sent = False
    line.conn.state = State.CLOSING
    with pytest.raises(ClientDisconnected):
        await line.send({"type": "websocket.send", "kiwoom.text": b"{}", "kiwoom.more": more})
