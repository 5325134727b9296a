"""Cover pages, in the three manners that a look may ask for."""

from html import escape

from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from maker.looks import FAMILIES, Look
from maker.pdf_styles import Styles
from maker.texts import Text

_BAND = 0.42
_TITLE_TOP = 0.74


def draw_cover(canvas: Canvas, text: Text, look: Look, styles: Styles) -> None:
    """Title, issuer, kind and year of the text on a page of their own."""
    canvas.saveState()
    ground = {"band": _draw_band, "rules": _draw_rules, "frame": _draw_frame}
    ground[look.cover](canvas, look, styles)
    _draw_title(canvas, text, look, styles)
    _draw_imprint(canvas, text, look)
    canvas.restoreState()


def _draw_band(canvas: Canvas, look: Look, styles: Styles) -> None:
    width, height = look.page
    canvas.setFillColor(styles.ink)
    canvas.rect(0, height * (1 - _BAND), width, height * _BAND, stroke=0, fill=1)


def _draw_rules(canvas: Canvas, look: Look, styles: Styles) -> None:
    width, height = look.page
    canvas.setStrokeColor(styles.ink)
    for y, thickness in ((height * 0.8, 6), (height * 0.2, 1.5)):
        canvas.setLineWidth(thickness)
        canvas.line(look.side_margin, y, width - look.side_margin, y)


def _draw_frame(canvas: Canvas, look: Look, styles: Styles) -> None:
    width, height = look.page
    canvas.setStrokeColor(styles.ink)
    for inset, thickness in ((36, 1.8), (41, 0.5)):
        canvas.setLineWidth(thickness)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset, stroke=1, fill=0)


def _draw_title(canvas: Canvas, text: Text, look: Look, styles: Styles) -> None:
    width, height = look.page
    style = styles.cover_title
    if look.cover == "band":
        style = ParagraphStyle("cover-title-on-band", parent=style, textColor=white)
    title = Paragraph(escape(text.title, quote=False), style)
    _, title_height = title.wrapOn(canvas, width - 2 * look.side_margin, height)
    title.drawOn(canvas, look.side_margin, height * _TITLE_TOP - title_height)
    canvas.setFont(FAMILIES[look.heading_face].plain, 12)
    canvas.setFillColor(style.textColor)
    canvas.drawString(look.side_margin, height * _TITLE_TOP + 14, f"{text.doc_type.capitalize()} {text.year}")


def _draw_imprint(canvas: Canvas, text: Text, look: Look) -> None:
    canvas.setFillColorRGB(0.1, 0.1, 0.1)
    canvas.setFont(FAMILIES[look.heading_face].bold, 13)
    canvas.drawString(look.side_margin, look.bottom_margin + 34, text.body)
    canvas.setFont(FAMILIES[look.heading_face].plain, 10)
    canvas.drawString(look.side_margin, look.bottom_margin + 16, f"{text.jurisdiction}, {text.year}")
