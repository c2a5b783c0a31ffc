"""A whole session in real browsers: five people and a facilitator, from the links to the exported report."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.serving.browser import Tab, browser_page, browser_pages
from tests.serving.world import team_hosting

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

# One browser at a time: each takes the memory and the processors of several tests.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

#: Where each says that the model has to run, with the place of that in the list.
SAYS = {
    "Ana": ("LLM server", 2),
    "Ben": ("Microcontroller", 8),
    "Cyd": ("LLM server", 2),
    "Dee": ("Android", 4),
    "Eve": ("LLM server", 2),
}
#: No page may hold any of these before the reveal.
OF_A_RESULT = ("wins in", "plausible", "oss-up", "leaning", "leads", "points", "explain first")

_HEAR_CLIPBOARD = """() => {
  window.copied = new Promise((done) => (navigator.clipboard.writeText = async (text) => done(text)));
}"""


@dataclass
class Person:
    """Somebody at a page.

    Attributes:
        name: Their name.
        tab: The page.
        link: What they got.
        sent: Everything that was sent to the terminal on the page.
    """

    name: str
    tab: Tab
    link: str
    sent: list[bytes] = field(default_factory=list)

    @property
    def marker(self) -> str:
        """A word that stands in nobody else's answers."""
        return f"zebra{self.name.lower()}"

    @property
    def token(self) -> str:
        """The secret in the link."""
        (token,) = parse_qs(urlsplit(self.link).query)["token"]
        return token

    def comes(self) -> None:
        """Opens the link."""
        self.tab.page.on("websocket", lambda socket: socket.on("framereceived", self._received))
        self.tab.open(self.link)

    def _received(self, payload: str | bytes) -> None:
        self.sent.append(payload.encode() if isinstance(payload, str) else payload)

    def was_sent(self, words: str) -> bool:
        """Whether words were ever drawn on this page."""
        return words.encode() in b"".join(self.sent)

    def finds(self, words: str, option: str) -> None:
        """Goes to a question by its words and waits for what stands in it."""
        self.tab.press("Control+g")
        self.tab.wait_for_text("Find a question")
        self.tab.type(words)
        self.tab.press("Enter")
        self.tab.wait_until_gone("Find a question")
        self.tab.wait_for_text(option)

    def answers_alone(self) -> None:
        """Comes in, answers two questions by keyboard, and is done."""
        self.tab.wait_for_text("Your name")
        if self.name not in self.tab.screen():
            self.tab.type(self.name)
        self.tab.press("Enter")
        self.tab.wait_for_text("Why we ask")
        self.finds("trained model have to run", "[ ] Microcontroller")
        said, place = SAYS[self.name]
        self.tab.press(*["ArrowDown"] * place, "Space")
        self.tab.wait_for_text(f"[x] {said}")
        self.finds("libraries must", "names, comma-separated")
        self.tab.type(self.marker)
        self.tab.wait_for_text(f"will not count: {self.marker}")
        self.tab.press("F6")
        self.tab.wait_for_text("You are done with round 1")


def invited(chair: Person) -> str:
    """The link that the facilitator gets for somebody more, copied to the clipboard as well."""
    page = chair.tab.page
    page.evaluate(_HEAR_CLIPBOARD)
    chair.tab.press("i")
    chair.tab.wait_for_text("Invite a participant")
    chair.tab.press("Enter")
    shown = re.search(r"http://\S+", chair.tab.wait_for_text("The link for"))
    assert shown
    chair.tab.press("Enter")
    assert page.evaluate("() => window.copied") == shown[0]
    chair.tab.press("Escape")
    chair.tab.wait_until_gone("The link for")
    return shown[0]


def assert_nothing_is_told(chair: Person, people: Iterable[Person]) -> None:
    """Nobody has seen anybody else's answer or any result, the facilitator included."""
    people = list(people)
    for person in (chair, *people):
        for words in OF_A_RESULT:
            assert not person.was_sent(words), (person.name, words)
        for other in people:
            assert person is other or not person.was_sent(other.marker), (person.name, other.name)
    # Those who answer see all the choices, and their own.
    for said in ("LLM server", "Microcontroller", "PyTorch", "TensorFlow"):
        assert not chair.was_sent(said)
        for person in people:
            assert said not in person.tab.screen()


