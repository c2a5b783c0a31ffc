"""The shared base of all charts: size, style and colours, and from matplotlib's SVG to one for a page."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from rich.cells import cell_len, set_cell_size

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.report.sentences import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Width of every chart in units of its viewBox: narrow, so that text of 12 can be read on a phone.
WIDTH = 400
TEXT, SMALL = 12, 11
#: Colours that stand for those of the page. They are no colours that anybody would see: each becomes a
#: CSS variable, so that the page decides for light, dark and paper.
INK, MUTED, LINE, PAPER, BAND = "#010101", "#010102", "#010103", "#010104", "#010105"
SERIES = ("#010111", "#010112", "#010113", "#010114", "#010115")
#: The first side is striped and the second plain, so that they can be told apart without colour.
HATCHES = ("////", "", "....", "xxxx", "----")
#: The same in words.
LOOKS = ("striped", "plain", "dotted", "crossed", "lined")
DASHED = (0.0, (4.0, 3.0))
#: What separates a word from the mark that it belongs to, in units.
GAP = 4

_VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    LINE: "var(--line)",
    PAPER: "var(--paper)",
    BAND: "var(--band)",
    **{colour: f"var(--series-{place})" for place, colour in enumerate(SERIES, 1)},
}
#: matplotlib measures in points of 1/72 inch, and writes one unit of the viewBox for each.
_POINTS = 72
#: Characters of a description; the table behind the picture has more room.
_TOLD = 600
#: Characters that a column of text in a picture may hold, marks above and below letters included.
_MARKS = 4
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "advisor",
    "text.parse_math": False,
    "text.color": INK,
    "font.size": TEXT,
    "axes.facecolor": "none",
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 1,
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.formatter.use_mathtext": False,
    "figure.facecolor": "none",
    "grid.color": LINE,
    "hatch.color": PAPER,
    "hatch.linewidth": 1.5,
    "lines.solid_capstyle": "butt",
    "xtick.color": LINE,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 4,
    "ytick.color": LINE,
    "ytick.labelcolor": MUTED,
    "ytick.labelsize": SMALL,
}
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def drawn(name: str, title: str, description: str, height: float, paint: Callable[[Figure], None]) -> str:
    """Draws a chart; the same call gives the same bytes.

    Args:
        name: Id of the element; every id in it begins with this one.
        title: For those who do not see the picture.
        description: As above, in sentences.
        height: In units of the viewBox, of which the width has `WIDTH`.
        paint: Draws on the empty figure.

    Returns:
        An SVG element that can stand in a page.

    Raises:
        AdvisorError: The library that draws is not installed.
    """
    require_drawing()
    from matplotlib import style
    from matplotlib.figure import Figure

    written = io.StringIO()
    with style.context(["default", _STYLE]), warnings.catch_warnings():
        # Its own font lacks many letters; the reader's browser draws the text and has them.
        warnings.filterwarnings("ignore", "Glyph", UserWarning)
        figure = Figure(figsize=(WIDTH / _POINTS, height / _POINTS), dpi=_POINTS)
        paint(figure)
        figure.savefig(written, format="svg", metadata={"Date": None})
    return _for_a_page(ET.fromstring(written.getvalue()), name, title, description)


def require_drawing() -> None:
    """Refuses where nothing can be drawn.

    Raises:
        AdvisorError: The library that draws is not installed.
    """
    try:
        import matplotlib  # noqa: F401 - whether it is there
    except ImportError as error:
        raise AdvisorError(
            "pictures need a package that is not installed", "Run: pip install 'advisor[report]'"
        ) from error


def axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """A plot in a figure, placed in units from the upper left corner, without marks on its left side."""
    whole_width, whole_height = (float(inches) * _POINTS for inches in figure.get_size_inches())
    plot = figure.add_axes(
        (
            left / whole_width,
            1 - (top + height) / whole_height,
            width / whole_width,
            height / whole_height,
        )
    )
    plot.set_yticks([])
    return plot


def ticks(plot: Axes, places: list[float], labels: list[str]) -> None:
    """Marks on the lower side, at these places and no others."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    plot.xaxis.set_major_locator(FixedLocator(places))
    plot.xaxis.set_major_formatter(FixedFormatter(labels))
    plot.xaxis.set_minor_locator(NullLocator())


def round_places(low: float, high: float, most: int) -> list[float]:
    """Round numbers from low to high, about so many at most."""
    from matplotlib.ticker import MaxNLocator

    places = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [float(place) for place in places if low <= place <= high]


def words(
    plot: Axes, text: str, place: tuple[float, float], offset: tuple[float, float], **style: Any
) -> None:
    """Words at a place in the data, moved by so many units to the right and upwards."""
    plot.annotate(text, place, xytext=offset, textcoords="offset points", annotation_clip=False, **style)


def fitted(text: str, columns: int) -> str:
    """Text of anybody's, cut to so many columns; control and direction characters are written out."""
    # Marks that stand on others take no column, however many they are.
    told = visible(text[: _MARKS * columns]).strip()
    return told if cell_len(told) <= columns else f"{set_cell_size(told, columns - 1).rstrip()}…"


def signed(value: float, digits: int = 1) -> str:
    """A number with a real minus sign, and none before a zero."""
    told = f"{value:.{digits}f}"
    return told.removeprefix("-") if not told.strip("-0.") else told.replace("-", "−")


def _for_a_page(drawing: ET.Element, name: str, title: str, description: str) -> str:
    kept = set(_references(drawing))
    page = ET.Element(
        "svg",
        {
            "id": name,
            "class": "drawing",
            "viewBox": drawing.get("viewBox", ""),
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
        },
    )
    ET.SubElement(page, "title", {"id": f"{name}-title"}).text = shortened(visible(title), _TOLD)
    ET.SubElement(page, "desc", {"id": f"{name}-desc"}).text = shortened(visible(description), _TOLD)
    page.extend(_copied(drawing, name, kept))
    return ET.tostring(page, encoding="unicode")


def _references(drawing: ET.Element) -> Iterator[str]:
    for element in drawing.iter():
        for key, value in element.attrib.items():
            if key.endswith("href"):
                yield value.removeprefix("#")
            yield from _REFERENCE.findall(value)


def _copied(parent: ET.Element, name: str, kept: set[str]) -> Iterator[ET.Element]:
    """What is in an element, without what only a file of its own needs, or what would act on the page."""
    for element in parent:
        tag = element.tag.rpartition("}")[2]
        if tag not in ("metadata", "style"):
            copy = ET.Element(tag, _attributes(element, name, kept))
            copy.text = element.text if tag == "text" else None
            copy.extend(_copied(element, name, kept))
            if len(copy) or tag not in ("defs", "g"):
                yield copy


def _attributes(element: ET.Element, name: str, kept: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        if key == "id":
            if value in kept:
                found["id"] = f"{name}-{value}"
        elif key.endswith("href"):
            found["href"] = f"#{name}-{value.removeprefix('#')}"
        elif key not in ("style", "fill"):
            found[key] = _own(value, name)
    style = "; ".join(f"{key}: {_VARIABLES.get(value, value)}" for key, value in _declarations(element))
    if style:
        found["style"] = _own(style, name)
    return found


def _declarations(element: ET.Element) -> Iterator[tuple[str, str]]:
    """The style of an element, less the fonts, which are the page's."""
    for entry in element.get("style", "").split(";"):
        key, _, value = (part.strip() for part in entry.partition(":"))
        if key and key != "font-family":
            yield key, value
    if "fill" in element.attrib:
        yield "fill", element.attrib["fill"]


def _own(value: str, name: str) -> str:
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)
