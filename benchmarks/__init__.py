"""Side by side with peers; each program prints one JSON line a result."""
