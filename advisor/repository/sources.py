"""Names that Python code uses: imports, and the attributes that are reached through them."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Iterator

from advisor.repository.finding import Finding


def names_in_source(text: str, place: str, first_line: int = 1) -> Iterator[Finding]:
    """Every module that a source imports, and every dotted name that it reaches through one.

    Args:
        text: Python source; one that does not parse gives nothing.
        place: Its path.
        first_line: The number of its first line in that file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for entry in node.names:
                aliases[entry.asname or entry.name.partition(".")[0]] = (
                    entry.name if entry.asname else entry.name.partition(".")[0]
                )
                yield Finding("name", entry.name, f"{place}:{first_line + node.lineno - 1}")
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for entry in node.names:
                full = f"{node.module}.{entry.name}" if entry.name != "*" else node.module
                aliases[entry.asname or entry.name] = full
                yield Finding("name", full, f"{place}:{first_line + node.lineno - 1}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := _dotted(node, aliases)):
            yield Finding("name", name, f"{place}:{first_line + node.lineno - 1}")


def names_in_notebook(text: str, place: str) -> Iterator[Finding]:
    """The names that the code cells of a Jupyter notebook use; what is none gives nothing.

    A place is `path:cell N`.
    """
    try:
        cells = json.loads(text)["cells"]
        sources = [
            (number, "".join(cell["source"]))
            for number, cell in enumerate(cells, 1)
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for number, source in sources:
        # Lines for the shell and for IPython are no Python.
        plain = "\n".join(
            "" if line.lstrip().startswith(("!", "%")) else line for line in source.splitlines()
        )
        for found in names_in_source(plain, place):
            yield Finding(found.kind, found.what, f"{place}:cell {number}")


def _dotted(node: ast.Attribute, aliases: dict[str, str]) -> str:
    """The full name behind an attribute such as `tf.keras.layers.Conv2D`; empty if it is none."""
    parts: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name) or inner.id not in aliases:
        return ""
    return ".".join([aliases[inner.id], *reversed(parts)])
