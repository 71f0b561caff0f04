"""Unit tests of the ground floor."""
