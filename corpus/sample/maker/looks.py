"""House styles: each issuing body gets one, so that documents do not all look alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from zlib import crc32

from reportlab.lib.pagesizes import A4, LETTER

from maker.texts import Text

Face = Literal["Times", "Helvetica", "Vera"]


@dataclass(frozen=True, slots=True)
class Family:
    """The four faces of a font, by the names that reportlab knows them under."""

    plain: str
    bold: str
    italic: str
    bold_italic: str


FAMILIES: dict[Face, Family] = {
    "Times": Family("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    "Helvetica": Family("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
    "Vera": Family("Vera", "VeraBd", "VeraIt", "VeraBI"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One house style; lengths in points."""

    text_face: Face
    heading_face: Face
    size: float
    leading: float
    page: tuple[float, float]
    side_margin: float
    top_margin: float
    bottom_margin: float
    justified: bool
    curly_quotes: bool
    paragraph_gap: float
    first_indent: float
    colour: str
    bullet: str
    head: Literal["left", "right", "centre", "mirrored"]
    head_rule: bool
    number: str
    """How a page number is printed, with {page} and {pages}."""
    foot_centred: bool
    cover: Literal["band", "rules", "frame"]


LOOKS = (
    Look("Times", "Helvetica", 10.5, 13.5, A4, 72, 80, 76, True, True, 0, 14, "#1f3a5f", "•", "left", True, "{page}",
         False, "band"),
    Look("Helvetica", "Helvetica", 9.5, 13.2, LETTER, 66, 78, 72, False, True, 7, 0, "#7a1f2b", "–", "right", False,
         "Page {page} of {pages}", False, "rules"),
    Look("Times", "Times", 11, 13.4, LETTER, 86, 84, 82, True, True, 5, 0, "#111111", "•", "mirrored", True, "{page}",
         True, "frame"),
    Look("Vera", "Vera", 8.6, 12.4, A4, 64, 74, 70, False, False, 6.5, 0, "#0b6b5d", "•", "left", False,
         "| {page}", False, "band"),
    Look("Helvetica", "Times", 9.6, 12.6, A4, 78, 86, 78, True, True, 6, 0, "#4b2e83", "·", "centre", True,
         "- {page} -", True, "frame"),
    Look("Times", "Helvetica", 10, 12.6, A4, 60, 72, 66, True, False, 0, 12, "#8a4b08", "–", "mirrored", False,
         "Page {page}", False, "rules"),
    Look("Times", "Vera", 11, 14.2, A4, 82, 80, 80, True, True, 6, 0, "#2d5d2a", "•", "right", True, "{page}", False,
         "band"),
    Look("Helvetica", "Helvetica", 9.2, 12.2, A4, 70, 76, 74, True, True, 5.5, 0, "#005a8c", "•", "left", True,
         "{page}/{pages}", False, "rules"),
)  # fmt: skip


def assign_looks(texts: Iterable[Text]) -> dict[tuple[str, str], Look]:
    """The look of each (jurisdiction, body); the bodies of a jurisdiction share one only if there are too few."""
    bodies = sorted({(text.jurisdiction, text.body) for text in texts})
    looks = {}
    for jurisdiction, group in groupby(bodies, key=lambda pair: pair[0]):
        first = crc32(jurisdiction.encode())
        looks |= {pair: LOOKS[(first + rank) % len(LOOKS)] for rank, pair in enumerate(group)}
    return looks
