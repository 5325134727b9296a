"""Make the documents of the bundled sample corpus and its manifest.

Every text in `texts/` and `listings/` is invented for this corpus: the jurisdictions, bodies, Acts,
people and figures exist nowhere else, and no sentence is taken from a real document. Run this
program after any change to a text; it writes the same bytes each time:

    python corpus/sample/make_documents.py
"""

import sys
from collections.abc import Callable
from pathlib import Path

from maker.looks import assign_looks
from maker.manifest import manifest_csv, read_listing_rows, text_row
from maker.pdf_file import make_pdf
from maker.pdf_flow import keep_own_hyphens
from maker.pdf_styles import register_fonts
from maker.texts import Text, TextError, read_texts
from maker.web_page import make_page
from maker.word_file import make_word_file

FOLDER = Path(__file__).resolve().parent


def make_markdown(text: Text) -> bytes:
    """The text as it is, without its front matter."""
    return text.markdown.encode()


UNSTYLED: dict[str, Callable[[Text], bytes]] = {"html": make_page, "docx": make_word_file, "md": make_markdown}


def make_documents(folder: Path) -> int:
    """Write `documents/` and `manifest.csv` into a corpus folder, and say how many documents there are.

    Raises:
        TextError: if a text or the list of course listings is wrong; nothing is then written.
    """
    texts = read_texts(folder / "texts")
    rows = [*map(text_row, texts), *read_listing_rows(folder / "listings.csv")]
    looks = assign_looks(texts)
    documents = {
        f"{text.stem}.{text.format}": make_pdf(text, looks[text.jurisdiction, text.body])
        if text.format == "pdf"
        else UNSTYLED[text.format](text)
        for text in texts
    }
    _replace_files(folder / "documents", documents)
    (folder / "manifest.csv").write_bytes(manifest_csv(rows))
    return len(documents)


def _replace_files(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for stale in folder.iterdir():
        if stale.name not in files:
            stale.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def main() -> int:
    """Make everything, or say what is wrong with which text."""
    register_fonts()
    keep_own_hyphens()
    try:
        count = make_documents(FOLDER)
    except TextError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} documents written to {FOLDER / 'documents'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
