"""What a PDF says about itself."""

import re

import pypdfium2 as pdfium

from discourse.reading.normalise import REPLACEMENT, normalise_text

_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|qxd|qxp|pub|pptx?|xlsx?|rtf|odt|tex|dvi|ps|ai|cdr|p65|pmd|html?|wpd)\b", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ - |untitled|document\d*$|slide \d+$|layout \d+$|print$|full page photo|powerpoint)",
    re.IGNORECASE,
)
# A longer label is no page number.
_MOST_LABEL = 12


def page_labels(pdf: pdfium.PdfDocument) -> list[str]:
    """What the file calls each of its pages, empty where that is the page's number in the file or nothing."""
    return [_page_label(pdf, number) for number in range(1, len(pdf) + 1)]


def _page_label(pdf: pdfium.PdfDocument, number: int) -> str:
    try:
        label = normalise_text(pdf.get_page_label(number - 1)).strip()
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    is_told = label.isprintable() and len(label) <= _MOST_LABEL and REPLACEMENT not in label
    return label if is_told and label != str(number) else ""


def pdf_title(pdf: pdfium.PdfDocument) -> str:
    """The title in the file's own information, or nothing where it is a file's name or a program's."""
    try:
        title = normalise_text(pdf.get_metadata_value("Title")).replace("\n", " ").strip()
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    named = _FILE_NAME.search(title) or _NO_TITLE.match(title) or REPLACEMENT in title
    return "" if named or " " not in title else title
