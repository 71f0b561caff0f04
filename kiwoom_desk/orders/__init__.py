"""The money room: checks, journal, requests, ledger and account; refuses to send what is not recorded."""
