"""The market room: live state, leases, bars and running queries; no Qt and no orders."""
