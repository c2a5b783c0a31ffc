"""Writing CommonMark: what is not written here as Markdown is shown literally."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from advisor.diagnostics import visible
from advisor.report.addresses import web_host

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
#: What may act anywhere. GitHub makes links of `www.` and `://` too, and python-markdown knows no backslash
#: before `<`, hence the entities.
_SPECIAL = re.compile(r"[\\`*\[{|~#$@&<>]|(?<![A-Za-z0-9_])_+|_+(?![A-Za-z0-9_])|(?<=\b[Ww]{3})\.|(?<=/)/")
#: What would begin a list, a heading or a rule if it stood first in a line.
_OPENING = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)](?: |$)))")
#: What may stand unchanged in the address of a link; brackets and pipes may not.
_ADDRESS = "!$&'*+,;=:@/?#%-._~"
#: What could act in the front matter, should a renderer take that for text.
_ACTING = re.compile(r"[\[\]<>*_`&!#|~$@{}]")


class Markdown(str):
    """Text that is Markdown already and goes into the document as it is."""

    __slots__ = ()


class Code(Markdown):
    """A code span; in the cell of a table its pipes need a backslash."""

    __slots__ = ()


def literal(text: str) -> Markdown:
    """Text of anybody's on one line, shown character by character, control characters written out."""
    told = _SPECIAL.sub(_escaped, visible(text).strip())
    return Markdown(_OPENING.sub(_opened, told))


def md(template: str, *parts: object) -> Markdown:
    """Fills `{}` in Markdown of ours; every part that is not Markdown itself is shown literally."""
    return Markdown(template.format(*map(_safe, parts)))


def joined(separator: str, parts: Iterable[object]) -> Markdown:
    """Parts in a row, each shown literally if it is not Markdown."""
    return Markdown(separator.join(map(_safe, parts)))


def code(text: str) -> Code:
    """A code span, whatever backticks are in the text."""
    told = visible(text).strip()
    if not told:
        return Code("")
    marks = "`" * (_longest_run(told) + 1)
    space = " " if told[0] == "`" or told[-1] == "`" else ""
    return Code(f"{marks}{space}{told}{space}{marks}")


def fenced(text: str, language: str = "") -> Markdown:
    """A block of code; a line break in the text is written out, so that it stays one line."""
    told = visible(text)
    marks = "`" * max(3, _longest_run(told) + 1)
    return Markdown(f"{marks}{language}\n{told}\n{marks}")


def link(address: str) -> Markdown:
    """A link to a page, under the name of its host; what is no web address is shown literally."""
    host = web_host(address)
    if host is None:
        return literal(address)
    return md(
        "[{}]({})",
        host.replace("]", ""),
        Markdown(quote(address, safe=_ADDRESS).replace("&", "&amp;")),
    )


def bullets(lines: Iterable[Markdown]) -> Markdown:
    """A list in MADR's manner."""
    return Markdown("\n".join(f"* {line}" for line in lines))


def table(headings: Sequence[object], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table as GitHub reads it."""
    lines = [headings, [Markdown("---")] * len(headings), *rows]
    return Markdown("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))


def quoted(text: str) -> str:
    """A YAML string for the front matter that nothing can break out of, nor act in if read as Markdown."""
    told = json.dumps(visible(text).strip(), ensure_ascii=False)
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", told).replace("://", "\\u003a//")


def _cell(value: object) -> str:
    told = _safe(value)
    return told.replace("|", "\\|") if isinstance(value, Code) else told


def _safe(value: object) -> str:
    return value if isinstance(value, Markdown) else literal(str(value))


def _escaped(found: re.Match[str]) -> str:
    return "".join(_ENTITIES.get(character, f"\\{character}") for character in found[0])


def _opened(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
