"""The frameworks that can be measured, and how frameworks are called in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: What the probes can measure; the first is the reference of every ratio.
FRAMEWORKS = ("pytorch", "tensorflow")

_NAMES: Mapping[str, str] = MappingProxyType({"pytorch": "PyTorch", "tensorflow": "TensorFlow"})


def display_name(framework: str, called: Mapping[str, str] = _NAMES) -> str:
    """The name as its makers write it; an id of which nothing is known stands for itself.

    Args:
        framework: The id.
        called: Names that the knowledge gives, by id.
    """
    return called.get(framework) or _NAMES.get(framework, framework)
