"""Whatever a text holds, a CommonMark parser shows it character by character."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagnostics import visible
from advisor.report.commonmark import bullets, code, fenced, link, literal, md, quoted, table
from tests.report.parsed import cells, links, of_type, parse, shown

#: Letters and everything that acts in Markdown, so that random texts are hostile.
TEXTS = st.text(
    st.sampled_from(list("ab1 .)(\\`*_[]{}<>&|~#$@!-+=:/\"'\n\t\x1b\u202e漢w")) | st.characters(), max_size=40
)
NASTY = (
    "[x](javascript:alert(1))",
    "![x](http://evil.example/a.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</td></table><h1>x</h1>",
    "&lt;b&gt; &amp; &copy;",
    "a | b | c",
    "a\\|b",
    "line\n# heading\n\n---\n",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "=====",
    "---",
    "~~~",
    "    code",
    "\tcode",
    "```\ncode",
    "` `` ```",
    "*a* **b** _c_ __d__ ~~e~~",
    "@[click]",
    "[@click=app.quit]quit[/]",
    "[^1]: note",
    "[a]: http://evil.example",
    "<http://evil.example> http://evil.example www.evil.example a@evil.example",
    "{{ 7 * 7 }} {% raw %} $x$",
    "\u202eright to left\u200f",
    "\x1b[31mred\x07",
    "漢字" * 30,
    "x" * 10_000,
    "trailing  ",
    "trailing\\",
    "",
)


def seen(text: str) -> str:
    """What a reader should see: control characters written out, spaces at the ends gone."""
    return re.sub(" +", " ", visible(text).strip())


def read(markdown: str) -> str:
    """What the parser made of it; nothing but text may have come of it."""
    tokens = parse(markdown)
    allowed = {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert {token.type for token in tokens} <= allowed
    return re.sub(" +", " ", shown(tokens))


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_text_is_shown_literally(text: str) -> None:
    assert read(literal(text)) == seen(text)


@given(TEXTS)
def test_any_text_is_shown_literally(text: str) -> None:
    assert read(literal(text)) == seen(text)


@given(TEXTS, TEXTS)
def test_parts_of_a_sentence_cannot_reach_into_each_other(first: str, second: str) -> None:
    assert read(md("From {} to {}.", first, second)) == re.sub(
        " +", " ", f"From {seen(first)} to {seen(second)}."
    )


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
def test_a_table_keeps_its_columns_and_the_text_in_its_cells(rows: list[tuple[str, str]]) -> None:
    told = table(("key", "text"), [(code(key), text) for key, text in rows])
    expected = [["key", "text"], *([seen(key), seen(text)] for key, text in rows)]
    assert [[re.sub(" +", " ", cell) for cell in row] for row in cells(parse(told))[0]] == expected


@given(TEXTS)
def test_a_code_span_holds_any_backticks(text: str) -> None:
    tokens = parse(f"before {code(text)} after")
    told = visible(text).strip()
    assert [token.content for token in of_type(tokens, "code_inline")] == ([told] if told else [])


@given(TEXTS)
def test_a_fence_is_longer_than_any_run_of_backticks_inside(text: str) -> None:
    tokens = parse(f"{fenced(text, 'sh')}\n\nafter")
    assert [token.type for token in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].content == f"{visible(text)}\n"


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_list_has_an_entry_for_each_text(texts: list[str]) -> None:
    tokens = parse(bullets(map(literal, texts)))
    assert len(of_type(tokens, "list_item_open")) == len(texts)
    assert len(of_type(tokens, "bullet_list_open")) == 1


@given(TEXTS)
def test_front_matter_keeps_any_name_and_nothing_acts_if_it_is_read_as_text(name: str) -> None:
    line = f"names: [{quoted(name)}]"
    assert yaml.safe_load(line) == {"names": [visible(name).strip()]}
    assert {token.type for token in parse(line)} <= {
        "paragraph_open",
        "inline",
        "text",
        "text_special",
        "paragraph_close",
    }


def test_what_github_would_make_a_link_of_is_broken_up() -> None:
    told = literal("http://a.example www.a.example WWW.a.example")
    assert "://" not in told
    assert "www." not in told.lower()


def test_a_source_on_the_web_becomes_a_link_under_the_name_of_its_host() -> None:
    tokens = parse(link("https://www.example.org/a_b_(c)?x=1&copy=2|3#d"))
    assert links(tokens) == ["https://www.example.org/a_b_%28c%29?x=1&copy=2%7C3#d"]
    assert shown(tokens) == "example.org"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "our wiki",
        "file:///etc/passwd",
        "https://exa mple.org",
        "https://example.org/\u202egpj",
        "http://[bad",
        "//example.org",
        "https://",
    ],
)
def test_what_is_no_web_address_never_becomes_a_link(address: str) -> None:
    assert read(link(address)) == seen(address)


@given(TEXTS)
def test_no_address_breaks_out_of_its_link(path: str) -> None:
    tokens = parse(link(f"https://example.org/{path}"))
    assert all(href.startswith("https://example.org/") for href in links(tokens))
    assert not of_type(tokens, "html_inline")
    assert not of_type(tokens, "image")
