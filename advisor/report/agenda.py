"""What a team should talk about in a meeting of half an hour: what is worth most to the outcome, first."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.report.model import AgendaPart, DisagreementPart, MemberPart, VerdictPart
from advisor.report.team_words import leaning

MEETING = 30
#: Minutes for the opening, for answering again, and for who does what until when.
_OPENING, _SECOND_ROUND, _CLOSING = 4, 4, 4
#: So many disagreements at most, each with so many minutes at least: both extremes have to be heard.
_TOPICS, _LEAST = 4, 3


def agenda_of(
    members: Sequence[MemberPart],
    disagreements: Sequence[DisagreementPart],
    verdict: VerdictPart,
    *,
    split: bool,
) -> tuple[AgendaPart, ...]:
    """Makes the agenda; its minutes sum to 30.

    Minutes go to the disagreements that matter in proportion to what they are worth. Where none matters there
    is nothing to settle, and the time goes to what could make the decision wrong.

    Args:
        members: Of the team.
        disagreements: The most valuable first.
        verdict: On the team's needs.
        split: Whether members would choose different frameworks.
    """
    if len(members) < 2:
        return ()
    topics = [entry for entry in disagreements if entry.matters][:_TOPICS]
    left = MEETING - _OPENING - _SECOND_ROUND - _CLOSING
    items = [
        AgendaPart(minutes=_OPENING, topic="Where we stand", text=_opening(members, verdict, split=split))
    ]
    if topics:
        for entry, minutes in zip(topics, _minutes(_worths(topics), left), strict=True):
            items.append(
                AgendaPart(
                    minutes=minutes,
                    topic=entry.key.partition(".")[2].replace("_", " "),
                    text=f"{entry.text}. {' and '.join(entry.furthest)} are furthest apart and explain first",
                    first=entry.furthest,
                )
            )
    else:
        items.append(
            AgendaPart(
                minutes=left,
                topic="What could make this wrong",
                text="No disagreement changes the outcome. Read the case for the other side aloud, and "
                "the list of what would change the answer, and ask whether any of it is likely",
            )
        )
    items.append(
        AgendaPart(
            minutes=_SECOND_ROUND,
            topic="Second round",
            text="Everybody answers again, alone, what was talked about; then look at the verdict before "
            "and after",
        )
    )
    items.append(
        AgendaPart(
            minutes=_CLOSING,
            topic="Decide",
            text="Write down the decision, who finds out what is still open, and when the facts are due "
            "for review",
        )
    )
    return tuple(items)


def _opening(members: Sequence[MemberPart], verdict: VerdictPart, *, split: bool) -> str:
    for_team, against = leaning(members)
    if split:
        sides = f"{for_team} one way, {against} the other"
        return f"The team is split: {sides}. Read the verdict and the members' leads"
    if verdict.framework is None:
        return "Nothing is named yet. Read why"
    return f"All {len(members)} lean the same way or none. Read the verdict and what it rests on"


def _worths(topics: Sequence[DisagreementPart]) -> list[float]:
    """What the topics are worth; where that is nothing throughout, how far they move the lead."""
    values = [entry.value for entry in topics]
    return values if any(values) else [entry.swing for entry in topics]


def _minutes(values: Sequence[float], total: int) -> list[int]:
    """Whole minutes in proportion to values, none under the least, summing to a total: largest remainders."""
    spare = total - _LEAST * len(values)
    whole = sum(values)
    wished = [spare * value / whole if whole else spare / len(values) for value in values]
    minutes = [_LEAST + int(wish) for wish in wished]
    by_remainder = sorted(range(len(values)), key=lambda place: (int(wished[place]) - wished[place], place))
    for place in by_remainder[: total - sum(minutes)]:
        minutes[place] += 1
    return minutes
