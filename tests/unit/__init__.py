"""Unit tests, one folder for each room."""
