"""What a revealed session comes to: the report on its last round, beside the verdicts of those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.adviser import Adviser, Occasion
from advisor.errors import AdvisorError
from advisor.evidence.gathering import Evidence
from advisor.evidence.records import ProbesFile
from advisor.evidence.rows import Row
from advisor.needs.team import Team, merge_team
from advisor.report.model import Report, RoundPart
from advisor.team.records import Revealed, Voice


def outcome(
    revealed: Revealed, measurements: Sequence[ProbesFile], adviser: Adviser, occasion: Occasion
) -> Report:
    """Reports on what a team answered.

    Args:
        revealed: The answers of the last round that was revealed, and of those before.
        measurements: Files that the team shares.
        adviser: Of the rules that the team decides by.
        occasion: When and for what command.

    Raises:
        AdvisorError: Nobody with a weight above 0 has answered.
    """
    evidence = Evidence(tuple(Row(one, "file") for file in measurements for one in file.measurements))
    measured = [row.measurement for row in evidence.rows]
    team = team_of(revealed.voices, adviser)
    rounds = []
    for number, voices in revealed.earlier:
        decision = adviser.decide(team_of(voices, adviser).needs, measured)
        verdict = decision.verdict
        rounds.append(
            RoundPart(
                round=number,
                kind=verdict.kind,
                framework=verdict.framework,
                leader=verdict.framework or decision.lead.framework,
                share=verdict.share,
                lead=verdict.lead,
            )
        )
    return adviser.report(team.needs, evidence, occasion, None, team, rounds)


def team_of(voices: Sequence[Voice], adviser: Adviser) -> Team:
    """Merges what participants answered.

    Raises:
        AdvisorError: Nobody with a weight above 0 has answered.
    """
    needs = [replace(voice.needs, source=voice.member.name) for voice in voices]
    if not needs:
        raise AdvisorError("nobody has answered yet", "Wait until somebody has, then reveal again")
    return merge_team(needs, adviser.knowledge.questionnaire)
