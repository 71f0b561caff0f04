"""The panels: one file each, over the kit; refuses wire work and shared state."""
