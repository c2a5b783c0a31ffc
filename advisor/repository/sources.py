"""Names that Python code uses: imports, and the attributes that are reached through them."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from advisor.repository.finding import Finding, Standing

#: A longer name says no more than its beginning; nothing is gained by following it.
_MOST_PARTS = 12


@dataclass(frozen=True)
class Alias:
    """What a name in a source stands for.

    Attributes:
        full: The dotted name, such as `tensorflow.compat.v1`.
        standing: That of its import.
    """

    full: str
    standing: Standing


@dataclass
class Source:
    """What one Python source shows.

    Attributes:
        findings: The names that it uses, those of the project's own modules too, each where it is first
            used; and what it defines.
        offers: What other modules can import from it, by full name: `mine.env.tf` is `tensorflow`.
    """

    findings: list[Finding] = field(default_factory=list)
    offers: dict[str, Alias] = field(default_factory=dict)


def names_in_source(text: str, place: str) -> Iterator[Finding]:
    """Every module that a source imports, and every dotted name that it reaches through one."""
    yield from read_source(text, place).findings


def read_source(text: str, place: str) -> Source:
    """Reads a Python source; one that does not parse shows nothing.

    Args:
        text: The source.
        place: Its path in the repository, which says what its relative imports mean.
    """
    source = Source()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    module, package = _module(place)
    always = {id(node) for node in tree.body}
    aliases: dict[str, Alias] = {}
    names: dict[Alias, int] = {}
    attributes: list[ast.Attribute] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            attributes.append(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            standing = Standing.FIRM if id(node) in always else Standing.PASSING
            for local, full, used in _imported(node, package):
                known = aliases.get(local)
                if known is None or known.standing is not Standing.FIRM:
                    aliases[local] = Alias(full, standing)
                names.setdefault(Alias(used, standing), node.lineno)
    for statement in tree.body:
        match statement:
            # A module that says `tf = tf.compat.v1` means that from there on.
            case ast.Assign(targets=[ast.Name(id=local)], value=ast.Attribute() as value):
                if found := _dotted(value, aliases):
                    aliases[local] = found
    for attribute in attributes:
        if found := _dotted(attribute, aliases):
            names.setdefault(found, attribute.lineno)
    source.findings = [
        Finding("name", name.full, f"{place}:{line}", standing=name.standing) for name, line in names.items()
    ]
    source.findings += [
        Finding(
            "defined", node.name, f"{place}:{node.lineno}", "class" if isinstance(node, ast.ClassDef) else ""
        )
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    source.offers = {f"{module}.{local}": alias for local, alias in aliases.items()}
    return source


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
            if found.kind == "name":
                yield Finding("name", found.what, f"{place}:cell {number}", standing=found.standing)


def own_modules_read(findings: list[Finding], own: set[str], offers: dict[str, Alias]) -> list[Finding]:
    """Findings in which a name that a project's own module hands on is the name behind it.

    Names that stay its own are left out.

    Args:
        findings: What its sources show.
        own: Its modules.
        offers: What those hand on.
    """
    read: list[Finding] = []
    for entry in findings:
        name, standing = entry.what, entry.standing
        for _ in range(4):
            if entry.kind != "name" or name.partition(".")[0] not in own:
                break
            parts = name.split(".")
            beginnings = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
            begin = next((beginning for beginning in beginnings if beginning in offers), None)
            if begin is None:
                break
            name = offers[begin].full + name[len(begin) :]
            if standing is Standing.FIRM:
                standing = offers[begin].standing
        if entry.kind != "name" or name.partition(".")[0] not in own:
            read.append(Finding(entry.kind, name, entry.place, entry.detail, standing))
    return read


def _module(place: str) -> tuple[str, list[str]]:
    """The dotted name of the module at a path, and the package that its relative imports start from."""
    parts = list(PurePosixPath(place).with_suffix("").parts)
    if parts[:1] == ["src"]:
        del parts[0]
    package = parts[:-1]
    if parts[-1:] == ["__init__"]:
        parts = package
    return ".".join(parts), package


def _imported(node: ast.Import | ast.ImportFrom, package: list[str]) -> Iterator[tuple[str, str, str]]:
    """For each name that is bound: the name, what it stands for, and what is used by that."""
    if isinstance(node, ast.Import):
        for entry in node.names:
            first = entry.name.partition(".")[0]
            yield entry.asname or first, entry.name if entry.asname else first, entry.name
        return
    if node.level > len(package) + 1:
        return
    above = package[: len(package) + 1 - node.level] if node.level else []
    begin = ".".join([*above, *([node.module] if node.module else [])])
    for entry in node.names:
        if begin:
            full = f"{begin}.{entry.name}" if entry.name != "*" else begin
            yield entry.asname or entry.name, full, full


def _dotted(node: ast.Attribute, aliases: dict[str, Alias]) -> Alias | None:
    """The full name behind an attribute such as `tf.keras.layers.Conv2D`; None if it is none."""
    parts: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute) and len(parts) < _MOST_PARTS:
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name) or inner.id not in aliases:
        return None
    alias = aliases[inner.id]
    return Alias(".".join([alias.full, *reversed(parts)]), alias.standing)
