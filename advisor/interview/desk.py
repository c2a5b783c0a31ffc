"""Everything behind the questions: the project at hand, its advice, its measurements, and its file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from advisor.adviser import Adviser, Occasion
from advisor.choosing import speaking
from advisor.decision.outcome import Decision
from advisor.errors import AdvisorError
from advisor.evidence.gathering import Evidence
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.project_rows import has_tensorflow1
from advisor.evidence.store import Store
from advisor.interview.draft import IMPORTANCE, Draft
from advisor.interview.export import ExportKind, export, file_name, repeating_command
from advisor.interview.keeping import Keeper
from advisor.interview.measuring import Measuring, Standing
from advisor.interview.project import Project, project_name
from advisor.interview.projects import Projects
from advisor.interview.reopening import needs_of_report, rows_of_report
from advisor.interview.wording import moved
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Needs
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import read_needs_file
from advisor.paths import rules_folder
from advisor.pipeline import devices_at_hand
from advisor.report.model import Report
from advisor.results import Results

#: Answers without which nothing can be measured: asked first, so that probes run while the rest is asked.
_UNLOCKING = ("model", "train_on")
_ELSEWHERE = "run advisor probe -o FILE there"
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Conduct:
    """How an interview is led.

    Attributes:
        hints: Whether what an answer does, and the result, are shown. A member of a team answers without.
        budget: How long measuring may take.
        interpreters: By framework, where the user named one.
        rules_folders: Knowledge beside the shipped one.
        order: Puts the questions in the order in which they are asked where no hints give one.
    """

    hints: bool = True
    budget: Budget = "quick"
    interpreters: Mapping[str, str] = field(default_factory=lambda: _NONE)
    rules_folders: tuple[Path, ...] = ()
    order: Callable[[Sequence[str]], tuple[str, ...]] = tuple


class Shelf(Protocol):
    """Where the project at hand is kept."""

    def load(self, project_id: str, questionnaire: Questionnaire) -> Project:
        """Reads a project."""

    def save(self, project: Project) -> Project:
        """Writes a project; what is returned has the new revision."""


class Desk:
    """One interview.

    Args:
        folder: The user's data folder.
        conduct: How it is led.
        tell: Is called from another thread whenever the measuring moves.
        clock: Gives the time of day with its zone.
        shelf: Where projects are kept; the user's own projects if left out.

    Attributes:
        projects: The saved projects of this user.
        results: The results that were kept.
        earlier: The result that the project at hand was reopened from, if it was.

    Raises:
        AdvisorError: The rules cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        conduct: Conduct = Conduct(),
        tell: Callable[[Standing], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
        shelf: Shelf | None = None,
    ) -> None:
        self.conduct = conduct
        self.projects = Projects(folder, clock)
        self.results = Results(folder)
        self._shelf: Shelf = shelf or self.projects
        self.clock = clock
        knowledge = load_knowledge((rules_folder(), *conduct.rules_folders))
        self.adviser = Adviser(knowledge, devices_at_hand(), clock().date())
        self.questionnaire = knowledge.questionnaire
        self.measuring = Measuring(Store(folder), tell, conduct.budget, conduct.interpreters, clock)
        self._keeper = Keeper(self._save)
        self._revisions: dict[str, int] = {}
        self._draft: Draft | None = None
        self.earlier: Report | None = None
        self._decided: tuple[Needs, Evidence, Decision] | None = None
        self._worths: tuple[Needs, Evidence, Mapping[str, float]] | None = None
        self._lock = threading.Lock()

    @property
    def draft(self) -> Draft:
        """The project at hand."""
        assert self._draft is not None, "no project is open"
        return self._draft

    @property
    def is_kept(self) -> bool:
        """Whether the project has a file."""
        return self.draft.project.id in self._revisions or self.draft.project.revision > 0

    @property
    def needs(self) -> Needs:
        """Its answers."""
        return self.draft.needs

    def begin(self, name: str) -> None:
        """Starts a new project; it is kept with its first answer.

        Raises:
            AdvisorError: It cannot be called so.
        """
        self._take(self.projects.new(Needs(project=project_name(name))))

    def open(self, project_id: str) -> None:
        """Goes on with a saved project.

        Raises:
            CorruptProjectError: It could not be read and was set aside.
            AdvisorError: It is not there, or cannot be read.
        """
        self._keeper.flush()
        self._take(self._shelf.load(project_id, self.questionnaire))

    def open_file(self, path: Path) -> None:
        """Starts a project from a needs file.

        Raises:
            AdvisorError: The file cannot be read.
            InputError: It is wrong; every mistake is named.
        """
        import io

        needs = read_needs_file(str(path), self.questionnaire, io.BytesIO())
        self._take(self.projects.new(replace(needs, source="")))
        self.save()

    def open_result(self, report: Report) -> tuple[str, ...]:
        """Starts a project from an earlier result, with its measurements; it is kept with its first change.

        Nothing is measured before somebody asks for it.

        Returns:
            What was answered then and is no answer any more, by key.

        Raises:
            InputError: It cannot be taken for a project.
        """
        needs, left_out = needs_of_report(report, self.questionnaire)
        self._take(self.projects.new(needs), report)
        return left_out

    def copy(self, project_id: str, name: str) -> None:
        """Starts a project with the answers of another.

        Raises:
            CorruptProjectError: The other one could not be read and was set aside.
            AdvisorError: It is not there, or the copy cannot be called so or saved.
        """
        name = project_name(name)
        self._keeper.flush()
        other = self._shelf.load(project_id, self.questionnaire)
        copied = self.projects.new(replace(other.needs, project=name))
        self._take(replace(copied, passed=other.passed, scenarios=other.scenarios))
        self.save()

    def keep_as_copy(self, name: str) -> None:
        """Keeps the answers at hand as a project of their own, where another window changed the first one.

        Raises:
            AdvisorError: It cannot be called so, or not be saved.
        """
        fresh = self.projects.new(replace(self.needs, project=project_name(name)))
        project = self.draft.project
        self.draft.move_to(replace(fresh, passed=project.passed, scenarios=project.scenarios))
        self.save()

    def keep_over(self) -> None:
        """Keeps the answers at hand in the place of those that another window saved.

        Raises:
            AdvisorError: They cannot be saved.
        """
        other = self._shelf.load(self.draft.project.id, self.questionnaire)
        self._revisions[other.id] = other.revision
        self.save()

    def save(self) -> None:
        """Keeps the project as it is.

        Raises:
            ChangedElsewhereError: Another window saved it since; nothing was written.
            AdvisorError: The folder cannot be written to.
        """
        self._keeper.flush()
        self._save(self.draft.project)

    def save_soon(self, done: Callable[[AdvisorError | None], None]) -> None:
        """Keeps the project as it is now, in a thread of its own.

        Args:
            done: Is called from that thread, with what went wrong.
        """
        self._keeper.put(self.draft.project, done)

    def _save(self, project: Project) -> None:
        revision = self._revisions.get(project.id, project.revision)
        self._revisions[project.id] = self._shelf.save(replace(project, revision=revision)).revision

    def evidence(self) -> Evidence:
        """What was measured for the project."""
        return self.measuring.evidence()

    def decision(self, needs: Needs | None = None) -> Decision:
        """The verdict on the project, or on other needs with the same measurements."""
        chosen, evidence = needs or self.needs, self.evidence()
        with self._lock:
            known = self._decided
        if known is not None and known[0] == chosen and known[1] == evidence:
            return known[2]
        decided = self.adviser.decide(chosen, [row.measurement for row in evidence.rows])
        if needs is None:
            with self._lock:
                self._decided = (chosen, evidence, decided)
        return decided

    def ranking(self) -> tuple[str, ...]:
        """Open questions in the order in which they are worth asking.

        First those without which nothing can be measured, then by what they are worth to the decision;
        without hints in the order of the conduct, since this one would tell how the balance stands.
        """
        if not self.conduct.hints:
            return self.conduct.order(tuple(self.questionnaire.questions))
        worths, order = self.worths(), list(self.questionnaire.questions)
        first = _UNLOCKING if self.conduct.budget != "none" else ()
        rest = sorted(order, key=lambda key: (-worths.get(key, 0.0), order.index(key)))
        return tuple(dict.fromkeys([*first, *rest]))

    def worths(self) -> Mapping[str, float]:
        """What each open question is worth to the decision, in points."""
        needs, evidence, known = self.needs, self.evidence(), self._worths
        if known is not None and known[:2] == (needs, evidence):
            return known[2]
        measured = [row.measurement for row in evidence.rows]
        worths = self.adviser.worths(needs, measured, self.decision())
        self._worths = (needs, evidence, worths)
        return worths

    def next_key(self, seen: Collection[str] = ()) -> str | None:
        """What to ask next; None if everything is settled or was passed over.

        Args:
            seen: Questions that were shown on this visit, which are not asked again by themselves.
        """
        keys = [key for key in self.draft.open_keys(self.ranking()) if key not in seen]
        fresh = [key for key in keys if self.draft.project.passed.get(key) != "skipped"]
        return fresh[0] if fresh else None

    def effect(self, key: str) -> list[tuple[str, str, float]]:
        """What an answer does to the balance: concern, framework, points, the largest first."""
        if key == IMPORTANCE:
            without = replace(self.needs, importance={})
        elif key in self.needs.answers:
            without = replace(self.needs, answers={k: v for k, v in self.needs.answers.items() if k != key})
        else:
            return []
        return moved(self.decision(without).concern_points, self.decision())

    def measure(self) -> None:
        """Lets the probes begin, or go on, with what the answers now make worth measuring."""
        rows, _ = self._measurable()
        self.measuring.want(
            rows,
            tensorflow1=has_tensorflow1(self.needs.answers.get("existing_code")),
            command=self.command(verb="probe"),
            budget=self.conduct.budget,
        )

    def measure_for(self, budget: Budget) -> None:
        """Lets measuring take another time from now on; what is measured is kept until it is sharper."""
        self.conduct = replace(self.conduct, budget=budget)
        self.measure()

    def why_not_measured(self) -> str:
        """Why no row can be measured here for the answers so far; empty where some can."""
        return "measuring is switched off" if self.conduct.budget == "none" else self._measurable()[1]

    def _measurable(self) -> tuple[Sequence[RowPlan], str]:
        """What is worth measuring, or why nothing is."""
        needs = self.needs
        if "model" not in needs.answers:
            return (), "waiting for the kind of model"
        if not {"train_on", "serve_on"} & {*needs.answers, *self.draft.project.passed}:
            return (), "waiting for the hardware"
        rows = self.adviser.rows(needs, self.conduct.budget)
        if not rows:
            return (), "no probe stands for this kind of model"
        if not (telling := speaking(needs, rows)):
            here = " and ".join(self.adviser.devices.here)
            return (), f"{here} here cannot speak for your hardware: {_ELSEWHERE}"
        return telling, ""

    def command(
        self, needs: Needs | None = None, *, file: Path | None = None, verb: str = "recommend"
    ) -> str:
        """The command line that repeats the advice, or the measuring, from the exported answers.

        Args:
            needs: Others than the project's own.
            file: Where they were written; by default in this folder, under the project's name.
            verb: The command.
        """
        how, written = self.conduct, file or file_name((needs or self.needs).project, "needs")
        return repeating_command(
            written, how.budget, interpreters=how.interpreters, rules_folders=how.rules_folders, command=verb
        )

    def report(self, needs: Needs | None = None, before: Needs | None = None) -> Report:
        """The whole report on the project, or on other needs with the same measurements."""
        chosen = needs or self.needs
        occasion = Occasion(self.clock(), self.command(chosen), self.conduct.budget != "none")
        return self.adviser.report(chosen, self.evidence(), occasion, before)

    def export(self, kind: ExportKind, needs: Needs, report: Report, path: Path) -> str:
        """Writes a project in one of its forms, and keeps the result on this machine.

        Returns:
            Why the result could not be kept; empty if it was.

        Raises:
            AdvisorError: The file cannot be written.
        """
        return export(kind, needs, report, path, self.results)

    def close(self) -> None:
        """Ends the measuring, no worker is left, and waits until the last answer is kept."""
        self.measuring.close()
        self._keeper.flush()

    def _take(self, project: Project, earlier: Report | None = None) -> None:
        self._keeper.flush()
        self._revisions.pop(project.id, None)
        self._draft = Draft(project, self.questionnaire)
        self._decided = self._worths = None
        self.earlier = earlier
        self.measuring.forget()
        if earlier is not None:
            self.measuring.take(rows_of_report(earlier))
        self.measure()


def scenarios_of(draft: Draft) -> Sequence[tuple[str, Needs]]:
    """The project's own answers and its kept what-ifs, by name."""
    return [("as answered", draft.needs), *draft.project.scenarios.items()]
