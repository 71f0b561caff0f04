"""One function for each answered API: from the exchange's state to the documented fields."""
