"""A comparison as Markdown, to be filed beside the decision record that it looks back at."""

from __future__ import annotations

from advisor.report.commonmark import Markdown, bullets, fenced, literal, md, table
from advisor.report.compare_model import Comparison
from advisor.report.compare_sections import Section, sections
from advisor.report.sentences import shortened

_NAME = 80


def render_comparison_markdown(comparison: Comparison) -> str:
    """Draws a comparison; text from people, rules, files and machines is shown literally."""
    answer, *others = comparison.summary or ("",)
    project = shortened(comparison.then.project.strip(), _NAME) or "this project"
    blocks = [
        md("# Looking back at the choice for {}", project),
        md("**{}**", answer),
        *([bullets(map(literal, others))] if others else []),
    ]
    for section in sections(comparison):
        blocks += [md("## {}", section.heading), *_body(section)]
    return "\n\n".join(blocks) + "\n"


def _body(section: Section) -> list[Markdown]:
    if section.commands:
        return [fenced(line, "sh") for line in section.lines]
    found = [table(section.columns, section.rows)] if section.columns else []
    return [*found, *([bullets(map(literal, section.lines))] if section.lines else [])]
