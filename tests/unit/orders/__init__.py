"""Unit tests of the money room."""
