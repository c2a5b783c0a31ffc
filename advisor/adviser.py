"""Advice on needs that may change, over the same knowledge: the pure middle of every way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from advisor.choosing import Devices, choose_rows, remarks, unused_sizes
from advisor.decision.balance import Balance
from advisor.decision.decide import Decider
from advisor.decision.flips import find_flips
from advisor.decision.outcome import Decision, Verdict, Warned
from advisor.decision.rules import Knowledge
from advisor.decision.stack import recommend_stack
from advisor.decision.team import stand
from advisor.decision.worth import question_worths, worth_knowing
from advisor.evidence.gathering import Evidence
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs
from advisor.needs.team import Team
from advisor.report.build import build_report
from advisor.report.model import Report, RoundPart
from advisor.report.team import team_remarks

#: What the measurements of a workload speak of.
MEASURED_CONCERNS = frozenset({"training_speed", "inference_speed", "footprint"})


@dataclass(frozen=True)
class Occasion:
    """When and for what command advice is given.

    Attributes:
        now: The time of day with its zone.
        command: What repeats it.
        measures: Whether this machine was to be measured, so that what was not needs a word.
    """

    now: datetime
    command: str
    measures: bool = True


class Adviser:
    """Decides and reports.

    Args:
        knowledge: The rules.
        devices: What there is to measure on.
        today: For facts that have expired.
    """

    def __init__(self, knowledge: Knowledge, devices: Devices, today: date) -> None:
        self.knowledge = knowledge
        self.devices = devices
        self.today = today
        self._decider = Decider(knowledge, today)

    def rows(self, needs: Needs, budget: Budget) -> list[RowPlan]:
        """What this machine could measure for a project, the most telling row first."""
        return choose_rows(needs, self.knowledge, self.devices, budget)

    def decide(self, needs: Needs, measured: Sequence[Measurement]) -> Decision:
        """The verdict with all that led to it."""
        return self._decider.decide(needs, measured, self._wanted(needs))

    def balance(self, needs: Needs, measured: Sequence[Measurement]) -> Balance:
        """The points of a project and how they change with its answers, without drawing anything."""
        return Balance(needs, measured, self.knowledge, self.today)

    def worths(
        self, needs: Needs, measured: Sequence[Measurement], decision: Decision
    ) -> Mapping[str, float]:
        """What each open question is worth to the decision, in points."""
        questionnaire, balance = self.knowledge.questionnaire, self.balance(needs, measured)
        return question_worths(needs, questionnaire.questions, self.knowledge.libraries, decision, balance)

    def report(
        self,
        needs: Needs,
        evidence: Evidence,
        occasion: Occasion,
        before: Needs | None = None,
        team: Team | None = None,
        rounds: Sequence[RoundPart] = (),
    ) -> Report:
        """The whole report.

        Args:
            needs: The project.
            evidence: What was measured for it.
            occasion: When and for what command.
            before: The project without the changes that the report shall tell, if there are any.
            team: Whose needs these are, where several people decide.
            rounds: The verdicts after the team's earlier rounds.
        """
        knowledge, questions = self.knowledge, self.knowledge.questionnaire.questions
        measured = [row.measurement for row in evidence.rows]
        wanted, balance = self._wanted(needs), self.balance(needs, measured)
        decision = self.decide(needs, measured)

        def judge(other: Needs) -> Verdict:
            return self._decider.verdict(other, measured, wanted)

        standing = None
        if team is not None:
            full_weight = self._decider.points_at_full_weight(needs, measured, wanted)
            standing = stand(team, decision, full_weight, balance, knowledge, judge, self.today)
        return build_report(
            needs=needs,
            decision=decision,
            knowledge=knowledge,
            evidence=evidence,
            notes=[
                *self._notes(needs, measures=occasion.measures),
                *(team_remarks(team, standing, knowledge) if team and standing else ()),
            ],
            generated=occasion.now,
            command=occasion.command,
            baseline=None if before is None else self.decide(before, measured),
            flips=find_flips(needs, questions, decision, balance, judge),
            worth=worth_knowing(
                needs,
                questions,
                knowledge.libraries,
                decision,
                balance,
                wanted,
                standing.worths if standing else (),
            ),
            team=standing,
            rounds=rounds,
            stack=recommend_stack(knowledge.stack, decision.verdict, needs.answers, knowledge.derived),
        )

    def _wanted(self, needs: Needs) -> frozenset[str]:
        return MEASURED_CONCERNS if self.rows(needs, "quick") else frozenset()

    def _notes(self, needs: Needs, *, measures: bool) -> list[Warned]:
        rows = self.rows(needs, "quick")
        return [*(remarks(needs, rows, self.devices) if measures else ()), *unused_sizes(needs, rows)]
