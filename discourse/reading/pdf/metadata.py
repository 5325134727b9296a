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


def pdf_title(pdf: pdfium.PdfDocument) -> str:
    """The title in the file's own information, or nothing where it is a file's name or a program's."""
    try:
        title = normalise_text(pdf.get_metadata_value("Title")).replace("\n", " ").strip()
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    named = _FILE_NAME.search(title) or _NO_TITLE.match(title) or REPLACEMENT in title
    return "" if named or " " not in title else title
