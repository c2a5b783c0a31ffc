"""Sentences that a lead can read aloud, made from the contributions and never contradicting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.decision.outcome import Contribution, RaisedVeto, Verdict
from advisor.decision.verdict import Standing, net
from advisor.frameworks import display_name
from advisor.needs.model import Answer
from advisor.needs.questions import Concern

#: Contributions under this many points are not worth a sentence.
_WORTH_SAYING = 0.05


def summarise(
    verdict: Verdict,
    place: Standing,
    contributions: Sequence[Contribution],
    vetoes: Sequence[RaisedVeto],
    concerns: Mapping[str, Concern],
    answers: Mapping[str, Answer],
) -> tuple[str, ...]:
    """Two to four sentences: what speaks for the leader, what pulls the other way, what to do in a tie."""
    ranked = sorted(contributions, key=lambda entry: (-abs(net(entry, place)), entry.id))
    pro = [entry for entry in ranked if net(entry, place) > _WORTH_SAYING]
    contra = [entry for entry in ranked if net(entry, place) < -_WORTH_SAYING]
    leader, other = display_name(place.leader), display_name(place.runner_up)
    if verdict.kind == "infeasible":
        reasons = "; ".join(f"{display_name(veto.framework)}: {_clause(veto.claim)}" for veto in vetoes)
        return (f"Requirements clash, and each framework is ruled out. {reasons}.",)
    if verdict.decided_by == "veto":
        return _by_veto(vetoes, display_name(verdict.framework or ""), leader)
    if verdict.kind == "toss-up":
        return (*_undecided(verdict, leader, other, pro, contra), _tie_breaker(answers))
    sentences = [f"What speaks most for {leader} is {_about(pro[0], concerns)}: {_clause(pro[0].claim)}."]
    if len(pro) > 1:
        sentences.append(f"Next comes {_about(pro[1], concerns)}: {_clause(pro[1].claim)}.")
    if contra:
        pull = (
            f"What pulls most towards {other} is {_about(contra[0], concerns)}: {_clause(contra[0].claim)}."
        )
        sentences.append(pull)
    else:
        sentences.append(f"Nothing that is known of this project speaks for {other}.")
    return tuple(sentences)


def _by_veto(vetoes: Sequence[RaisedVeto], left: str, leader: str) -> tuple[str, ...]:
    first = vetoes[0]
    sentences = [
        f"{display_name(first.framework)} is ruled out: {_clause(first.claim)}.",
        f"That leaves {left}, whatever the other reasons weigh.",
    ]
    if leader != left:
        sentences.append(f"By points alone {leader} would lead: that is what the requirement costs.")
    return tuple(sentences)


def _undecided(
    verdict: Verdict, leader: str, other: str, pro: Sequence[Contribution], contra: Sequence[Contribution]
) -> tuple[str, ...]:
    if verdict.tossup == "no-evidence":
        return ("Too little is known of this project to prefer one of the two.",)
    sentences = [
        "The reasons pull both ways, and neither side wins often enough to be named; "
        f"{leader} is ahead by a little."
    ]
    if pro:
        sentences.append(f"For {leader}: {_clause(pro[0].claim)}.")
    if contra:
        sentences.append(f"For {other}: {_clause(contra[0].claim)}.")
    return tuple(sentences)


def _tie_breaker(answers: Mapping[str, Answer]) -> str:
    team = answers.get("team")
    if isinstance(team, Mapping):
        skills = {name: team[name] for name in ("pytorch", "tensorflow") if name in team}
        best = max(skills, key=lambda name: skills[name], default=None)
        if best is not None and len(set(skills.values())) > 1:
            return f"As a tie-breaker, take what the team knows best: {display_name(best)}."
    return "As a tie-breaker, Keras 3 keeps both ways open: the same model code runs on either framework."


def _about(entry: Contribution, concerns: Mapping[str, Concern]) -> str:
    concern = concerns.get(entry.concern)
    text = concern.text if concern is not None else entry.concern
    text = text[:1].lower() + text[1:]
    return f"{text}, as measured" if entry.kind == "measurement" else text


def _clause(claim: str) -> str:
    return claim.strip().rstrip(".")
