"""Reading Markdown back with a real CommonMark parser, as generously as any renderer does."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin


def parse(text: str) -> list[Token]:
    """All tokens, those inside of lines included; addresses are looked for too, HTML is let through."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True})
    parser.enable(["table", "strikethrough", "linkify"]).use(front_matter_plugin)
    assert parser.linkify is not None
    # Neither GitHub nor the specification makes a link of a bare `name.md`.
    parser.linkify.set({"fuzzy_link": False})
    return list(_flat(parser.parse(text)))


def of_type(tokens: list[Token], kind: str) -> list[Token]:
    return [token for token in tokens if token.type == kind]


def shown(tokens: list[Token]) -> str:
    """What a reader sees, a line for each block."""
    return "\n".join(_seen(token) for token in tokens if token.type in ("inline", "fence"))


def headings(tokens: list[Token]) -> list[tuple[str, str]]:
    """Tag and words of every heading, in order."""
    return [
        (token.tag, _seen(tokens[index + 1]))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def links(tokens: list[Token]) -> list[str]:
    return [str(token.attrs["href"]) for token in of_type(tokens, "link_open")]


def cells(tokens: list[Token]) -> list[list[list[str]]]:
    """Tables, their rows, and what is seen in each cell."""
    tables: list[list[list[str]]] = []
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            tables[-1][-1].append(_seen(tokens[index + 1]))
    return tables


def _seen(token: Token) -> str:
    if token.type == "fence":
        return token.content.rstrip("\n")
    return "".join(child.content for child in token.children or () if child.type != "html_inline")


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])
