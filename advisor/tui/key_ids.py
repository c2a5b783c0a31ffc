"""Every key of the application by its id: what can be remapped, and what the documentation lists."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import advisor.tui


def all_keys() -> dict[str, Binding]:
    """All bindings of our screens and widgets, by id."""
    for module in pkgutil.walk_packages(advisor.tui.__path__, "advisor.tui."):
        importlib.import_module(module.name)
    found: dict[str, Binding] = {}
    for owner in _ours(DOMNode):
        for binding in vars(owner).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                found.setdefault(binding.id, binding)
    return dict(sorted(found.items()))


def key_table() -> str:
    """The keys as a table in Markdown."""
    lines = ["| id | keys | what it does |", "|---|---|---|"]
    for key_id, binding in all_keys().items():
        keys = ", ".join(f"`{key}`" for key in binding.key.split(","))
        lines.append(f"| `{key_id}` | {keys} | {binding.tooltip or binding.description} |")
    return "\n".join(lines) + "\n"


def _ours(owner: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for child in owner.__subclasses__():
        if child.__module__.startswith("advisor.tui") and child is not App:
            yield child
        yield from _ours(child)
