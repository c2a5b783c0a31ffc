"""How a team stands, in the form and the words of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.decision.disagreements import Disagreement
from advisor.decision.outcome import Warned
from advisor.decision.rules import Knowledge
from advisor.decision.team import TeamStanding
from advisor.frameworks import display_name
from advisor.needs.model import Answer, Needs, Participant, PartlyKnown, WorkloadSize
from advisor.needs.questions import Questionnaire
from advisor.needs.team import Team
from advisor.report.agenda import agenda_of
from advisor.report.model import DisagreementPart, MemberPart, RoundPart, TeamPart, VerdictPart
from advisor.report.sentences import answer_text
from advisor.report.team_words import names_in_words


def team_part(
    standing: TeamStanding,
    questionnaire: Questionnaire,
    called: Mapping[str, str],
    verdict: VerdictPart,
    before: Sequence[RoundPart] = (),
) -> TeamPart:
    """The team's part of a report.

    Args:
        standing: How it stands.
        questionnaire: For the wording of questions and concerns.
        called: Names of frameworks, by id.
        verdict: Of the report.
        before: The verdicts after earlier rounds.
    """
    disagreements = tuple(_disagreement(entry, questionnaire, called) for entry in standing.disagreements)
    members = tuple(_member(entry.needs, entry.lead, entry.framework) for entry in standing.members)
    return TeamPart(
        members=members,
        disagreements=disagreements,
        split=standing.split,
        median_lead=standing.median_lead,
        agenda=agenda_of(members, disagreements, verdict, split=standing.split),
        before=tuple(before),
    )


def team_remarks(team: Team, standing: TeamStanding, knowledge: Knowledge) -> list[Warned]:
    """What a team has to know beside its verdict.

    Args:
        team: Its members.
        standing: How it stands.
        knowledge: The rules.
    """
    remarks = []
    if team.projects:
        remarks.append(
            Warned(
                "team-projects",
                f"The members name the project differently: {', '.join(team.projects)}",
                "Check that all files are about the same project",
            )
        )
    remarks += _sizes(team)
    for rule_id, names in standing.minority_vetoes.items():
        rule = knowledge.rules[rule_id]
        ruled_out = names_in_words([display_name(name, knowledge.called) for name in rule.vetoes])
        remarks.append(
            Warned(
                "minority-veto",
                f"As {names_in_words(names)} answered, {ruled_out} would be ruled out: "
                f"{rule.claim.rstrip('.')}. It does not count, because the team does not answer so",
                f"Settle that first; the rule is '{rule_id}'",
            )
        )
    return remarks


def _sizes(team: Team) -> list[Warned]:
    """Sizes are facts: they are never averaged, and those that differ are told with who says what."""
    given = [(_participant(one).name, one.workload) for one in team.members if one.workload is not None]
    if len({size for _, size in given}) < 2:
        return []
    said = "; ".join(f"{name}: {_size(size)}" for name, size in given)
    counted = team.needs.workload
    return [
        Warned(
            "team-workload",
            f"The members give different sizes for what is measured ({said}); "
            f"{f'{_size(counted)} counts' if counted else 'none has a majority, so none counts'}",
            "Agree on one before you measure",
        )
    ]


def _size(size: WorkloadSize) -> str:
    told = [f"batch {size.batch}"] if size.batch else []
    told += [f"input {' × '.join(map(str, size.input))}"] if size.input else []
    return ", ".join(told)


def said_text(answer: Answer | float | None) -> str:
    """What was said, or counts, as it would stand in a needs file; empty at a tie."""
    if answer is None:
        return ""
    if isinstance(answer, float | int):
        return f"{answer:.2f}".rstrip("0").rstrip(".")
    if isinstance(answer, PartlyKnown):
        return f"{answer_text(tuple(answer))}, evenly divided on {', '.join(sorted(answer.open))}"
    return answer_text(answer)


def _participant(needs: Needs) -> Participant:
    assert needs.participant is not None
    return needs.participant


def _member(needs: Needs, lead: float, framework: str | None) -> MemberPart:
    who = _participant(needs)
    return MemberPart(
        name=who.name,
        role=who.role,
        weight=who.weight,
        lead=lead,
        framework=framework,
        importance={
            concern: "unknown" if value is None else value
            for concern, value in sorted(needs.importance.items())
        },
    )


def _disagreement(
    entry: Disagreement, questionnaire: Questionnaire, called: Mapping[str, str]
) -> DisagreementPart:
    return DisagreementPart(
        key=entry.key,
        who={said_text(said): names for said, names in entry.said},
        value=entry.value,
        kind=entry.kind,
        swing=entry.swing,
        counted=said_text(entry.counted),
        matters=entry.matters,
        furthest=entry.furthest,
        text=f"{asked(entry.key, questionnaire)} {_effect(entry, called)}",
    )


def asked(key: str, questionnaire: Questionnaire) -> str:
    """The question behind `answers.QUESTION` or `importance.CONCERN`."""
    group, _, name = key.partition(".")
    if group == "answers":
        return questionnaire.questions[name].text
    text = questionnaire.concerns[name].text
    return f"How much weight for {text[:1].lower()}{text[1:]}?"


def _effect(entry: Disagreement, called: Mapping[str, str]) -> str:
    if entry.turns:
        told = "; ".join(
            f"as {names_in_words(names)} {'sees' if len(names) == 1 else 'see'} it, "
            f"{display_name(framework, called) if framework else 'nothing'} would be named"
            for framework, names in entry.turns
        )
        return f"A{told[1:]}"
    if entry.matters:
        return "It may change who leads, though not the verdict by itself"
    return "You disagree here, and it does not matter for the outcome"
