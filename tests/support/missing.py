"""What answers and frames still owe: it varies at the broker and does not vary here yet."""

LEAVES: dict[str, set[str]] = {
    # Mid-price orders and what rests of them.
    "0D": {str(fid) for fid in range(6100, 6116)},
}
CHOICES: dict[str, set[str]] = {}
