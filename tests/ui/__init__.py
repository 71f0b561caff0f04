"""Tests that paint: these alone load Qt and run on its loop."""
