"""Putting a report together from needs, evidence, knowledge and decision."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from advisor import __version__
from advisor.decision.flips import Flip
from advisor.decision.outcome import Decision, RowUse, Warned
from advisor.decision.rules import Knowledge
from advisor.decision.stack import StackEntry
from advisor.decision.team import TeamStanding
from advisor.decision.worth import Worth
from advisor.evidence.gathering import Evidence
from advisor.evidence.rows import Row
from advisor.frameworks import display_name
from advisor.needs.model import Needs
from advisor.needs.reading import answer_data
from advisor.report.ageing import TRUE_ONCE
from advisor.report.beside import baseline_part
from advisor.report.model import (
    ChangePart,
    ConcernPart,
    ContributionPart,
    DrawsPart,
    EnvironmentPart,
    ExplanationPart,
    FlipPart,
    FrameworkPart,
    HistogramPart,
    MeasurementPart,
    NeedsPart,
    ParticipantPart,
    Report,
    RoundPart,
    RulesPart,
    StackPart,
    ThresholdPart,
    VerdictName,
    VerdictPart,
    VetoPart,
    WarningPart,
    WorkloadPart,
    WorthPart,
)
from advisor.report.team import team_part
from advisor.report.worth import summary_of, worth_text


def build_report(
    *,
    needs: Needs,
    decision: Decision,
    knowledge: Knowledge,
    evidence: Evidence,
    notes: Sequence[Warned],
    generated: datetime,
    command: str,
    baseline: Decision | None = None,
    flips: Sequence[Flip] = (),
    worth: Sequence[Worth] = (),
    stack: Sequence[StackEntry] = (),
    team: TeamStanding | None = None,
    rounds: Sequence[RoundPart] = (),
) -> Report:
    """Assembles the report; what a later capability fills is present and empty.

    Args:
        needs: The answers that were used.
        decision: Made from them and the evidence's rows, in their order.
        knowledge: The rules.
        evidence: The measurements with their origins.
        notes: Warnings that neither the decision nor the evidence can know.
        generated: Now, with its time zone.
        command: What repeats it.
        baseline: The decision without the changes of `--set`, on the same evidence.
        flips: What would change the answer.
        worth: What is worth finding out.
        stack: The parts that go with the verdict.
        team: How the team stands whose needs these are.
        rounds: The verdicts after its earlier rounds.
    """
    rows = tuple(_measurement(row, use) for row, use in zip(evidence.rows, decision.rows, strict=True))
    verdict = _verdict(decision, rows)
    return Report(
        generated=generated,
        project=needs.project,
        needs=_needs(needs),
        team=team_part(team, knowledge.questionnaire, knowledge.called, verdict, rounds) if team else None,
        verdict=verdict,
        explanation=ExplanationPart(
            summary=summary_of(decision, worth, knowledge, needs),
            other_side=decision.other_side,
        ),
        frameworks=tuple(
            _framework(framework, decision, knowledge, team) for framework in knowledge.frameworks
        ),
        concerns=tuple(
            ConcernPart(
                id=weight.concern,
                importance=weight.importance,
                sure=weight.sure,
                weight=weight.weight,
                points=dict(decision.concern_points[weight.concern]),
            )
            for weight in decision.weights
        ),
        contributions=tuple(
            ContributionPart.model_validate({**vars(entry), "points": dict(entry.points)})
            for entry in decision.contributions
        ),
        measurements=rows,
        flips=tuple(_flip(entry) for entry in flips),
        thresholds=tuple(ThresholdPart(**vars(entry)) for entry in decision.thresholds),
        worth_knowing=tuple(_worth(entry, knowledge, needs) for entry in worth),
        stack=tuple(_part(entry, generated.date()) for entry in stack),
        rules=RulesPart(
            digest=knowledge.digest, files=knowledge.files, fired=decision.fired, expired=decision.expired
        ),
        draws=DrawsPart(
            n=decision.lead.n,
            seed=decision.lead.seed,
            framework=decision.lead.framework,
            mean=decision.lead.mean,
            quantiles=dict(decision.lead.quantiles),
            histogram=HistogramPart(edges=decision.lead.edges, counts=decision.lead.counts),
        ),
        baseline=None if baseline is None else baseline_part(baseline),
        warnings=tuple(
            WarningPart(code=entry.code, text=entry.text, remedy=entry.remedy)
            for entry in (*notes, *_evidence_warnings(evidence, knowledge.called), *decision.warnings)
        ),
        environment=EnvironmentPart(
            advisor=__version__,
            machine=platform.node(),
            system=f"{platform.system()} {platform.release()}",
            python=platform.python_version(),
            frameworks=_versions(rows),
            command=command,
        ),
    )


def _needs(needs: Needs) -> NeedsPart:
    size, who = needs.workload, needs.participant
    return NeedsPart(
        project=needs.project,
        answers={key: answer_data(answer) for key, answer in sorted(needs.answers.items())},
        importance={
            key: "unknown" if value is None else value for key, value in sorted(needs.importance.items())
        },
        workload=WorkloadPart(batch=size.batch, input=size.input) if size else None,
        participant=ParticipantPart(name=who.name, role=who.role, weight=who.weight) if who else None,
    )


def _verdict(decision: Decision, rows: Sequence[MeasurementPart]) -> VerdictPart:
    verdict = decision.verdict
    return VerdictPart(
        kind=verdict.kind,
        framework=verdict.framework,
        decided_by=verdict.decided_by,
        mode=_mode(verdict.framework, rows),
        share=verdict.share,
        lead=verdict.lead,
        tossup=verdict.tossup,
    )


def _mode(framework: str | None, rows: Sequence[MeasurementPart]) -> str | None:
    """The mode in which the framework was measured best, training first."""
    for row in sorted(rows, key=lambda row: row.task != "train"):
        for met in row.comparisons:
            if met.kind == "best" and row.counts:
                return {"pytorch": met.pytorch, "tensorflow": met.tensorflow}.get(framework or "")
    return None


def _flip(flip: Flip) -> FlipPart:
    kind, framework = flip.verdict
    return FlipPart(
        effect=flip.effect,
        changes=tuple(
            ChangePart(
                key=change.key,
                from_=None if change.before is None else answer_data(change.before),
                to=answer_data(change.after),
                changeable=change.changeable,
            )
            for change in flip.changes
        ),
        verdict=VerdictName(kind=kind, framework=framework),
    )


def _worth(entry: Worth, knowledge: Knowledge, needs: Needs) -> WorthPart:
    return WorthPart(
        what=entry.what, key=entry.key, value=entry.value, text=worth_text(entry, knowledge, needs)
    )


def _part(entry: StackEntry, today: date) -> StackPart:
    old = TRUE_ONCE if today > entry.review_by else ""
    unread = "" if entry.verified else "The source could not be read again."
    return StackPart(
        role=f"{entry.role} for {entry.purpose}" if entry.purpose else entry.role,
        choice=entry.choice,
        why=entry.why,
        source=entry.source,
        caveat=" ".join(filter(None, (entry.caveat, old, unread))),
        source_date=entry.source_date,
        review_by=entry.review_by,
    )


def _framework(
    framework: str, decision: Decision, knowledge: Knowledge, team: TeamStanding | None
) -> FrameworkPart:
    vetoes = [veto for veto in decision.vetoes if veto.framework == framework]
    return FrameworkPart(
        id=framework,
        name=display_name(framework, knowledge.called),
        feasible=not vetoes,
        points=decision.points[framework],
        vetoes=tuple(
            VetoPart(
                id=veto.rule,
                claim=veto.claim,
                source=veto.source,
                raised_by=team.raised_by.get(veto.rule, ()) if team else (),
                source_date=veto.source_date,
                review_by=veto.review_by,
            )
            for veto in vetoes
        ),
    )


def _measurement(row: Row, use: RowUse) -> MeasurementPart:
    measured = row.measurement
    return MeasurementPart.model_validate(
        {**dict(measured), "origin": row.origin, "counts": use.counts, "why_not": use.why_not}
    )


def _versions(rows: Sequence[MeasurementPart]) -> Mapping[str, str] | dict[str, str]:
    return {build.framework: build.version for row in rows for build in row.builds if row.origin != "file"}


def _evidence_warnings(evidence: Evidence, called: Mapping[str, str]) -> list[Warned]:
    warnings = [
        Warned(
            "not-measured",
            f"{display_name(entry.framework, called)} was not measured: {entry.what}",
            entry.remedy,
        )
        for entry in evidence.unmeasured
    ]
    if evidence.unmeasured:
        warnings.append(
            Warned(
                "no-comparison", "Without both frameworks nothing was measured; the rules alone decide", ""
            )
        )
    for row in evidence.rows:
        failed = [f for f in row.measurement.modes if f.status == "failed"]
        name = f"{row.measurement.workload} {row.measurement.task} batch {row.measurement.batch}"
        if row.measurement.best() is None:
            reasons = "; ".join(sorted({figure.reason for figure in failed})) or "; ".join(
                row.measurement.notes
            )
            warnings.append(Warned("row-not-measured", f"{name} could not be compared: {reasons[:500]}", ""))
        warnings += [
            Warned(
                "mode-failed",
                f"{name}: {display_name(f.framework, called)} {f.mode} failed: {f.reason[:300]}",
                "",
            )
            for f in failed
            if row.measurement.best() is not None
        ]
    warnings += [Warned("left-out", str(entry), entry.remedy) for entry in evidence.left_out] + [
        Warned("storage", text, "Free some space, or set ADVISOR_DATA") for text in evidence.troubles
    ]
    return warnings
