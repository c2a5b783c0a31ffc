"""Widgets of our own: values go in through `show` and attributes, what a user does comes out as messages."""
