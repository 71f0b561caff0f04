"""Parts that panels are made of; refuses to know feeds, orders or the window around them."""
