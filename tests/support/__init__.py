"""What several tests share: factories and servers for tests."""
