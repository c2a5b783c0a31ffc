"""What a setup.py or setup.cfg asks for, read without running it."""

from __future__ import annotations

import ast
import configparser
import warnings
from collections.abc import Iterator

#: Names that are followed from one to the next, and expressions that are looked at: more than any list needs.
_DEEPEST = 6
_MOST_STEPS = 5_000


class SetupFile:
    """The arguments of `setup(…)` in a setup.py.

    Attributes:
        name: What the project calls itself; empty if it is not said plainly.
        required: What every installation needs, as text and line.
        optional: What extras need.
        python: The versions of Python, as text and line.
    """

    def __init__(self, text: str) -> None:
        self.name = ""
        self.required: list[tuple[str, int]] = []
        self.optional: list[tuple[str, int]] = []
        self.python: tuple[str, int] | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        self._steps = _MOST_STEPS
        self._assigned: dict[str, list[ast.expr]] = {}
        self._returned: dict[str, list[ast.expr]] = {}
        self._collect(tree)
        for key, value in self._arguments(tree):
            texts = list(self._texts(value, _DEEPEST))
            if key == "install_requires":
                self.required += texts
            elif key == "extras_require":
                self.optional += texts
            elif key == "name" and texts:
                self.name = texts[0][0]
            elif key == "python_requires" and texts:
                self.python = texts[0]

    def _collect(self, tree: ast.Module) -> None:
        """What each name is assigned or enlarged by, and what each function returns."""
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._assigned.setdefault(name, []).append(value)
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self._assigned.setdefault(name, []).append(value)
                case ast.AugAssign(target=ast.Name(id=name), value=value):
                    self._assigned.setdefault(name, []).append(value)
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=[value]
                ):
                    self._assigned.setdefault(name, []).append(value)
                case ast.FunctionDef(name=name):
                    self._returned[name] = [
                        inner.value
                        for inner in ast.walk(node)
                        if isinstance(inner, ast.Return) and inner.value is not None
                    ]

    def _arguments(self, tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
        called = False
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _last_name(node.func) == "setup":
                called = True
                for argument in node.keywords:
                    if argument.arg is not None:
                        yield argument.arg, argument.value
                    elif isinstance(argument.value, ast.Name):
                        for value in self._assigned.get(argument.value.id, ()):
                            yield from _entries(value)
        if not called:
            for key in ("install_requires", "extras_require"):
                for value in self._assigned.get(key, ()):
                    yield key, value

    def _texts(self, node: ast.expr, left: int) -> Iterator[tuple[str, int]]:
        """The texts of a list, through names, sums and functions of the same file."""
        self._steps -= 1
        if left <= 0 or self._steps <= 0:
            return
        inner: list[ast.expr] = []
        match node:
            case ast.Constant(value=str(text)):
                for at, line in enumerate(text.splitlines()):
                    yield line, node.lineno + at
            case ast.List(elts=inner) | ast.Tuple(elts=inner) | ast.Set(elts=inner):
                pass
            case ast.Dict(values=inner):
                pass
            case ast.BinOp(op=ast.Add(), left=first, right=second):
                # A sum of two texts is a text of no list.
                inner = [side for side in (first, second) if not isinstance(side, ast.Constant)]
            case ast.IfExp(body=first, orelse=second):
                inner = [first, second]
            case ast.Name(id=name):
                inner = self._assigned.get(name, [])
            case ast.Call(func=ast.Name(id="list" | "sorted" | "set" | "tuple" | "dict"), args=inner):
                pass
            case ast.Call(func=ast.Name(id=name)):
                inner = self._returned.get(name, [])
            case ast.Starred(value=value):
                inner = [value]
        for entry in inner:
            yield from self._texts(entry, left - 1)


def in_setup_cfg(text: str) -> dict[str, list[str]]:
    """What a setup.cfg says: `name`, `required`, `optional` and `python`, each a list of lines."""
    settings = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        settings.read_string(text)
    except configparser.Error:
        return {}
    extras = (
        settings["options.extras_require"].values() if settings.has_section("options.extras_require") else ()
    )
    return {
        "name": settings.get("metadata", "name", fallback="").splitlines(),
        "required": settings.get("options", "install_requires", fallback="").splitlines(),
        "optional": [line for value in extras for line in value.splitlines()],
        "python": settings.get("options", "python_requires", fallback="").splitlines(),
    }


def _entries(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The entries of a written-out dict whose keys are texts."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(node, ast.Call) and _last_name(node.func) == "dict":
        for argument in node.keywords:
            if argument.arg is not None:
                yield argument.arg, argument.value


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
