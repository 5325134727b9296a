"""Make `reports/`, the thirty short PDFs of the tutorials, from the bundled corpus of invented texts.

Each is the opening of one text, in the house style of its body. The same texts give the same bytes:

    python docs/tutorials/make_reports.py
"""

import csv
import dataclasses
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "sample"
REPORTS = Path(__file__).resolve().parent / "reports"
JURISDICTIONS = ("Kestria", "Nordhavel", "Osmara")
DOCUMENTS_EACH = 10
WORDS = 240
_SKIPPED = re.compile(r"\||\[\^|> |## (Contents|References)")

sys.path.insert(0, str(SAMPLE))

from maker.blocks import parse_blocks  # noqa: E402
from maker.looks import assign_looks  # noqa: E402
from maker.pdf_file import make_pdf  # noqa: E402
from maker.pdf_flow import keep_own_hyphens  # noqa: E402
from maker.pdf_styles import register_fonts  # noqa: E402
from maker.texts import read_texts  # noqa: E402


def shorten(markdown: str) -> str:
    """The first blocks of a text up to `WORDS` words, without tables, notes and lists of contents."""
    kept: list[str] = []
    words = 0
    for block in markdown.split("\n\n"):
        if _SKIPPED.search(block):
            continue
        kept.append(block)
        words += len(block.split())
        if words >= WORDS:
            break
    while kept and kept[-1].startswith("#"):
        kept.pop()
    return "\n\n".join(kept) + "\n"


def main() -> None:
    """Write the PDFs and their manifest."""
    register_fonts()
    keep_own_hyphens()
    texts = read_texts(SAMPLE / "texts")
    looks = assign_looks(texts)
    REPORTS.mkdir(exist_ok=True)
    rows = []
    for jurisdiction in JURISDICTIONS:
        for text in [one for one in texts if one.jurisdiction == jurisdiction][:DOCUMENTS_EACH]:
            blocks = tuple(parse_blocks(shorten(text.markdown)))
            short = dataclasses.replace(
                text,
                format="pdf",
                layout="one-column",
                blocks=blocks,
                notes={},
                running_head=text.running_head or text.title,
                running_foot=text.running_foot or text.body,
            )
            name = f"{text.stem}.pdf"
            (REPORTS / name).write_bytes(make_pdf(short, looks[text.jurisdiction, text.body]))
            rows.append([name, text.jurisdiction, text.body, text.title, text.year, text.doc_type])
    with (REPORTS / "index.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "jurisdiction", "body", "title", "year", "doc_type"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
