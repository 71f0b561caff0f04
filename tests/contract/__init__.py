"""Both sides of the wire held to one description."""
