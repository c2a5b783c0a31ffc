"""The result: the answer first, everything it rests on one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static, TabbedContent, TabPane

from advisor.diagnostics import visible
from advisor.interview.pages import pages
from advisor.interview.sides import basis, sides, totals
from advisor.report.in_short import then_beside
from advisor.report.model import Report
from advisor.report.sentences import headline
from advisor.tui.keys import bind
from advisor.tui.rows import interval_rows
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.screens.exporting import ExportDialog
from advisor.tui.screens.reasons import Reasons
from advisor.tui.widgets.bars import BarRow, SignedBars
from advisor.tui.widgets.dock import ProbeDock
from advisor.tui.widgets.intervals import IntervalChart
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from advisor.interview.measuring import Standing

#: In the order of their keys.
_TABS = {
    "answer": "Answer",
    "measured": "Measured",
    "flips": "Would change it",
    "other": "Other side",
    "stack": "Stack",
    "warnings": "Warnings",
}
_KINDS = ("clear", "lean", "toss-up", "infeasible")


class ResultScreen(AdvisorScreen):
    """Shows the report on the answers so far, sharper as measurements arrive."""

    CSS_PATH = "result.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("result.whatif", "whatif"),
        bind("result.export", "export"),
        bind("result.compare", "compare"),
        bind("result.measure", "measure"),
        bind("result.questions", "questions"),
        bind("question.review", "review"),
        bind("question.probes", "probes"),
        *(bind(f"result.tab-{number}", f"tab('{name}')") for number, name in enumerate(_TABS, 1)),
    ]
    HELP = """The verdict, and under the tabs all that it rests on.

In the bars **enter** opens the reasons of a concern, each with its source and age.
**w** changes anything and shows the verdict move, **e** writes it to a file."""

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None

    def body(self) -> ComposeResult:
        """The banner above the tabs."""
        yield TopBar()
        yield Static("Weighing …", id="banner")
        with TabbedContent(id="result"):
            for number, (name, title) in enumerate(_TABS.items(), 1):
                with TabPane(f"{number} {title}", id=f"tab-{name}"), VerticalScroll(can_focus=number > 1):
                    if name == "answer":
                        yield Static(id="summary")
                        yield SignedBars(id="bars")
                        yield Static(id="summary-below")
                        yield Static(id="basis")
                        continue
                    if name == "measured":
                        yield IntervalChart(id="intervals")
                    yield Static(id=name)
        yield ProbeDock(id="probes")
        yield KeyLine()

    def on_mount(self) -> None:
        """Weighs."""
        self.show_standing(self.desk.measuring.standing)
        self.weigh()

    @property
    def report(self) -> Report | None:
        """The report that is shown; None while it is being made."""
        return self._report

    @work(thread=True, exclusive=True, group="weigh")
    def weigh(self) -> None:
        """Makes the report, beside the screen."""
        report = self.desk.report()
        self.app.call_from_thread(self._show, report)

    def _show(self, report: Report) -> None:
        if not self.is_open:
            return
        first = self._report is None
        self._report = report
        banner = self.query_one("#banner", Static)
        for kind in _KINDS:
            banner.set_class(report.verdict.kind == kind, f"-{kind}")
        mark = {"clear": "●", "lean": "◐", "toss-up": "○", "infeasible": "✗"}[report.verdict.kind]
        then = then_beside(self.desk.earlier, report)
        beside = f"\n  {visible(then)}" if then else ""
        banner.update(Content(f"{mark} {visible(headline(report))}{beside}"))
        told = pages(report, self.desk.why_not_measured())
        for name, text in told.items():
            self.query_one(f"#{name}", Static).update(Content(text))
        self.query_one("#summary-below", Static).update(Content(told["summary"]))
        self._show_bars(report)
        chart = self.query_one(IntervalChart)
        chart.show(interval_rows(report))
        chart.display = bool(report.measurements)
        count = f" ({len(report.warnings)})" if report.warnings else ""
        title = f"{len(_TABS)} {_TABS['warnings']}{count}"
        self.query_one(TabbedContent).get_tab("tab-warnings").label = title
        if first:
            self.query_one(SignedBars).focus()

    def _show_bars(self, report: Report) -> None:
        names = self.desk.questionnaire.concerns
        shown = sides(report.contributions)
        self.query_one(SignedBars).show(
            [
                BarRow(concern, names[concern].text, left, right, basis(report.contributions, concern))
                for concern, (left, right) in shown.items()
            ],
            totals(shown.values()),
        )

    @on(SignedBars.Opened)
    def _opened(self, event: SignedBars.Opened) -> None:
        report = self._report
        if report is None:
            return
        concern = next(entry for entry in report.concerns if entry.id == event.id)
        entries = tuple(entry for entry in report.contributions if entry.concern == event.id)
        title = self.desk.questionnaire.concerns[event.id].text
        self.app.push_screen(Reasons(concern, title, entries, report.generated.date()))

    def action_tab(self, name: str) -> None:
        """Turns to a page, and gives it the keys."""
        self.query_one(TabbedContent).active = f"tab-{name}"
        page = self.query_one(f"#tab-{name}")
        page.query_one(SignedBars if name == "answer" else VerticalScroll).focus()

    def action_whatif(self) -> None:
        """Changes anything."""
        self.advisor.show_whatif()

    def action_export(self) -> None:
        """Writes it to a file."""
        if self._report is not None:
            self.app.push_screen(ExportDialog(self.desk.needs, self._report))

    def action_compare(self) -> None:
        """Two scenarios side by side."""
        self.advisor.show_compare()

    def action_measure(self) -> None:
        """Measures what was not measured yet."""
        why = self.desk.why_not_measured()
        if why:
            self.notify(visible(f"Not here: {why}"), markup=False)
            return
        self.desk.measure()
        self.desk.measuring.again()

    def action_questions(self) -> None:
        """Back to the questions."""
        self.advisor.ask(None)

    def action_review(self) -> None:
        """All answers."""
        self.advisor.show_review()

    def action_probes(self) -> None:
        """To the measurements and back."""
        dock, bars = self.query_one(ProbeDock), self.query_one(SignedBars)
        (bars if dock.has_focus else dock).focus()

    def show_standing(self, standing: Standing) -> None:
        """The measuring has moved."""
        self.show_probes(standing, standing.message)
        idle = standing.status in ("idle", "done")
        self.query_one(ProbeDock).display = bool(standing.rows) or not idle
        if standing.new_evidence:
            self.weigh()
