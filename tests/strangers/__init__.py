"""Clients that nobody here wrote, unmodified apart from their base address, against the practice exchange."""
