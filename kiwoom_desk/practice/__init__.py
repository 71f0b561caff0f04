"""The practice exchange: universe, flow, matching, accounts, server; imported by app and tests only."""
