"""The speed and trust figures, each a command."""
