"""The practice exchange: universe, flow, matching, accounts and its server; imported by app and tests only."""
