"""Rules that hold for any input, searched by hypothesis."""
