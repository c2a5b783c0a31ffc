"""The models that both frameworks build."""
