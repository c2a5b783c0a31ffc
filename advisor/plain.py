"""`advisor --plain`: the same questions as plain prompts, for screen readers and dumb terminals.

Nothing is drawn and nothing moves: each question is a paragraph, each answer a line. The answers, their
order, their saving and the measuring are those of the screen, since both stand on the same desk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.frameworks import display_name
from advisor.interview.desk import Conduct, Desk
from advisor.interview.draft import IMPORTANCE
from advisor.interview.entry import number_in, parse_answer, parse_weight
from advisor.interview.export import EXPORTS, ExportKind, file_name, rendered
from advisor.interview.project import ProjectEntry
from advisor.interview.projects import ChangedElsewhereError
from advisor.interview.search import find_questions
from advisor.interview.spoken import paragraph, review, weight_in_short, without_frames
from advisor.interview.wording import in_short, standing
from advisor.output import check_writable, deliver
from advisor.report.model import Report

_HELP = """Answer with numbers or words; several are comma-separated. Besides: ? don't know, s skip, b back,
/words finds a question, undo, review, done ends the questions, quit. Every answer is saved at once."""
_MOST_LISTED = 9
_LONGEST_REASON = 200
_WEIGHT_OF = "importance of"
_WEIGHTS = "How much does each concern matter?"
_SAVED = "Saved. advisor --plain goes on with it."
_NOT_SAVED = "The last answers could not be saved."


class _EndError(Exception):
    """The user leaves."""


class Prompts:
    """Asks on plain lines.

    Args:
        desk: The interview.
        ask: Gives the line that is typed for a prompt.
        say: Tells a line.
    """

    def __init__(self, desk: Desk, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        self._desk = desk
        self._ask = ask
        self._say = say
        self._trail: list[str] = []
        self._farewell = "Nothing was answered, so nothing is kept."

    def run(self) -> None:
        """From the first question to the exported file."""
        self._say("PyTorch or TensorFlow, for this project, on this hardware?")
        self._say(_HELP)
        try:
            self._begin()
            self._questions()
            self._result()
        except _EndError:
            self._say(self._farewell)

    def _begin(self) -> None:
        entries = self._desk.projects.entries()[:_MOST_LISTED]
        for number, entry in enumerate(entries, 1):
            self._say(f"{number}. {visible(entry.name)}, {entry.answered} answers")
        asked = "Name of a new project, or a number from the list: " if entries else "Name of the project: "
        while True:
            typed = self._line(asked)
            try:
                self._open(typed, entries)
            except AdvisorError as error:
                self._tell(error)
            else:
                return

    def _open(self, typed: str, entries: Sequence[ProjectEntry]) -> None:
        if not entries or not typed.isdecimal():
            self._desk.begin(typed)
            return
        number = number_in(typed, len(entries))
        if number is None:
            raise AdvisorError("the list has no such number", "Type one of it, or a name with a letter in it")
        self._desk.open(entries[number - 1].id)
        self._farewell = _SAVED

    def _questions(self) -> None:
        """Asks until the answers are as they shall be."""
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
        self._say("")
        for line in paragraph(question):
            self._say(line)
        known = desk.needs.answers.get(key)
        settled = desk.draft.is_settled(key)
        now = f" [{visible(in_short(question, known))}]" if settled else ""
        while True:
            typed = self._line(f"{key}{now}: ")
            if not typed and settled:
                return self._onwards(key)
            moved, target = self._command(typed, key)
            if moved:
                return target
            if not typed:
                self._say("Type an answer, ? if you don't know, or s to skip it")
                continue
            try:
                answer = parse_answer(typed, question, desk.questionnaire)
            except AdvisorError as error:
                self._tell(error)
                continue
            if desk.draft.answer(key, answer):
                self._keep()
            if question.kind == "open-list" and isinstance(answer, tuple):
                self._tell_strangers(answer)
            self._tell_effect(key)
            return self._onwards(key)

    def _tell_strangers(self, names: Sequence[str]) -> None:
        strangers = [name for name in names if name not in self._desk.adviser.knowledge.libraries]
        if strangers:
            self._say(f"Not in our list, so it will not count: {visible(', '.join(strangers))}")

    def _importance(self) -> str | None:
        """Asks for all the weights, a line each; each is kept as soon as it is given."""
        desk = self._desk
        desk.draft.seal()
        self._say("")
        self._say(
            "How much does each of these matter to you? 0 to 5, ? don't know, enter leaves it as it is."
        )
        concerns, place = list(desk.questionnaire.concerns.values()), 0
        while place < len(concerns):
            concern, weights = concerns[place], desk.needs.importance
            given = weight_in_short(weights[concern.id]) if concern.id in weights else "left out"
            self._say(f"{concern.text}. 0: {concern.low} 5: {concern.high}")
            typed = self._line(f"{_WEIGHT_OF} {concern.id} [{given}]: ")
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
                    self._tell(error)
                    continue
                if desk.draft.weigh({**weights, concern.id: weight}):
                    self._keep()
            place += 1
        if desk.draft.skip(IMPORTANCE):
            self._keep()
        self._tell_effect(IMPORTANCE)
        return self._onwards(IMPORTANCE)

    def _command(self, typed: str, key: str) -> tuple[bool, str | None]:
        """Whether a line was a command, and the question it leads to."""
        draft, word = self._desk.draft, typed.casefold()
        if word == "s":
            if draft.skip(key):
                self._keep()
            return True, self._onwards(key)
        if word == "b":
            if not self._trail:
                self._say("This is the first question of this visit; / and words find any other")
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
            self._say("There is nothing to take back")
            return None
        self._say(f"{step.key}: undone")
        self._keep()
        known = step.key == IMPORTANCE or step.key in self._desk.questionnaire.questions
        return step.key if known else None

    def _found(self, words: str) -> str | None:
        draft = self._desk.draft
        found = find_questions(words, self._desk.questionnaire)
        if words.strip() and IMPORTANCE.startswith(words.strip()):
            found.append(IMPORTANCE)
        found = found[:_MOST_LISTED]
        for number, key in enumerate(found, 1):
            self._say(f"{number}. {_WEIGHTS if key == IMPORTANCE else draft.question(key).text}")
        if not found:
            self._say("No question has these words")
            return None
        typed = self._line("Which one? Number, or enter for none: ")
        number_or_none = number_in(typed, len(found))
        if typed and number_or_none is None:
            self._say(f"There is no such number; 1 to {len(found)} are possible")
        return found[number_or_none - 1] if number_or_none else None

    def _onwards(self, key: str) -> str | None:
        self._trail.append(key)
        return self._desk.next_key(after=key)

    def _keep(self) -> None:
        """Saves, and lets the measuring follow."""
        try:
            self._desk.save()
            self._farewell = _SAVED
        except ChangedElsewhereError as error:
            self._farewell = _NOT_SAVED
            self._tell(error)
            self._part()
        except AdvisorError as error:
            self._farewell = _NOT_SAVED
            self._tell(error)
        self._desk.measure()

    def _part(self) -> None:
        """Asks which of two versions of a project is gone on with; the other one stays as it is."""
        project = self._desk.draft.project
        while (typed := self._line("c keeps yours as a copy, o takes the other's: ").casefold()) not in (
            "c",
            "o",
        ):
            self._say("Type c or o")
        try:
            if typed == "c":
                self._desk.keep_as_copy(f"{project.needs.project[:180]} (copy)")
            else:
                self._desk.open(project.id)
        except AdvisorError as error:
            self._tell(error)
            return
        self._farewell = _SAVED
        self._say(f"You go on with: {visible(self._desk.needs.project)}")

    def _tell_effect(self, key: str) -> None:
        if not self._desk.conduct.hints:
            return
        decision = self._desk.decision()
        leader = decision.lead.framework
        effect = self._desk.effect(key)
        moved = "; ".join(
            f"{concern.replace('_', ' ')} {display_name(side)} {by:+.1f}" for concern, side, by in effect[:3]
        )
        told = f"{standing(decision.verdict, leader)}, {decision.verdict.share:.0%} {display_name(leader)}"
        self._say(f"So far: {told}. This answer: {moved or 'moves nothing'}.")

    def _review(self) -> None:
        self._say("")
        self._say("Your answers")
        for line in review(self._desk.draft):
            self._say(line)

    def _after_review(self) -> str | None:
        what = "shows the result" if self._desk.conduct.hints else "ends"
        while True:
            typed = self._line(f"Enter {what}; / and words change an answer, b goes back: ").casefold()
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
                self._say("Type nothing, or / and words of a question")

    def _result(self) -> None:
        desk = self._desk
        if not desk.conduct.hints:
            self._say("Thank you. The result is shown when everybody has answered.")
            return
        measuring = desk.measuring
        if measuring.standing.status not in ("idle", "done"):
            left = measuring.standing.left_s
            about = f", about {left:.0f} s more" if left is not None else ""
            self._say(f"Both frameworks are still being measured{about}.")
            if self._line("Enter waits for them, n goes on without: ").casefold() == "n":
                measuring.stop()
            measuring.wait()
        report = desk.report()
        self._say(without_frames(rendered("text", desk.needs, report)))
        kinds = tuple(EXPORTS)
        for number, kind in enumerate(kinds, 1):
            self._say(f"{number}. {EXPORTS[kind][0]}")
        while typed := self._line("Write one to a file? Number, or enter for none: "):
            chosen = number_in(typed, len(kinds))
            if chosen is None:
                self._say(f"There is no such number; 1 to {len(kinds)} are possible")
            else:
                self._write(kinds[chosen - 1], report)
        self._say(self._farewell)

    def _write(self, kind: ExportKind, report: Report) -> None:
        desk = self._desk
        own = file_name(desk.needs.project, kind)
        typed = self._line(f"File [{own}]: ") or own
        try:
            path = Path(typed).expanduser()
            check_writable(path)
            if path.exists():
                answer = self._line(f"{visible(str(path))} exists; replace it? y or n: ")
                if answer.casefold() not in ("y", "yes"):
                    return
            deliver(rendered(kind, desk.needs, report), path)
        except AdvisorError as error:
            self._tell(error)
        except (OSError, ValueError, RuntimeError) as error:  # a name that no file can have
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self._say(f"error: no file can be called so: {visible(why[:_LONGEST_REASON])}")
        else:
            self._say(f"Written: {visible(str(path))}")
            if kind == "needs":
                self._say(f"To repeat it: {visible(desk.command(file=path))}")

    def _line(self, prompt: str) -> str:
        typed = self._ask(prompt).strip()
        if typed.casefold() == "quit":
            raise _EndError
        return typed

    def _tell(self, error: AdvisorError) -> None:
        for line in error.lines:
            self._say(f"error: {visible(line)}")


def run(folder: Path, conduct: Callable[[], Conduct]) -> int:
    """Asks on this terminal; returns the exit code.

    Raises:
        AdvisorError: The rules cannot be read.
    """
    desk = Desk(folder, conduct())
    try:
        Prompts(
            desk, lambda prompt: click.prompt(prompt, "", show_default=False, prompt_suffix=""), click.echo
        ).run()
    finally:
        desk.close()
    return 0
