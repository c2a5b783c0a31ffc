"""What is worth finding out, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.decision.rules import Knowledge
from advisor.decision.worth import Worth
from advisor.needs.model import Answer, Needs


def worth_text(entry: Worth, knowledge: Knowledge, needs: Needs) -> str:
    """What to find out, and which answers would change who leads.

    Args:
        entry: What is worth finding out.
        knowledge: For the wording of the question.
        needs: For the devices on which a probe would have to run.
    """
    if entry.what == "probe":
        question = "serve_on" if entry.key == "inference_speed" else "train_on"
        devices = needs.answers.get(question)
        where = f" on {', '.join(devices)}" if isinstance(devices, tuple) and devices else ""
        concern = knowledge.questionnaire.concerns[entry.key].text.lower()
        return f"Measure {concern}{where}: advisor probe -o FILE on such a machine, then --probes FILE here"
    question = entry.key.removeprefix("answers.")
    text = knowledge.questionnaire.questions[question].text
    turning = " or ".join(answer_text(answer) for answer in entry.turning)
    return f"{text} ({question}: {turning} would change who leads)" if turning else f"{text} ({question})"


def answer_text(answer: Answer) -> str:
    """An answer as it would stand in a needs file."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Mapping):
        return "{" + ", ".join(f"{name}: {level}" for name, level in answer.items()) + "}"
    return f"[{', '.join(answer) or 'none'}]"
