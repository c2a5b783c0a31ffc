"""What a participant may be called and weigh, as the needs file takes it."""

from __future__ import annotations

import math
import unicodedata

from advisor.errors import AdvisorError

HEAVIEST = 100.0


def participant_name(text: str) -> str:
    """A name that a participant can have.

    Raises:
        AdvisorError: It is none: a needs file would not take it.
    """
    return _text(text, "name for a participant")


def file_label(text: str) -> str:
    """A name that a shared file can have.

    Raises:
        AdvisorError: It is none.
    """
    return _text(text, "name for a file")


def role(text: str) -> str:
    """A role as a participant can have it; it may be empty.

    Raises:
        AdvisorError: It is no line of text.
    """
    return _text(text, "role") if text.strip() else ""


def weight(number: float) -> float:
    """How much a voice can count.

    Raises:
        AdvisorError: It is not from 0 to 100.
    """
    if not math.isfinite(number) or not 0 <= number <= HEAVIEST:
        raise AdvisorError(
            f"a weight is a number from 0 to {HEAVIEST:g}", "1 is usual, 2 counts twice, 0 not at all"
        )
    return float(number)


def name_key(name: str) -> str:
    """What two names have in common if people would take one for the other."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def _text(text: str, what: str) -> str:
    from advisor.needs.answers import check_text
    from advisor.needs.problems import Mistakes

    try:
        return str(check_text(text.strip()))
    except Mistakes as found:
        expected = found.mistakes[0].expected
        raise AdvisorError(f"this is no {what}: expected {expected}", "Take another one") from None
