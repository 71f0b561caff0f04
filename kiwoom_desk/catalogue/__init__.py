"""What the broker offers, as data: every API, its fields, encoders, decoders and columns."""
