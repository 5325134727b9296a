"""Codings as rows of named cells, the common form of CSV, JSON lines and labelling tools, and back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discourse.domain.codes import Stance
from discourse.domain.codings import ABSTAINED, MODEL, READ, Coding
from discourse.domain.guesses import guess
from discourse.exchange.anchor import NotFoundError, find_quote
from discourse.exchange.material import Arrival, Material, Range, SourceText, find_text
from discourse.exchange.positions import collapse
from discourse.exchange.wording import (
    Meaning,
    code_path,
    coder_to_name,
    find_meaning,
    find_stance,
    name_to_coder,
    to_utc,
)

ATTRIBUTES = ("jurisdiction", "body", "year", "doc_type")
COLUMNS = (
    "coder",
    "code",
    "code_id",
    "present",
    "stance",
    "memo",
    "probability",
    *ATTRIBUTES,
    "title",
    "file",
    "place",
    "page",
    "quote",
    "start",
    "end",
    "passage_id",
    "document_id",
    "codebook_id",
    "time",
)
# What others call our columns.
OTHER_NAMES = {
    "annotator": "coder",
    "user": "coder",
    "codename": "code",
    "label": "code",
    "comment": "memo",
    "note": "memo",
    "document": "file",
    "source": "file",
    "filename": "file",
    "passage": "quote",
    "sentence": "quote",
    "text": "quote",
    "segment": "quote",
    "created": "time",
}
_YES = ("1", "true", "yes", "y", "x", "present")
_NO = ("0", "false", "no", "n", "absent")
_PASSAGE_ID = re.compile(r"([0-9a-f]{16,64}):(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column; `place` says where the row stands in its file (`row 7`)."""

    place: str
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "").strip()


class CellError(Exception):
    """A cell that cannot be taken; `column` names it."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def coding_to_cells(coding: Coding, material: Material) -> dict[str, str]:
    """The cells of one coding, columns `COLUMNS`."""
    text = material.by_id[coding.document_id]
    known = dict(text.attributes)
    return {
        "coder": coder_to_name(coding.coder),
        "code": code_path(material.codebook, coding.code_id),
        "code_id": coding.code_id,
        "present": str(int(coding.present)),
        "stance": coding.stance or "",
        "memo": coding.memo,
        "probability": "" if coding.probability is None else f"{coding.probability:.4f}",
        **{name: known.get(name, "") for name in ATTRIBUTES},
        "title": text.title,
        "file": text.file,
        "place": text.place,
        "page": str(text.page_at(coding.start)),
        "quote": coding.quote,
        "start": str(coding.start),
        "end": str(coding.end),
        "passage_id": coding.passage_id,
        "document_id": coding.document_id,
        "codebook_id": coding.codebook_id,
        "time": coding.time,
    }


def rows_to_codings(rows: Iterable[Row], material: Material, *, file: str, coder: str) -> Arrival:
    """The codings that rows stand for; a row at fault is refused by itself, with its place, its cell and the reason.

    `coder` is for rows that name nobody. Rows of models are counted and left.
    """
    codings: dict[tuple[str, str, int, int, str], Coding] = {}
    refused, machine = [], 0
    for row in rows:
        if row.cell("coder").startswith(MODEL):
            machine += 1
            continue
        try:
            coding = _row_to_coding(row, material, coder)
        except CellError as error:
            refused.append(f"{file}, {row.place}, column '{error.column}': {error}.")
        else:
            # The last word on a passage and code counts, as in the journal.
            codings[coding.key] = coding
    return Arrival(tuple(codings.values()), tuple(refused), machine=machine)


def _row_to_coding(row: Row, material: Material, coder: str) -> Coding:
    meaning = _code(row, material)
    text = _text(row, material.texts)
    found = _range(row, text)
    present = _present(row, meaning.code_id)
    stance = _stance(row, meaning) if present else None
    who = name_to_coder(row.cell("coder")) or coder
    if not who:
        raise CellError("coder", "nobody is named; fill the cell or give --coder NAME")
    memo, time = row.cells.get("memo", "").replace("\r\n", "\n").replace("\r", "\n"), _time(row)
    try:
        return material.coding(who, text, found, meaning.code_id, present=present, stance=stance, memo=memo, time=time)
    except ValueError as error:
        raise CellError("memo", str(error).rstrip(".")) from error


def _code(row: Row, material: Material) -> Meaning:
    column = "code_id" if row.cell("code_id") else "code"
    name = row.cell(column)
    if name in (READ, ABSTAINED):
        return Meaning(name)
    if not (found := find_meaning(material.codebook, name)):
        known = guess(name, (code.id for code in material.codebook.codes))
        raise CellError(column, f"the codebook has no code '{name}'; {known.rstrip('.')}")
    return found


def _text(row: Row, texts: tuple[SourceText, ...]) -> SourceText:
    if found := _PASSAGE_ID.fullmatch(row.cell("passage_id")):
        column, chosen = "passage_id", find_text(texts, document_id=found[1])
    elif row.cell("passage_id"):
        raise CellError("passage_id", f"'{row.cell('passage_id')}' is not like 0123456789abcdef:120-245")
    elif row.cell("document_id"):
        column, chosen = "document_id", find_text(texts, document_id=row.cell("document_id"))
    elif row.cell("file"):
        column, chosen = "file", find_text(texts, file=row.cell("file"), place=row.cell("place"))
    else:
        raise CellError("file", "nothing says which document; give passage_id, or file (with page) and quote")
    if not chosen:
        raise CellError(column, f"the project has read no document '{row.cell(column)}'; add it and run first")
    if len(chosen) > 1 and row.cell("quote"):
        chosen = tuple(text for text in chosen if collapse(row.cell("quote")) in collapse(text.text)) or chosen
    if len(chosen) > 1:
        raise CellError(column, f"'{row.cell(column)}' means {len(chosen)} documents; give the passage_id")
    return chosen[0]


def _range(row: Row, text: SourceText) -> Range:
    """Where the row's words stand: at its offsets if they are there, else where the quotation is, if in one place."""
    column, given = _offsets(row, text)
    quote = row.cell("quote")
    if given and (not quote or collapse(text.text[slice(*given)]) == collapse(quote)):
        return given
    if not quote:
        raise CellError("quote", "nothing says which words; give passage_id, start and end, or the quote")
    within = _page(row, text)
    try:
        return find_quote(text.text, quote, within=within)
    except NotFoundError as error:
        where = f" on page {row.cell('page')}" if within else ""
        if given:
            raise CellError(
                column, f"the words at {given[0]}-{given[1]} are not the quote, which {error}{where}"
            ) from error
        remedy = "give its page, or the passage_id" if "places" in str(error) else "copy it from the document"
        raise CellError("quote", f"the quote {error}{where}; {remedy}") from error


