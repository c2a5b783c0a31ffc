"""Reading a page back with a real HTML parser, strictly: what is opened has to be closed where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "hr", "img", "input"}
#: What stands on lines of its own, so that words on either side of it are no one word.
_INLINE = {"a", "code", "strong", "span", "text", "tspan"}


@dataclass
class Node:
    """An element, with what is in it in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator[Node]:
        """All elements with one of these tags, or all there are, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def one(self, tag: str) -> Node:
        """The only element with a tag."""
        (found,) = self.every(tag)
        return found

    def with_id(self, name: str) -> Node:
        """The element with an id."""
        (found,) = (node for node in self.every() if node.attributes.get("id") == name)
        return found

    @property
    def text(self) -> str:
        """What a reader sees, blanks in a row as one."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in ("style", "title", "desc"):
            return ""
        told = "".join(child if isinstance(child, str) else child._words() for child in self.children)
        return told if self.tag in _INLINE else f" {told} "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in _VOID:
            self.open.append(self._last())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({key for key, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        self.open[-1].children.append(Node(tag, {key: value or "" for key, value in attrs}))

    def _last(self) -> Node:
        last = self.open[-1].children[-1]
        assert isinstance(last, Node)
        return last


def parse(text: str) -> Node:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert [node.tag for node in builder.open] == ["page"], "something was never closed"
    return builder.open[0]


def cells(table: Node) -> list[list[str]]:
    """What stands in a table, row by row, the headings first."""
    return [[cell.text for cell in row.every("th", "td")] for row in table.every("tr")]


def headings(page: Node) -> list[tuple[str, str]]:
    """Tag and words of every heading, in order."""
    return [(node.tag, node.text) for node in page.every("h1", "h2", "h3", "h4")]
