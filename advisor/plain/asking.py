"""The questions, one after the other, in whatever order the user likes."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.frameworks import display_name
from advisor.interview.desk import Desk
from advisor.interview.draft import IMPORTANCE
from advisor.interview.entry import number_in, parse_answer, parse_weight
from advisor.interview.search import find_questions
from advisor.interview.spoken import paragraph, review, weight_in_short
from advisor.interview.wording import in_short, standing
from advisor.plain.keeping import Keeping
from advisor.plain.voice import Voice

_MOST_LISTED, _MOST_TOLD = 9, 3
_WEIGHT_OF = "importance of"
_WEIGHTS = "How much does each concern matter?"


class Asking:
    """Asks until all is answered or the user has had enough.

    Args:
        desk: The interview.
        voice: Says the questions and takes the answers.
        keeping: Keeps each answer.
    """

    def __init__(self, desk: Desk, voice: Voice, keeping: Keeping) -> None:
        self._desk = desk
        self._voice = voice
        self._keeping = keeping
        self._trail: list[str] = []

    def until_done(self) -> None:
        """Asks until the answers are as they shall be.

        Raises:
            EndError: The user leaves.
        """
        key = self._desk.next_key()
        while True:
            while key is not None:
                key = self._importance() if key == IMPORTANCE else self._question(key)
            self._review()
            key = self._after_review()
            if key is None:
                return

    def _question(self, key: str) -> str | None:
        """Asks one question; returns the next one."""
        desk = self._desk
        question = desk.draft.question(key)
        desk.draft.seal()
        self._voice.say("")
        for line in paragraph(question):
            self._voice.say(line)
        known = desk.needs.answers.get(key)
        settled = desk.draft.is_settled(key)
        now = f" [{visible(in_short(question, known))}]" if settled else ""
        while True:
            typed = self._voice.line(f"{key}{now}: ")
            if not typed and settled:
                return self._onwards(key)
            moved, target = self._command(typed, key)
            if moved:
                return target
            if not typed:
                self._voice.say("Type an answer, ? if you don't know, or s to skip it")
                continue
            try:
                answer = parse_answer(typed, question, desk.questionnaire)
            except AdvisorError as error:
                self._voice.tell(error)
                continue
            if desk.draft.answer(key, answer):
                self._keeping.keep()
            if question.kind == "open-list" and isinstance(answer, tuple):
                self._tell_strangers(answer)
            self._tell_effect(key)
            return self._onwards(key)

    def _tell_strangers(self, names: Sequence[str]) -> None:
        strangers = [name for name in names if name not in self._desk.adviser.knowledge.libraries]
        if strangers:
            self._voice.say(f"Not in our list, so it will not count: {visible(', '.join(strangers))}")

    def _importance(self) -> str | None:
        """Asks for all the weights, a line each; each is kept as soon as it is given."""
        desk = self._desk
        desk.draft.seal()
        self._voice.say("")
        self._voice.say(
            "How much does each of these matter to you? 0 to 5, ? don't know, enter leaves it as it is."
        )
        concerns, place = list(desk.questionnaire.concerns.values()), 0
        while place < len(concerns):
            concern, weights = concerns[place], desk.needs.importance
            given = weight_in_short(weights[concern.id]) if concern.id in weights else "left out"
            self._voice.say(f"{concern.text}. 0: {concern.low} 5: {concern.high}")
            typed = self._voice.line(f"{_WEIGHT_OF} {concern.id} [{given}]: ")
            if typed == "b" and place:
                place -= 1
                continue
            moved, target = self._command(typed, IMPORTANCE)
            if moved:
                return target
            if typed:
                try:
                    weight = parse_weight(typed)
                except AdvisorError as error:
                    self._voice.tell(error)
                    continue
                if desk.draft.weigh({**weights, concern.id: weight}):
                    self._keeping.keep()
            place += 1
        if desk.draft.skip(IMPORTANCE):
            self._keeping.keep()
        self._tell_effect(IMPORTANCE)
        return self._onwards(IMPORTANCE)

    def _command(self, typed: str, key: str) -> tuple[bool, str | None]:
        """Whether a line was a command, and the question it leads to."""
        draft, word = self._desk.draft, typed.casefold()
        if word == "s":
            if draft.skip(key):
                self._keeping.keep()
            return True, self._onwards(key)
        if word == "b":
            if not self._trail:
                self._voice.say("This is the first question of this visit; / and words find any other")
            return True, self._trail.pop() if self._trail else key
        if word == "undo":
            return True, self._undo() or key
        if word == "review":
            self._review()
            return True, key
        if word == "done":
            self._trail.append(key)
            return True, None
        if word.startswith("/"):
            found = self._found(word[1:])
            if found:
                self._trail.append(key)
            return True, found or key
        return False, None

    def _undo(self) -> str | None:
        step = self._desk.draft.undo()
        if step is None:
            self._voice.say("There is nothing to take back")
            return None
        self._voice.say(f"{step.key}: undone")
        self._keeping.keep()
        known = step.key == IMPORTANCE or step.key in self._desk.questionnaire.questions
        return step.key if known else None

    def _found(self, words: str) -> str | None:
        draft = self._desk.draft
        found = find_questions(words, self._desk.questionnaire)
        if words.strip() and IMPORTANCE.startswith(words.strip()):
            found.append(IMPORTANCE)
        found = found[:_MOST_LISTED]
        if len(found) == 1:
            return found[0]
        for number, key in enumerate(found, 1):
            self._voice.say(f"{number}. {_WEIGHTS if key == IMPORTANCE else draft.question(key).text}")
        if not found:
            self._voice.say("No question has these words")
            return None
        typed = self._voice.line("Which one? Number, or enter for none: ")
        number_or_none = number_in(typed, len(found))
        if typed and number_or_none is None:
            self._voice.say(f"There is no such number; 1 to {len(found)} are possible")
        return found[number_or_none - 1] if number_or_none else None

    def _onwards(self, key: str) -> str | None:
        self._trail.append(key)
        return self._desk.next_key(seen=(key,))

    def _tell_effect(self, key: str) -> None:
        if not self._desk.conduct.hints:
            return
        decision, called = self._desk.decision(), self._desk.adviser.knowledge.called
        leader = decision.lead.framework
        moved = "; ".join(
            f"{concern.replace('_', ' ')} {display_name(side, called)} {by:+.1f}"
            for concern, side, by in self._desk.effect(key)[:_MOST_TOLD]
        )
        share = f"{decision.verdict.share:.0%} {display_name(leader, called)}"
        told = f"{standing(decision.verdict, leader, called)}, {share}"
        self._voice.say(f"So far: {told}. This answer: {moved or 'moves nothing'}.")

    def _review(self) -> None:
        self._voice.say("")
        self._voice.say("Your answers")
        for line in review(self._desk.draft):
            self._voice.say(line)

    def _after_review(self) -> str | None:
        what = "shows the result" if self._desk.conduct.hints else "ends"
        while True:
            typed = self._voice.line(f"Enter {what}; / and words change an answer, b goes back: ").casefold()
            if not typed or typed == "done":
                return None
            if typed.startswith("/"):
                if found := self._found(typed[1:]):
                    return found
            elif typed == "b" and self._trail:
                return self._trail.pop()
            elif typed == "undo":
                self._undo()
                self._review()
            else:
                self._voice.say("Type nothing, or / and words of a question")