def _offsets(row: Row, text: SourceText) -> tuple[str, Range | None]:
    if found := _PASSAGE_ID.fullmatch(row.cell("passage_id")):
        column, start, end = "passage_id", int(found[2]), int(found[3])
    elif row.cell("start") or row.cell("end"):
        column = "start" if not row.cell("start").isdecimal() else "end"
        if not (row.cell("start").isdecimal() and row.cell("end").isdecimal()):
            raise CellError(column, f"'{row.cell(column)}' is not a whole number; both start and end are needed")
        start, end = int(row.cell("start")), int(row.cell("end"))
    else:
        return "quote", None
    if not 0 <= start < end <= len(text.text):
        raise CellError(
            column, f"{start}-{end} is not a range of '{text.file}', which has {len(text.text):,} characters"
        )
    return column, (start, end)


def _page(row: Row, text: SourceText) -> Range | None:
    page = row.cell("page")
    if not page:
        return None
    found = text.page_range(int(page)) if page.isdecimal() else None
    if found is None:
        raise CellError("page", f"'{text.file}' has no page '{page}'; it has {len(text.pages)}, counted from 1")
    return found


def _present(row: Row, code_id: str) -> bool:
    value = row.cell("present").casefold()
    if code_id in (READ, ABSTAINED):
        return False
    if value in _NO:
        return False
    if value and value not in _YES:
        raise CellError("present", f"'{value}' is neither 1 nor 0")
    return True


def _stance(row: Row, meaning: Meaning) -> Stance | None:
    value = row.cell("stance")
    if not value:
        return meaning.stance
    if not (found := find_stance(value)):
        raise CellError("stance", f"'{value}' is none of asserted, reported, contested")
    return found


def _time(row: Row) -> str:
    value = row.cell("time")
    if value and not to_utc(value):
        raise CellError("time", f"'{value}' is not written like 2026-03-01T09:30:00Z")
    return to_utc(value)
