"""The questions as a participant sees them: no hint of where the balance stands, no measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType

from advisor.tui.keys import bind
from advisor.tui.screens.question import QuestionScreen
from advisor.tui.screens.review import ReviewScreen

if TYPE_CHECKING:
    from advisor.tui.team.seat import SeatApp

_NOT_HERE = ("result", "probes")


class SeatQuestion(QuestionScreen):
    """Asks one participant of a team."""

    CSS_PATH = "../screens/question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("seat.finish", "finish")]
    HELP = """Answer what you know; leave the rest. Every answer is saved at once.

Your questions come in an order of their own; **/** finds any. **F5** lists all answers.
**F6** says that you are done. Nobody sees your answers before the reveal."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no result before the reveal, and nothing is measured."""
        return action not in _NOT_HERE and super().check_action(action, parameters)

    def action_finish(self) -> None:
        """Says that the participant is done."""
        cast("SeatApp", self.app).finish()


class SeatReview(ReviewScreen):
    """Lists the answers of one participant of a team."""

    CSS_PATH = "../screens/review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("seat.finish", "finish")]
    HELP = (
        "Every question with your answer. **enter** goes to one to change it, **F6** says that you are done."
    )

    def note(self, left: int) -> str:
        """What stands above the answers."""
        told = f"{left} still open: that is an answer too." if left else "All answered."
        return f"{told}  F6 says that you are done; you can take it back while answers are open."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is no result before the reveal."""
        return action not in _NOT_HERE

    def action_questions(self) -> None:
        """Back to the questions."""
        questions = self.desk.questionnaire.questions
        self.advisor.ask(self.desk.next_key() or next(iter(questions)))

    def action_finish(self) -> None:
        """Says that the participant is done."""
        cast("SeatApp", self.app).finish()
