"""A look as reportlab paragraph styles."""

from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from maker.looks import FAMILIES, Family, Look
from maker.wording import hyphenate

_HEADING_SIZES = (1.75, 1.3, 1.08, 1.0)
_LEAST_HYPHENATED = 7


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one document and the two colours that its rules and boxes are drawn in."""

    body: ParagraphStyle
    after_heading: ParagraphStyle
    clause: ParagraphStyle
    sub_clause: ParagraphStyle
    item: ParagraphStyle
    quote: ParagraphStyle
    box: ParagraphStyle
    note: ParagraphStyle
    reference: ParagraphStyle
    cell: ParagraphStyle
    head_cell: ParagraphStyle
    head_number_cell: ParagraphStyle
    number_cell: ParagraphStyle
    issuer: ParagraphStyle
    cover_title: ParagraphStyle
    headings: tuple[ParagraphStyle, ...]
    ink: Color
    tint: Color


def register_fonts() -> None:
    """Make the Vera faces that reportlab carries known to it."""
    family = FAMILIES["Vera"]
    faces = (family.plain, family.bold, family.italic, family.bold_italic)
    for index, face in enumerate(faces):
        pdfmetrics.registerFont(TTFont(face, f"{face}.ttf"))
        addMapping(family.plain, index & 1, index >> 1, face)


def make_styles(look: Look) -> Styles:
    """All the styles of a look."""
    ink = HexColor(look.colour)
    body = _body_style(look)
    small = {"fontSize": look.size * 0.88, "leading": look.leading * 0.9, "firstLineIndent": 0}
    ragged = {"alignment": TA_LEFT, "hyphenationLang": "", "embeddedHyphenation": 1}
    cell = {"fontSize": look.size * 0.86, "leading": look.leading * 0.86, "firstLineIndent": 0, "spaceAfter": 0}
    bold = FAMILIES[look.text_face].bold
    return Styles(
        body=body,
        after_heading=_derive(body, "after-heading", firstLineIndent=0),
        clause=_derive(body, "clause", firstLineIndent=0, leftIndent=16, spaceAfter=4),
        sub_clause=_derive(body, "sub-clause", firstLineIndent=0, leftIndent=34, spaceAfter=3),
        item=_derive(body, "item", firstLineIndent=0, leftIndent=18, bulletIndent=4, spaceAfter=3),
        quote=_derive(body, "quote", **small, leftIndent=22, rightIndent=16, spaceBefore=4, spaceAfter=8),
        box=_derive(body, "box", **small, **ragged, spaceAfter=3),
        note=_derive(body, "note", fontSize=look.size * 0.78, leading=look.leading * 0.78, firstLineIndent=0,
                     spaceAfter=1.5),
        reference=_derive(body, "reference", fontSize=look.size * 0.94, firstLineIndent=-14, leftIndent=14,
                          spaceAfter=4, **ragged),
        cell=_derive(body, "cell", **cell, **ragged),
        head_cell=_derive(body, "head-cell", **cell, **ragged, fontName=bold),
        head_number_cell=_derive(body, "head-number-cell", **cell, alignment=TA_RIGHT, hyphenationLang="",
                                 fontName=bold),
        number_cell=_derive(body, "number-cell", **cell, alignment=TA_RIGHT),
        issuer=_issuer_style(look, ink),
        cover_title=_cover_title_style(look),
        headings=tuple(_heading_style(look, level) for level in range(1, len(_HEADING_SIZES) + 1)),
        ink=ink,
        tint=Color(ink.red, ink.green, ink.blue, alpha=0.09),
    )  # fmt: skip


def _derive(parent: ParagraphStyle, name: str, **changes: object) -> ParagraphStyle:
    return ParagraphStyle(name, parent=parent, **changes)


def _body_style(look: Look) -> ParagraphStyle:
    return ParagraphStyle(
        "body",
        fontName=FAMILIES[look.text_face].plain,
        fontSize=look.size,
        bulletFontName=FAMILIES[look.text_face].plain,
        bulletFontSize=look.size,
        leading=look.leading,
        alignment=TA_JUSTIFY if look.justified else TA_LEFT,
        hyphenationLang=hyphenate if look.justified else "",
        embeddedHyphenation=1,
        hyphenationMinWordLength=_LEAST_HYPHENATED,
        firstLineIndent=look.first_indent,
        spaceAfter=look.paragraph_gap,
        allowWidows=0,
        allowOrphans=0,
    )


def _issuer_style(look: Look, ink: Color) -> ParagraphStyle:
    """In the manner of the look's covers: on a band, above a rule or centred."""
    manner = {
        "band": {"backColor": ink, "textColor": white, "borderPadding": 5, "spaceAfter": 26},
        "rules": {"textColor": ink, "spaceAfter": 8},
        "frame": {"textColor": ink, "alignment": TA_CENTER, "spaceAfter": 18},
    }
    return ParagraphStyle(
        "issuer",
        fontName=FAMILIES[look.heading_face].bold,
        fontSize=look.size,
        leading=look.leading,
        **manner[look.cover],
    )


def _heading_style(look: Look, level: int) -> ParagraphStyle:
    family: Family = FAMILIES[look.heading_face]
    size = look.size * _HEADING_SIZES[level - 1]
    return ParagraphStyle(
        f"heading-{level}",
        fontName=family.bold if level < 4 else family.bold_italic,
        fontSize=size,
        leading=size * 1.2,
        textColor=HexColor(look.colour),
        alignment=TA_CENTER if level == 1 and look.foot_centred else TA_LEFT,
        spaceBefore=0 if level == 1 else look.leading * 0.9,
        spaceAfter=look.leading * (0.9 if level == 1 else 0.35),
        # A title is followed by a frame break, which must not be kept with it.
        keepWithNext=int(level > 1),
    )


def _cover_title_style(look: Look) -> ParagraphStyle:
    return ParagraphStyle("cover-title", parent=_heading_style(look, 1), fontSize=26, leading=32, alignment=TA_LEFT)
