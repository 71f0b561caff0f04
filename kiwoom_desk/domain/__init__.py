"""The domain room: pure values and market rules; no I/O, no asyncio, no Qt."""
