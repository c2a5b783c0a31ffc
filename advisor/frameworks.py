"""The frameworks that can be measured, and how frameworks are called in sentences."""

from __future__ import annotations

#: What the probes can measure; the first is the reference of every ratio.
FRAMEWORKS = ("pytorch", "tensorflow")

_NAMES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}


def display_name(framework: str) -> str:
    """The name as its makers write it; an unknown id stands for itself."""
    return _NAMES.get(framework, framework)
