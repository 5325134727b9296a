"""How faithfully PDF pages are read: our reader beside plain pdfplumber, pypdfium2 and pypdf.

Two sets. *Generated*: pages set here from invented prose in one, two and three columns, with running heads, page
numbers, footnotes, hyphenated line ends, ruled and open tables and boxes, so that the true text is known. *Real*:
pages drawn at random (one or two a file, those with running prose) from a folder of public policy documents, and
transcribed by looking at the page's image. A transcription was begun from our reader's output and then checked line
by line against the image: order, omissions, furniture and wrong glyphs were put right. Only ordered hashes of its
words are kept, in `fidelity_pages.json`, never the text.

What counts as the page's text: headings, prose, lists, boxes and tables in reading order. Running heads and feet, page
numbers, footnotes and their marks do not count, for they are no body text. Words are compared without case,
punctuation and hyphens. `similarity` is the Indel ratio, 2 · LCS / (words read + words true), where LCS is the longest
common subsequence of words; `recall` is LCS / words true, which forgives what is read too much.

    python benchmarks/fidelity.py [--real FOLDER]
"""

import argparse
import json
import logging
import random
import re
import tempfile
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import pdfplumber
import pypdf
import pypdfium2 as pdfium
from rapidfuzz.distance import LCSseq
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from discourse.domain.ids import hash_file
from discourse.domain.sources import Source
from discourse.reading.pdf.reader import read_pdf

# pypdf asks for another package at every font; its text hardly changes with it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

PAGES_FILE = Path(__file__).with_name("fidelity_pages.json")
SEED = 7
GENERATED_DOCUMENTS = 9
PAGES_PER_DOCUMENT = 5
FONT, BOLD, SIZE, LEADING = "Times-Roman", "Times-Bold", 10.0, 12.5
MARGIN, GUTTER, HEAD, FOOT, NOTE_SIZE = 60.0, 22.0, 800.0, 36.0, 7.5
LONG_WORD = 8

