"""Update notices signed with a key of the tests' own, and a loopback server that serves them."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiwoom_desk.base.notices import FORMAT, PRODUCT, Signed

KEY = Ed25519PrivateKey.generate()
PUBLIC = (
    KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
)


def made(
    version: str = "0.2.0", serial: int = 7, day: date = date(2026, 11, 20), **changes: Any
) -> dict[str, Any]:
    """Return the fields of a notice."""
    return {
        "product": PRODUCT,
        "format": FORMAT,
        "serial": serial,
        "version": version,
        "date": day.isoformat(),
        "artefacts": [
            {"name": f"kiwoom-desk_{version}_amd64.deb", "size": 123, "sha256": "ab" * 32}
        ],
        "text": {"ko": "새 판입니다.", "en": "A new version."},
    } | changes


def signed(fields: dict[str, Any]) -> Signed:
    """Return a notice with its signature."""
    content = msgspec.json.encode(fields)
    return Signed(content, KEY.sign(content))


@dataclass
class NoticeServer:
    """Serves what stands in `files` by path; `asked` are the paths asked for, in order."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def announce(self, one: Signed) -> None:
        """Serve a notice and its signature."""
        self.files["/notice.json"] = one.content
        self.files["/notice.json.sig"] = base64.b64encode(one.signature)


@asynccontextmanager
async def notice_server() -> AsyncIterator[NoticeServer]:
    """Listen on a free loopback port."""
    here = NoticeServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ")[1]
            here.asked.append(path)
            body = here.files.get(path)
            status = "404 Not Found" if body is None else "200 OK"
            if body is not None and body.startswith(b"moved:"):
                status = f"302 Found\r\nLocation: {body[6:].decode()}"
            told = body or b""
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Length: {len(told)}\r\nConnection: close\r\n\r\n".encode()
                + told
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    here.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/notice.json"
    async with server:
        yield here
