"""How frameworks are called in sentences."""

from __future__ import annotations

_NAMES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}


def display_name(framework: str) -> str:
    """The name as its makers write it; an unknown id stands for itself."""
    return _NAMES.get(framework, framework)
