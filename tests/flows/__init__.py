"""Several rooms together, below the window."""
