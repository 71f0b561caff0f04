"""The real input and output: REST, stream and the gateway that upper rooms ask."""
