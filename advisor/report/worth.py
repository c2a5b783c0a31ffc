"""What is worth finding out, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.decision.outcome import Decision
from advisor.decision.rows import serves_elsewhere
from advisor.decision.rules import Knowledge
from advisor.decision.tie_breaking import find_out_first
from advisor.decision.worth import Worth
from advisor.needs.model import Needs
from advisor.report.sentences import WORTH_TELLING, answer_text
from advisor.report.team import asked


def worth_text(entry: Worth, knowledge: Knowledge, needs: Needs) -> str:
    """What to find out, and which answers would change who leads.

    Args:
        entry: What is worth finding out.
        knowledge: For the wording of the question.
        needs: For the devices on which a probe would have to run.
    """
    if entry.what == "probe":
        if _no_probe_runs(entry, needs):
            how = "no probe runs there, so time an exported model yourself"
        else:
            how = "advisor probe -o FILE on such a machine, then --probes FILE here"
        measure = _measure(entry, knowledge, needs)
        return f"{measure[:1].upper()}{measure[1:]}: {how}"
    if entry.what == "disagreement":
        return f"Settle as a team: {asked(entry.key, knowledge.questionnaire)}"
    question = entry.key.removeprefix("answers.")
    text = knowledge.questionnaire.questions[question].text
    turning = " or ".join(answer_text(answer) for answer in entry.turning)
    return f"{text} ({question}: {turning} would change who leads)" if turning else f"{text} ({question})"


def summary_of(
    decision: Decision, worth: Sequence[Worth], knowledge: Knowledge, needs: Needs
) -> tuple[str, ...]:
    """The sentences of a decision; a toss-up ends with what is worth most to find out, if anything is.

    Args:
        decision: With its sentences.
        worth: What is worth finding out, the most valuable first.
        knowledge: For the wording of the question.
        needs: For the devices on which a probe would have to run.
    """
    if decision.verdict.kind != "toss-up" or not worth or worth[0].value < WORTH_TELLING:
        return decision.summary
    first = worth[0]
    if first.what == "probe":
        return find_out_first(decision.summary, _measure(first, knowledge, needs))
    verb = "settle as a team" if first.what == "disagreement" else "answer"
    return find_out_first(decision.summary, f"{verb} “{asked(first.key, knowledge.questionnaire)}”")


def _measure(entry: Worth, knowledge: Knowledge, needs: Needs) -> str:
    key = "serve_on" if entry.key == "inference_speed" else "train_on"
    places = needs.answers.get("targets" if _no_probe_runs(entry, needs) else key)
    where = f" on {', '.join(places)}" if isinstance(places, tuple) and places else ""
    return f"measure {knowledge.questionnaire.concerns[entry.key].text.lower()}{where}"


def _no_probe_runs(entry: Worth, needs: Needs) -> bool:
    return entry.key == "inference_speed" and serves_elsewhere(needs.answers)
