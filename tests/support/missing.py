"""What answers and frames still owe: it varies at the broker and does not vary here yet."""

LEAVES: dict[str, set[str]] = {}
CHOICES: dict[str, set[str]] = {}
