"""A desktop trading terminal for the Kiwoom REST and WebSocket API; owns only its version."""

__version__ = "0.1.0"