def exported(chair: Person, folder: Path) -> list[str]:
    """What the facilitator writes into a folder."""
    chair.tab.press("Escape")
    chair.tab.wait_for_text("Look at the spread together")
    chair.tab.press("e")
    chair.tab.wait_for_text("Decision record")
    chair.tab.click("shelf-scanner-team")
    # Characters that are typed at once would overtake the key that clears the line.
    chair.tab.press("End", "Control+u")
    chair.tab.wait_until_gone("shelf-scanner-team")
    chair.tab.type(str(folder))
    chair.tab.wait_for_text(f"/{folder.name} ")
    chair.tab.press("Enter")
    chair.tab.wait_for_text("Written: ")
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_five_people_answer_alone_see_the_spread_answer_again_and_take_the_report_away(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "decision"
    named = [word for name in ("Ana", "Ben", "Cyd", "Dee") for word in ("--member", name)]
    with team_hosting("--project", "Shelf scanner", *named) as host, browser_pages(6) as tabs:
        chair = Person("", tabs[0], host.links["Facilitator"])
        chair.comes()
        chair.tab.wait_for_text("0 of 4 done")
        links = {**host.links, "Eve": invited(chair)}
        people = {name: Person(name, tab, links[name]) for name, tab in zip(SAYS, tabs[1:], strict=True)}
        everybody = (chair, *people.values())

        for person in people.values():
            person.comes()
        for person in people.values():
            person.answers_alone()
        assert "2 of 21" in chair.tab.wait_for_text("5 of 5 done")
        assert_nothing_is_told(chair, people.values())
        chair.tab.press("l")
        for person in people.values():
            person.tab.wait_for_text("The facilitator has closed the answers")
        assert_nothing_is_told(chair, people.values())

        chair.tab.press("r")
        for person in everybody:
            person.tab.wait_for_text("oss-up")
            shown = person.tab.wait_for_text("explain first: ")
            assert "[llm-server]  Ana, Cyd and Eve" in shown
            assert "[microcontroller]  Ben" in shown
            for other in people.values():
                assert person.was_sent(f"[{other.marker}]")
        chair.tab.press("Escape")
        chair.tab.wait_for_text("Reopen for a second round")
        chair.tab.press("o")
        for person in people.values():
            person.tab.wait_for_text("Round 2 is open; this is what round 1 showed")

        ben = people["Ben"]
        ben.tab.press("Enter")
        ben.tab.wait_for_text("[x] Microcontroller")
        ben.tab.press("Space", *["ArrowUp"] * 6, "Space")
        assert "[ ] Microcontroller" in ben.tab.wait_for_text("[x] LLM server")
        ben.tab.press("F6")
        ben.tab.wait_for_text("You are done with round 2")
        chair.tab.wait_for_text("1 of 5 done")
        for name in ("Ana", "Dee"):
            assert "[microcontroller]  Ben" in people[name].tab.screen()
        chair.tab.press("r")
        chair.tab.wait_for_text("Reveal, although 4 are not done?")
        chair.tab.press("Tab", "Enter")
        for person in everybody:
            shown = person.tab.wait_for_text("⇄ another verdict")
            assert "After round 1: toss-up" in shown
            assert "PyTorch, leaning" in shown
            assert "[llm-server]  Ana, Ben, Cyd and Eve" in shown

        files = exported(chair, folder)
        needs = [f"{number}-{name.lower()}.yaml" for number, name in enumerate(SAYS, start=1)]
        reports = [f"report.{kind}" for kind in ("html", "json", "md", "txt")]
        assert files == sorted([*needs, *reports, *(f"round-1/{name}" for name in needs)])

        for person in everybody:
            person.tab.assert_quiet()
            assert "token" not in person.tab.page.evaluate("location.href + document.referrer")
        host.process.terminate()
        rest, errors = host.finish()
    assert rest == ""
    assert "Traceback" not in errors
    written = "".join((folder / name).read_text(encoding="utf-8") for name in files)
    assert people["Eve"].marker in written
    for person in everybody:
        assert person.token not in errors + written
    assert verdict_of(folder, needs) == json.loads((folder / "report.json").read_text())["verdict"]


def verdict_of(folder: Path, needs: list[str]) -> object:
    """What the exported answers come to."""
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "recommend", *needs, "--budget", "none", "--format", "json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["verdict"]


def test_where_the_browser_gives_no_clipboard_the_link_is_shown_to_be_copied_by_hand() -> None:
    shown: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        shown.append(dialog.default_value)
        dialog.dismiss()

    with team_hosting() as host, browser_page(722, 528) as tab:
        tab.page.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })"
        )
        tab.page.on("dialog", dismiss)
        tab.open(host.links["Facilitator"])
        tab.wait_for_text("Invite the first participant")
        tab.press("i")
        tab.wait_for_text("Invite a participant")
        tab.press("Enter")
        link = re.search(r"http://\S+", tab.wait_for_text("The link for"))
        with tab.page.expect_event("dialog"):
            tab.press("Enter")
        tab.wait_for_text("else mark it with the mouse")
        tab.assert_quiet()
    assert link
    assert shown == [link[0]]
    assert len(parse_qs(urlsplit(link[0]).query)["token"][0]) >= 43
