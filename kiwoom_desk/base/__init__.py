"""The ground floor: clock, files, secrets, logs and signals; knows nothing of trading."""
