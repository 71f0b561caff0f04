"""The proof of order-safety: a desk without a window, the practice exchange, and a judge between them."""
