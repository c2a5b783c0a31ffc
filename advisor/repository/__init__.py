"""What an existing repository says about the needs of its project."""
