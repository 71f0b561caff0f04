"""The window around the panels: look, docks, search, actions; refuses to know what a panel shows."""
