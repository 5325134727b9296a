"""A project's texts and codings as other tools get them."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingStatus, Stance
from discourse.domain.codings import Coding
from discourse.domain.documents import UNKNOWN, Document, Status
from discourse.domain.errors import UsageError
from discourse.exchange.material import Material, Range, SourceText
from discourse.pipeline.corpus import first_entries, read_documents
from discourse.pipeline.project import Project
from discourse.pipeline.readings import ReadingRow, reading_rows
from discourse.store.parts import frame_to_documents
from discourse.store.store import Store

_ATTRIBUTES = ("jurisdiction", "body", "year", "doc_type")
# How many of the words that carried a model's code are told as its reason.
_REASONS = 3


def read_material(
    project: Project, codebook: Codebook, codings: Iterable[Coding], *, with_models: bool = True
) -> Material:
    """Everything that has been read, with people's codings and, unless left out, those of models where codes apply.

    Raises `UsageError` for a project in which nothing has been read.
    """
    store = Store(project.folder, project.settings.storage.parts)
    try:
        rows, firsts = _readings(store, project)
        if not firsts:
            raise UsageError(f"Nothing has been read in '{project.folder}' yet; run 'discourse run' first.")
        described = read_documents(store, store.ledger.sources(), rows, project.settings)
        documents = {document.id: document for document in frame_to_documents(store.read("documents", firsts))}
        passages = store.read("passages", firsts)
        codes = read_machine_codes(store) if with_models else None
    finally:
        store.close()
    texts = tuple(
        _source_text(row, documents[row["document_id"]], project.folder)
        for row in described.unique("document_id", keep="first", maintain_order=True).iter_rows(named=True)
    )
    known = {text.document_id for text in texts}
    mine = [coding for coding in codings if coding.document_id in known]
    machine = [] if codes is None else _machine_codings(codes, passages, codebook)
    name = project.settings.title or project.folder.resolve().name
    strange = () if codes is None else (*_strange_codes(codes, codebook), *_doubted_codes(codes, codebook))
    return Material(name, codebook, texts, (*mine, *machine), _ranges(passages), strange)


def read_machine_codes(store: Store) -> pl.DataFrame:
    """What every model said that has coded here, columns `CODES`; no model is loaded for it."""
    codes = store.read("codes", store.ledger.results("coding"))
    return codes.unique(["coder", "passage_id", "code_id"], keep="last", maintain_order=True)


def read_passages(project: Project) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Documents, passages and models' codes (`DOCUMENTS`, `PASSAGES`, `CODES`), whichever models made them."""
    store = Store(project.folder, project.settings.storage.parts)
    try:
        rows, firsts = _readings(store, project)
        described = read_documents(store, store.ledger.sources(), rows, project.settings)
        return described, store.read("passages", firsts), read_machine_codes(store)
    finally:
        store.close()


def _readings(store: Store, project: Project) -> tuple[dict[str, ReadingRow], list[str]]:
    """What has been read, and the keys of the readings that hold texts."""
    rows = reading_rows(store.ledger)
    firsts = first_entries(store.ledger.sources(), project.settings)
    return rows, [key for key in firsts if key in rows and rows[key].status is Status.OK]


def _source_text(row: dict[str, object], document: Document, folder: Path) -> SourceText:
    attributes = tuple((name, str(row[name])) for name in _ATTRIBUTES if row[name] and row[name] != UNKNOWN)
    file = str(row["file"])
    return SourceText(
        document_id=document.id,
        file=file,
        title=str(row["title"]),
        text=document.text,
        pages=document.pages,
        place=str(row["place"] or ""),
        attributes=attributes,
        original=None if row["place"] else folder / file,
    )


def _ranges(passages: pl.DataFrame) -> dict[str, frozenset[Range]]:
    found = passages.group_by("document_id").agg(pl.struct("start", "end").alias("ranges"))
    return {
        document_id: frozenset((item["start"], item["end"]) for item in ranges)
        for document_id, ranges in found.iter_rows()
    }


def _machine_codings(codes: pl.DataFrame, passages: pl.DataFrame, codebook: Codebook) -> list[Coding]:
    """The codes that models are sure apply, with the words that carried them as the reason."""
    present = codes.filter(
        pl.col("present") & (pl.col("status") == CodingStatus.CODED) & pl.col("code_id").is_in(list(codebook.by_id))
    ).join(passages.select("passage_id", "start", "end", "text"), on="passage_id")
    return [
        Coding(
            coder=row["coder"],
            document_id=row["document_id"],
            start=row["start"],
            end=row["end"],
            quote=row["text"],
            code_id=row["code_id"],
            present=True,
            stance=Stance(row["stance"]) if row["stance"] else None,
            memo=_reason(row["text"], row["evidence"] or []),
            codebook_id=codebook.id,
            passage_id=row["passage_id"],
            probability=round(row["probability"], 4),
        )
        for row in present.iter_rows(named=True)
    ]


def _strange_codes(codes: pl.DataFrame, codebook: Codebook) -> tuple[str, ...]:
    """What models said in codes that the codebook no longer has."""
    strange = codes.filter(pl.col("present") & ~pl.col("code_id").is_in(list(codebook.by_id)))
    counts = strange.group_by("coder", "code_id").len().sort("coder", "code_id")
    return tuple(
        f"{count} codings by {coder} with '{code_id}', which the codebook does not have; run the project again"
        for coder, code_id, count in counts.iter_rows()
    )


def _doubted_codes(codes: pl.DataFrame, codebook: Codebook) -> tuple[str, ...]:
    """What models said of passages that they abstained on: the tables' shares count it."""
    doubted = codes.filter(
        pl.col("present") & (pl.col("status") == CodingStatus.ABSTAINED) & pl.col("code_id").is_in(list(codebook.by_id))
    )
    counts = doubted.group_by("coder").len().sort("coder")
    return tuple(
        f"{count:,} codes by {coder} in passages of which it was least sure (abstained); the tables' shares count them"
        for coder, count in counts.iter_rows()
    )


def _reason(text: str, evidence: list[dict[str, object]]) -> str:
    """The weightiest words, with the cue that they match if any."""
    spans = sorted(evidence, key=lambda item: -float(str(item["weight"])))[:_REASONS]
    parts = []
    for item in spans:
        words = " ".join(text[int(str(item["start"])) : int(str(item["end"]))].split())
        parts.append(f"“{words}”" + (f" (cue: {item['rule']})" if item["rule"] else ""))
    return "; ".join(part for part in parts if part.isprintable())