Reader = Callable[[Path], list[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Similarity and recall of one page read by one engine."""

    similarity: float
    recall: float


def normal_words(text: str) -> list[str]:
    """The words of a text in order: NFKC, no case, letters and digits only."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = (re.sub(r"[\W_]", "", word) for word in folded.split())
    return [word for word in words if word]


def hash_words(text: str) -> list[int]:
    """CRC-32 of each word: enough to compare orders, too little to read."""
    return [zlib.crc32(word.encode()) for word in normal_words(text)]


def score(read: Sequence[int], true: Sequence[int]) -> Score:
    """Compare two pages as sequences of word hashes."""
    common = LCSseq.similarity(read, true)
    return Score(2 * common / ((len(read) + len(true)) or 1), common / (len(true) or 1))


def read_ours(path: Path) -> list[str]:
    """Body text per page; that a table's rows name their columns again counts against us."""
    reading = read_pdf(Source(path, hash_file(path)))
    return [document.page_text(page) for document in reading.documents for page in document.pages]


def read_pdfplumber(path: Path) -> list[str]:
    """`extract_text` with its defaults."""
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() or "" for page in pdf.pages]


def read_pypdfium2(path: Path) -> list[str]:
    """`get_text_range` of the whole page."""
    with pdfium.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def read_pypdf(path: Path) -> list[str]:
    """`extract_text` with its defaults."""
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


ENGINES: Mapping[str, Reader] = {
    "discourse": read_ours,
    "pdfplumber": read_pdfplumber,
    "pypdfium2": read_pypdfium2,
    "pypdf": read_pypdf,
}

_HEADINGS = ("What is asked", "Who replies", "Fees and places", "Small awards", "Registers kept", "Remaining work")
_SUBJECTS = "the province|every provider|a council of learners|the ministry of Vellin|no employer|the review panel"
_VERBS = "examines|recognises|postpones|administers|undertakes to publish|refuses to accept|has reconsidered"
_OBJECTS = (
    "the certification of apprenticeships|an evaluation of part-time instruction|its own qualifications register|"
    "the harbour's vocational programme|whichever award was discontinued|a well-founded application"
)
_TAILS = (
    "before the harvest begins|within eleven working days|although nobody had requested it|in each northern district|"
    "with considerable administrative difficulty|so that learners in Orrin may continue|for at least a generation"
)


def write_sentence(chance: random.Random) -> str:
    """An invented sentence with long words that a line may break."""
    parts = (chance.choice(choice.split("|")) for choice in (_SUBJECTS, _VERBS, _OBJECTS, _TAILS))
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


@dataclass(slots=True)
class _Column:
    x: float
    width: float
    y: float
    floor: float


def write_document(path: Path, number: int) -> list[str]:
    """Write one PDF of several pages and return the true body text of each; the number decides the layout."""
    chance = random.Random(f"{SEED}-{number}")
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    texts = []
    for page in range(1, PAGES_PER_DOCUMENT + 1):
        texts.append(" ".join(_write_page(canvas, chance, page, columns=1 + number % 3)))
        canvas.showPage()
    canvas.save()
    return texts


def _write_page(canvas: Canvas, chance: random.Random, page: int, *, columns: int) -> Iterator[str]:
    _line(canvas, MARGIN, HEAD, f"Board of Awards of Orrin{' ' * 6}Report on short courses", FONT, 8)
    _line(canvas, A4[0] / 2, FOOT, str(page), FONT, 9)
    floor = _write_note(canvas, page) if page % 2 else 60.0
    top = HEAD - 40
    if page == 1:
        _line(canvas, MARGIN, top, "How the awards of the coast are reviewed", BOLD, 18)
        top -= 36
        yield "How the awards of the coast are reviewed"
    width = (A4[0] - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    for at in range(columns):
        column = _Column(MARGIN + at * (width + GUTTER), width, top, floor)
        yield from _fill(canvas, chance, column, part=page + at, with_extras=columns < 3)


def _fill(canvas: Canvas, chance: random.Random, column: _Column, *, part: int, with_extras: bool) -> Iterator[str]:
    heading = f"{part} {chance.choice(_HEADINGS)}"
    _line(canvas, column.x, column.y, heading, BOLD, 12)
    column.y -= 20
    yield heading
    extras = [_write_box, _write_ruled_table, _write_open_table]
    if with_extras:
        yield from extras[part % 3](canvas, chance, column)
    while column.y - 5 * LEADING > column.floor:
        text = " ".join(write_sentence(chance) for _ in range(chance.randint(2, 5)))
        yield _write_paragraph(canvas, text, column)


def _write_paragraph(canvas: Canvas, text: str, column: _Column) -> str:
    """Set as much of a paragraph as the column holds, and return the words that were set."""
    said: list[str] = []
    for line, is_last in _broken(text, column.width, FONT, SIZE):
        if column.y < column.floor:
            break
        _justify(canvas, line, column, is_last=is_last)
        column.y -= LEADING
        said.append(line)
    column.y -= 0.5 * LEADING
    return _joined(said)


def _joined(lines: Sequence[str]) -> str:
    """The true text of broken lines: a break's hyphen, marked by a trailing tilde, goes."""
    return " ".join(lines).replace("~ ", "").rstrip("~")


def _broken(text: str, width: float, font: str, size: float) -> Iterator[tuple[str, bool]]:
    """Lines that fit, long words broken at their middle vowel; a tilde stands for the break's hyphen."""
    line, words = "", text.split()
    while words:
        word = words.pop(0)
        longer = f"{line} {word}".strip()
        if stringWidth(longer, font, size) <= width:
            line = longer
            continue
        first, rest = _break_word(word)
        if first and stringWidth(f"{line} {first}-", font, size) <= width:
            yield f"{line} {first}~", False
            line = rest
        else:
            yield line, False
            line = word
    yield line, True


def _break_word(word: str) -> tuple[str, str]:
    if len(word) < LONG_WORD or not word.isalpha():
        return "", word
    at = next((at for at in range(len(word) // 2, len(word) - 3) if word[at] in "aeiou"), 0)
    return (word[: at + 1], word[at + 1 :]) if at else ("", word)


def _justify(canvas: Canvas, line: str, column: _Column, *, is_last: bool) -> None:
    shown = line.replace("~", "-")
    room = column.width - stringWidth(shown, FONT, SIZE)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(column.x, column.y, shown, wordSpace=0 if is_last else room / max(shown.count(" "), 1))


def _write_note(canvas: Canvas, page: int) -> float:
    """A footnote across the page; returns where the body must end."""
    canvas.line(MARGIN, 88, MARGIN + 90, 88)
    note = f"{page} See the Awards Order of the coast, section {page + 4}, and the remarks of the registrar."
    _line(canvas, MARGIN, 76, note, FONT, NOTE_SIZE)
    return 104.0


def _write_box(canvas: Canvas, chance: random.Random, column: _Column) -> Iterator[str]:
    top = column.y + 8
    inner = _Column(column.x + 8, column.width - 16, column.y - 8, column.floor)
    yield _write_paragraph(canvas, f"{write_sentence(chance)} {write_sentence(chance)}", inner)
    canvas.rect(column.x, inner.y + 4, column.width, top - inner.y - 4)
    column.y = inner.y - LEADING


_ROWS = (("Province", "Awards", "Fee"), ("Vellin", "14", "120"), ("Orrin", "9", "83"), ("Harn", "21", "45"))


def _write_ruled_table(canvas: Canvas, _: random.Random, column: _Column) -> Iterator[str]:
    step = column.width / 3
    foot = column.y - 16 * (len(_ROWS) - 1) - 5
    canvas.grid([column.x + at * step for at in range(4)], [foot + 16 * at for at in range(len(_ROWS) + 1)])
    yield from _write_rows(canvas, column, step)


def _write_open_table(canvas: Canvas, _: random.Random, column: _Column) -> Iterator[str]:
    yield from _write_rows(canvas, column, column.width / 3)


def _write_rows(canvas: Canvas, column: _Column, step: float) -> Iterator[str]:
    for at, row in enumerate(_ROWS):
        for place, cell in enumerate(row):
            _line(canvas, column.x + 4 + place * step, column.y, cell, BOLD if at == 0 else FONT, 9)
        column.y -= 16
    column.y -= LEADING
    yield " ".join(cell for row in _ROWS for cell in row)


def _line(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def score_generated() -> dict[str, list[Score]]:
    """Scores of every engine on every generated page."""
    scores: dict[str, list[Score]] = {engine: [] for engine in ENGINES}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(GENERATED_DOCUMENTS):
            path = Path(folder, f"{number}.pdf")
            true = write_document(path, number)
            for engine, read in ENGINES.items():
                pages = read(path)
                scores[engine] += [
                    score(hash_words(page), hash_words(text)) for page, text in zip(pages, true, strict=True)
                ]
    return scores


def score_real(folder: Path) -> dict[str, list[Score]]:
    """Scores of every engine on every transcribed page that lies in `folder`."""
    scores: dict[str, list[Score]] = {engine: [] for engine in ENGINES}
    by_file: dict[str, list[tuple[int, list[int]]]] = {}
    for entry in json.loads(PAGES_FILE.read_text(encoding="utf-8")):
        words = bytes.fromhex(entry["words"])
        true = [int.from_bytes(words[at : at + 4], "big") for at in range(0, len(words), 4)]
        by_file.setdefault(entry["file"], []).append((entry["page"], true))
    for name, pages in by_file.items():
        for engine, read in ENGINES.items():
            texts = read(folder / name)
            scores[engine] += [score(hash_words(texts[page - 1]), true) for page, true in pages]
    return scores


def print_table(sets: Mapping[str, Mapping[str, Sequence[Score]]]) -> None:
    """One Markdown table: median and mean similarity, and mean recall, for each engine and set."""
    names = [f"{name} ({len(next(iter(scores.values())))} pages)" for name, scores in sets.items()]
    print("| engine | " + " | ".join(f"{name}: median | mean | recall" for name in names) + " |")
    print("| --- " * (1 + 3 * len(names)) + "|")
    for engine in ENGINES:
        cells = [
            f"{median(s.similarity for s in scores[engine]):.4f} | {mean(s.similarity for s in scores[engine]):.4f}"
            f" | {mean(s.recall for s in scores[engine]):.4f}"
            for scores in sets.values()
        ]
        print(f"| {engine} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="folder with the files that fidelity_pages.json names")
    folder = parser.parse_args().real
    began = time.perf_counter()
    sets = {"generated": score_generated()}
    if folder:
        sets["real"] = score_real(folder)
    print_table(sets)
    print(f"\n{time.perf_counter() - began:.0f} seconds")


if __name__ == "__main__":
    main()
