"""Finding a question by words of it, of its answers, or of why it is asked."""

from __future__ import annotations

from advisor.needs.questions import Question, Questionnaire

#: Deeper than any field of a question.
_NOWHERE = 4


def find_questions(text: str, questionnaire: Questionnaire) -> list[str]:
    """The questions that hold every word of a text, the nearest first; all of them for no text.

    Nearest are those that are called so, then those that ask so, are answered so, are asked because of it.
    """
    words = text.casefold().split()
    depths = {
        question.id: max((_depth(word, question) for word in words), default=0)
        for question in questionnaire.questions.values()
    }
    return sorted((key for key, depth in depths.items() if depth < _NOWHERE), key=depths.__getitem__)


def _depth(word: str, question: Question) -> int:
    fields = (
        f"{question.id} {question.id.replace('_', ' ')}",
        question.text,
        " ".join(f"{choice.id} {choice.text}" for choice in question.choices),
        f"{question.section} {question.why}",
    )
    return next((depth for depth, field in enumerate(fields) if word in field.casefold()), _NOWHERE)
