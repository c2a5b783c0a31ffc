"""Where everything stands in a YAML text; worked out only when there is a mistake to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

#: The way from the top of a document to a value: keys of mappings and indices of lists.
Path = Sequence[str | int]


@dataclass(slots=True)
class Node:
    """A value in the text.

    Attributes:
        line: 1-based.
        column: 1-based.
        text: The characters of a scalar; empty otherwise.
        bare: True for a scalar without quotes.
        items: The nodes of a list.
        entries: The key and value nodes of a mapping.
    """

    line: int
    column: int
    text: str = ""
    bare: bool = False
    items: list[Node] | None = None
    entries: dict[str, tuple[Node, Node]] | None = None

    def along(self, path: Path) -> list[tuple[Node, Node]]:
        """The key and value nodes along a path, this one first, as far as the path exists."""
        steps = [(self, self)]
        for part in path:
            node = steps[-1][1]
            if node.entries is not None and isinstance(part, str) and part in node.entries:
                steps.append(node.entries[part])
            elif node.items is not None and isinstance(part, int) and 0 <= part < len(node.items):
                steps.append((node.items[part], node.items[part]))
            else:
                break
        return steps


def place_of(event: Event) -> tuple[int, int]:
    """Line and column at which an event begins, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


def places(events: Iterable[Event]) -> Node:
    """Builds the nodes of a document that was read before, and so is known to be within bounds."""
    top = Node(0, 0, items=[])
    stack: list[tuple[Node, Node | None]] = [(top, None)]
    for event in events:
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
            continue
        if isinstance(event, ScalarEvent):
            node = Node(*place_of(event), event.value, event.implicit[0])
        elif isinstance(event, MappingStartEvent):
            node = Node(*place_of(event), entries={})
        elif isinstance(event, SequenceStartEvent):
            node = Node(*place_of(event), items=[])
        else:
            continue
        owner, key = stack[-1]
        if owner.items is not None:
            owner.items.append(node)
        elif owner.entries is not None and key is not None:
            # Of a key that stands twice the first is what was read.
            owner.entries.setdefault(key.text, (key, node))
            stack[-1] = (owner, None)
        else:
            stack[-1] = (owner, node)
        if not isinstance(event, ScalarEvent):
            stack.append((node, None))
    return top.items[0] if top.items else top
