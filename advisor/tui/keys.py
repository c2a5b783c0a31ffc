"""All keys in one place: each has an id by which it can be remapped, a label and a tooltip.

In the configuration file: `keys: {question.next: "ctrl+n"}`; `advisor doctor` says where that file is.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class Key:
    """A key as shipped.

    Attributes:
        keys: Comma-separated, as Textual names them.
        label: In the footer.
        tooltip: One sentence.
        show: Whether the footer shows it.
        rank: Where the footer has no room, those of the highest rank are left out first.
    """

    keys: str
    label: str
    tooltip: str
    show: bool = True
    rank: int = 1


KEYS: dict[str, Key] = {
    "app.help": Key("f1", "Help", "What the focused part does, and all its keys"),
    "app.theme": Key("f2", "Theme", "Light, dark or high contrast", show=False),
    "app.quit": Key("ctrl+q", "Quit", "End; every answer is saved already", rank=4),
    "app.back": Key("escape", "Back", "To where you came from", rank=2),
    "home.new": Key("n", "New", "Begin a new project"),
    "home.file": Key("o", "Open file", "Begin from a needs file"),
    "home.copy": Key("c", "Copy", "Begin a new project with the answers of the chosen one"),
    "home.rename": Key("r", "Rename", "Give the chosen project another name", rank=2),
    "home.delete": Key("d", "Delete", "Delete the chosen project for good, after asking"),
    "home.history": Key("h", "History", "Earlier results on this machine", rank=3),
    "history.delete": Key("d", "Delete", "Delete the chosen result for good, after asking"),
    "question.next": Key(
        "f8,ctrl+n", "Next", "To the open question worth most, of those not seen yet", show=False
    ),
    "question.back": Key("f7,ctrl+b", "Back", "To the question before", rank=4),
    "question.skip": Key("f9", "Skip", "Leave this question for later", rank=5),
    "question.unknown": Key("f4", "Don't know", "Answer that you do not know"),
    "question.find": Key("slash,ctrl+g", "Find", "Find a question by its words", rank=2),
    "question.undo": Key("ctrl+z", "Undo", "Take the last change back", show=False),
    "question.redo": Key("ctrl+y", "Redo", "Make the change again", show=False),
    "question.review": Key("f5", "Review", "All answers on one page", rank=3),
    "question.result": Key("f6", "Result", "The verdict on the answers so far"),
    "question.probes": Key("f3", "Probes", "To the measurements and back", show=False),
    "review.change": Key("enter", "Change", "Go to the chosen question"),
    "result.whatif": Key("w", "What if", "Change anything and see the verdict move"),
    "result.export": Key("e", "Export", "Write answers or report to a file"),
    "result.compare": Key("c", "Compare", "Two kept scenarios side by side", rank=2),
    "result.tab-1": Key("1", "Answer", "The answer and its reasons", show=False),
    "result.tab-2": Key("2", "Measured", "What was measured", show=False),
    "result.tab-3": Key("3", "Would change it", "What would change the verdict", show=False),
    "result.tab-4": Key("4", "Other side", "The case for the other side", show=False),
    "result.tab-5": Key("5", "Stack", "What goes with the verdict", show=False),
    "result.tab-6": Key("6", "Warnings", "What to be careful about", show=False),
    "result.questions": Key("q", "Questions", "Back to the questions"),
    "result.measure": Key("m", "Measure", "Measure here what was not measured yet", rank=3),
    "whatif.keep": Key("k", "Keep", "Keep it as a scenario beside the answers"),
    "whatif.adopt": Key("a", "Adopt", "Make it the project's answers"),
    "whatif.save": Key("s", "Save as file", "Write it as another needs file"),
    "whatif.edit": Key("enter", "Edit", "Change the chosen answer"),
    "whatif.switch": Key("t", "Answers/sliders", "From the importances to the answers, and back"),
    "whatif.reset": Key("r", "Reset", "Back to the answers as they were", rank=2),
    "seat.begin": Key("f8", "Begin", "Give this name and go to the questions"),
    "seat.finish": Key(
        "f6", "I am done", "Say that you are done; you can take it back while answers are open"
    ),
    "seat.change": Key("c", "Change answers", "Back to the questions, until you say again that you are done"),
    "seat.answers": Key("f8", "Answers", "Go through your answers again"),
    "team.spread": Key("s", "Spread", "Who said what, the most valuable disagreement first"),
    "team.agenda": Key("a", "Agenda", "What to talk about in half an hour", rank=2),
    "team.result": Key("r", "Result", "The whole result on what the team answered"),
    "chair.invite": Key("i", "Invite", "Make a link for another participant"),
    "chair.link": Key(
        "n", "New link", "Make a new link for the chosen participant; the old one ends", rank=3
    ),
    "chair.weigh": Key("w", "Weight", "Say how much the chosen participant's voice counts", rank=3),
    "chair.remove": Key(
        "d", "Remove", "Remove the chosen participant with every answer, after asking", rank=4
    ),
    "chair.lock": Key("l", "Lock", "Take no more answers for now"),
    "chair.unlock": Key("u", "Unlock", "Take answers again"),
    "chair.reveal": Key("r", "Reveal", "Show everybody who answered what"),
    "chair.reopen": Key("o", "Reopen", "Begin a second round, in which answers can be changed"),
    "chair.measurements": Key("m", "Files", "Share a file of advisor probe, or take one back", rank=2),
    "chair.export": Key("e", "Export", "Write answers and report into a folder"),
    "chair.end": Key("x", "End", "End the session for good, after asking", rank=2),
}


#: Keys of widgets: how far the footer can do without them.
_RANKS = {
    "answer.choose": 2,
    "answer.toggle": 2,
    "slider.less": 3,
    "slider.more": 3,
    "slider.unknown": 3,
    "level.less": 3,
    "level.more": 3,
    "level.unknown": 3,
}
_PALETTE = 6


def bind(key_id: str, action: str, *, priority: bool = False, show: bool = True) -> Binding:
    """The binding of a key."""
    key = KEYS[key_id]
    return Binding(
        key.keys, action, key.label, show=key.show and show, priority=priority, tooltip=key.tooltip, id=key_id
    )


def rank_of(key_id: str | None, *, palette: bool) -> int:
    """How far the footer can do without a key."""
    if palette:
        return _PALETTE
    return KEYS[key_id].rank if key_id in KEYS else _RANKS.get(key_id or "", 1)
