"""The broker's protocol without a socket: time is a parameter, text goes in and events come out."""
