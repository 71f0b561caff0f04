"""Unit tests of the pure values and rules."""
