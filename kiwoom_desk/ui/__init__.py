"""The window: the only importer of Qt; owns no fact of the market and no rule of money."""
