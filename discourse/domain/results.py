"""What the stages hand on: the columns of documents, passages and codes, and finished tables and quotes."""

from dataclasses import dataclass

import polars as pl

# Between the names of a crossed group; the number of the topic that passages between topics have.
CROSS, OUTLIERS = " · ", -1

DOCUMENTS = pl.Schema(
    {
        "document_id": pl.String,
        "source_id": pl.String,
        "file": pl.String,
        "place": pl.String,
        "kind": pl.String,  # policy | listing
        "jurisdiction": pl.String,
        "body": pl.String,
        "title": pl.String,
        "year": pl.Int32,
        "doc_type": pl.String,
        "language": pl.String,
        "url": pl.String,
        "pages": pl.Int32,
    }
)

PASSAGES = pl.Schema(
    {
        "passage_id": pl.String,
        "document_id": pl.String,
        "number": pl.Int32,
        "start": pl.Int64,
        "end": pl.Int64,
        "page_first": pl.Int32,
        "page_last": pl.Int32,
        "kind": pl.String,
        "heading": pl.String,
        "previous": pl.String,
        "text": pl.String,
        "language": pl.String,
        "left_out": pl.String,
    }
)

EVIDENCE: pl.List = pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32, "weight": pl.Float32, "rule": pl.String}))

# Frames have a row for every passage that can be coded; themes only where they are present.
_CODES: dict[str, pl.DataType | type[pl.DataType]] = {
    "passage_id": pl.String,
    "document_id": pl.String,
    "code_id": pl.String,
    "kind": pl.String,  # frame | theme
    "coder": pl.String,
    "present": pl.Boolean,
    "probability": pl.Float32,
    "stance": pl.String,  # null where the code is absent or is a theme
    "status": pl.String,
    "evidence": EVIDENCE,
}
CODES = pl.Schema(_CODES)

# One row a participant of a clause; a clause without any has one with an empty role.
AGENCY = pl.Schema(
    {
        "passage_id": pl.String,
        "document_id": pl.String,
        "clause": pl.Int32,  # where the predicate begins in the passage
        "clause_end": pl.Int32,
        "lemma": pl.String,
        "form": pl.String,
        "modality": pl.String,
        "role": pl.String,  # agent | acted_on | beneficiary
        "actor": pl.String,  # class of the lexicon, empty for none
        "start": pl.Int32,
        "end": pl.Int32,
    }
)

# What is said of a fact's document beside it.
ABOUT_FACTS = ("jurisdiction", "source_kind", "body", "title", "year", "doc_type", "file", "place")
FACTS = pl.Schema(
    {
        "document_id": pl.String,
        "jurisdiction": pl.String,
        "source_kind": pl.String,  # policy | listing
        "body": pl.String,
        "title": pl.String,
        "year": pl.Int32,
        "doc_type": pl.String,
        "file": pl.String,
        "place": pl.String,
        "page": pl.Int32,
        "kind": pl.String,
        "value_min": pl.Float64,
        "value_max": pl.Float64,
        "unit": pl.String,
        "scheme": pl.String,
        "per": pl.String,
        "category": pl.String,
        "quotation": pl.String,
        "start": pl.Int32,
        "end": pl.Int32,
        "passage_id": pl.String,
        "text": pl.String,
    }
)
# A fact's own columns: what is kept of it where its document is known.
FOUND = pl.Schema({name: kind for name, kind in FACTS.items() if name not in ABOUT_FACTS})


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table: tidy columns, a title to read, and the method and caveats in `note`.

    `name` names the file and the sheet (`prevalence`).
    """

    name: str
    title: str
    frame: pl.DataFrame
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage shown as evidence: verbatim, with its place and the words that carried the code.

    `spans` are half-open ranges of `text`. `link` opens the source at the page (`file#page=N`) and is
    relative to the report's folder where it can be. `page` counts the pages of the file; `page_label` is what the file
    itself calls the page, where that differs. `heading` stands above the passage in a file that has no pages.
    `learnt`: the coder learnt from this passage. `people` is what people said of the code there, in words, if any did.
    """

    passage_id: str
    code_id: str
    text: str
    spans: tuple[tuple[int, int], ...]
    probability: float
    stance: str
    jurisdiction: str
    body: str
    title: str
    year: int | None
    doc_type: str
    file: str
    page: int
    link: str
    page_label: str = ""
    heading: str = ""
    learnt: bool = False
    people: str = ""
