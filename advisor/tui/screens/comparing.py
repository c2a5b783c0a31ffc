"""Two scenarios of a project side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Select, Static

from advisor.decision.outcome import Decision
from advisor.diagnostics import visible
from advisor.frameworks import FRAMEWORKS, display_name
from advisor.interview.desk import scenarios_of
from advisor.interview.sides import sides
from advisor.interview.wording import in_short
from advisor.interview.wording import standing as in_words
from advisor.needs.model import Needs
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar

#: Columns of a scenario at least, and around it.
_LEAST, _AROUND = 14, 3


class CompareScreen(AdvisorScreen):
    """Compares what was answered and the kept what-ifs, two at a time."""

    CSS_PATH = "comparing.tcss"
    HELP = "Choose a scenario for each side; what differs between them is listed below."

    _scenarios: Sequence[tuple[str, Needs]] = ()

    def body(self) -> ComposeResult:
        """Two choices above what differs."""
        yield TopBar()
        yield Static(id="compare-note")
        with Horizontal(id="compare-choice"):
            yield Select[int]([], id="compare-left", allow_blank=True, prompt="one scenario")
            yield Select[int]([], id="compare-right", allow_blank=True, prompt="another")
        with VerticalScroll(can_focus=False):
            yield DataTable(id="compare", cursor_type="row", zebra_stripes=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Compares the answers with the last scenario that was kept."""
        self._scenarios = list(scenarios_of(self.desk.draft))
        options = [(Content(visible(name)), place) for place, (name, _) in enumerate(self._scenarios)]
        left, right = self.query_one("#compare-left", Select), self.query_one("#compare-right", Select)
        for select in (left, right):
            select.set_options(options)
        left.value, right.value = 0, len(self._scenarios) - 1
        if len(self._scenarios) < 2:
            self.query_one("#compare-note", Static).update(
                Content(" Only the answers themselves are here: keep a what-if (w, then k) to compare with.")
            )
        left.focus()

    def on_resize(self) -> None:
        """Gives the columns the room that there is."""
        super().on_resize()
        if self._scenarios:
            self._chosen()

    @on(Select.Changed)
    def _chosen(self) -> None:
        sides_ = [self.query_one(f"#compare-{side}", Select).value for side in ("left", "right")]
        chosen = [self._scenarios[place] for place in sides_ if isinstance(place, int)]
        if len(chosen) == 2:
            self._show(*chosen)

    def _show(self, left: tuple[str, Needs], right: tuple[str, Needs]) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        table.clear(columns=True)
        lines = self._lines(left[1], right[1])
        names = max(len(label) for label, _, _ in lines) + 2
        each = max(_LEAST, (self.size.width - names) // 2 - _AROUND)
        for heading, width in (("", names), (left[0], each), (right[0], each)):
            table.add_column(Text(fit(heading, width)), width=width)
        for label, first, second in lines:
            mark = "≠ " if first != second else "  "
            cells = (mark + label, first, second)
            table.add_row(*(Text(visible(cell)) for cell in cells), height=None)

    def _lines(self, left: Needs, right: Needs) -> list[tuple[str, str, str]]:
        desk, called = self.desk, self.desk.adviser.knowledge.called
        one, other = desk.decision(left), desk.decision(right)
        lines = [
            (
                "verdict",
                in_words(one.verdict, one.lead.framework, called),
                in_words(other.verdict, other.lead.framework, called),
            ),
            ("share", _share(one, called), _share(other, called)),
            ("lead", f"{one.verdict.lead:.1f} points", f"{other.verdict.lead:.1f} points"),
        ]
        before, after = sides(one.contributions), sides(other.contributions)
        for concern in dict.fromkeys([*before, *after]):
            each = [both.get(concern, (0.0, 0.0)) for both in (before, after)]
            told = [
                ", ".join(
                    f"{display_name(name, called)} {points:.1f}"
                    for name, points in zip(FRAMEWORKS, pair, strict=True)
                )
                for pair in each
            ]
            lines.append((f"points: {concern.replace('_', ' ')}", told[0], told[1]))
        for question in desk.questionnaire.questions.values():
            answers = [needs.answers.get(question.id) for needs in (left, right)]
            if answers[0] != answers[1]:
                told = ["open" if answer is None else in_short(question, answer) for answer in answers]
                lines.append((question.id.replace("_", " "), told[0], told[1]))
        for concern in desk.questionnaire.concerns:
            weights = [needs.importance.get(concern, "left out") for needs in (left, right)]
            if weights[0] != weights[1]:
                told = [_weight(weight) for weight in weights]
                lines.append((f"importance: {concern.replace('_', ' ')}", told[0], told[1]))
        return lines


def _share(decision: Decision, called: Mapping[str, str]) -> str:
    return f"{decision.verdict.share:.0%} {display_name(decision.lead.framework, called)}"


def _weight(weight: float | str | None) -> str:
    return "don't know" if weight is None else weight if isinstance(weight, str) else f"{weight:g}"
