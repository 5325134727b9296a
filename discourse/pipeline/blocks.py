"""A corpus a block of documents at a time: what tables need of it adds up over documents and is small."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.results import CODES, PASSAGES
from discourse.passages.duplicates import DUPLICATES, find_copies, hash_wordings
from discourse.tables.clusters import sum_codes, sum_passages
from discourse.tables.cooccurrence import Company, count_company

_IDS = ("passage_id", "document_id", "number", "left_out")
# What quotes and actors show of a passage, and what is asked of its codes.
_SHOWN = ("passage_id", "document_id", "number", "page_first", "kind", "text", "left_out")
_REPEATED = ("document_id", "left_out", "kind", "code_id", "stance", "status")
_ASKED = ("passage_id", "document_id", "code_id", "kind", "present", "probability", "stance", "status", "evidence")


@dataclass(frozen=True, slots=True)
class Block:
    """All passages of some documents, in the order of their text, and codes of them (`PASSAGES`, `CODES`)."""

    passages: pl.DataFrame
    codes: pl.DataFrame

    def of_documents(self, ids: pl.Series) -> "Block":
        """What belongs to documents with these ids."""
        inside = pl.col("document_id").is_in(ids.implode())
        return Block(self.passages.filter(inside), self.codes.filter(inside))


@dataclass(frozen=True, slots=True)
class Counted:
    """What is kept of the blocks once they have been seen.

    `passages` and `codes` are sums by document (`sum_passages`, `sum_codes`), `company` counts by document. `marked`
    are the passages that carry a code and `present` those codes, with what is shown of them. `wordings` has the ids of
    all passages that can be coded, with a number (`hash_wordings`) that is null where it was not asked for.
    """

    passages: pl.DataFrame
    codes: pl.DataFrame
    company: Company
    marked: pl.DataFrame
    present: pl.DataFrame
    wordings: pl.DataFrame

    def of_documents(self, ids: pl.Series) -> "Counted":
        """What belongs to documents with these ids."""
        inside = pl.col("document_id").is_in(ids.implode())
        company = Company(self.company.pairs.filter(inside), self.company.near.filter(inside))
        frames = (self.passages, self.codes, self.marked, self.present, self.wordings)
        passages, codes, marked, present, wordings = (frame.filter(inside) for frame in frames)
        return Counted(passages, codes, company, marked, present, wordings)


def count_blocks(blocks: Iterable[Block], codebook: Codebook, *, with_wordings: bool) -> Counted:
    """See every block once. Peak memory is that of one block beside what is kept."""
    seen = [_count(block, codebook, with_wordings=with_wordings) for block in blocks]
    if not seen:
        seen = [_count(Block(PASSAGES.to_frame(), CODES.to_frame()), codebook, with_wordings=with_wordings)]
    company = Company(pl.concat([part.company.pairs for part in seen]), pl.concat([part.company.near for part in seen]))
    return Counted(
        pl.concat([part.passages for part in seen]),
        pl.concat([part.codes for part in seen]),
        company,
        shared([part.marked for part in seen]),
        shared([part.present for part in seen]),
        shared([part.wordings for part in seen]),
    )


def exact_duplicates(counted: Counted, documents: pl.DataFrame) -> pl.DataFrame:
    """Columns `DUPLICATES`: the passages of the same words, the earliest by year first in each cluster."""
    years = documents.select("document_id", "year").unique("document_id", keep="first")
    shared = counted.wordings.filter(pl.col("wording").is_not_null() & pl.col("wording").is_duplicated())
    in_time = shared.join(years, on="document_id", how="left").sort(
        "year", "document_id", "number", nulls_last=True, maintain_order=True
    )
    return find_copies(in_time).select(DUPLICATES.names())


def _count(block: Block, codebook: Codebook, *, with_wordings: bool) -> Counted:
    present = block.codes.filter("present")
    marked = block.passages.filter(pl.col("passage_id").is_in(present["passage_id"].unique().implode()))
    coded = block.passages.filter(pl.col("left_out") == "")
    wording = hash_wordings(coded["text"]) if with_wordings else pl.lit(None, pl.UInt64)
    company = count_company(
        block.passages,
        present,
        frames=[code.id for code in codebook.frames],
        themes=[code.id for code in codebook.themes],
    )
    return Counted(
        sum_passages(block.passages),
        sum_codes(block.passages, present),
        company,
        copied(marked.select(_SHOWN)),
        copied(present.select(_ASKED)),
        copied(coded.select(*_IDS, wording=wording)),
    )


def copied(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in memory of its own, repeated texts as categories: a selection keeps all texts of its block alive."""
    repeated = [name for name in _REPEATED if name in frame.columns]
    buffer = io.BytesIO()
    frame.with_columns(pl.col(repeated).cast(pl.Categorical)).write_ipc(buffer, compat_level=pl.CompatLevel.oldest())
    buffer.seek(0)
    return pl.read_ipc(buffer)


def shared(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames of `copied` one under the other, categories as texts again, each there once for all its rows."""
    frame = pl.concat(frames)
    for name in _REPEATED:
        if name in frame.columns:
            texts = frame.select(name).unique().drop_nulls().with_columns(text=pl.col(name).cast(pl.String))
            column = frame.select(name).join(texts, on=name, how="left", maintain_order="left")["text"]
            frame = frame.with_columns(column.alias(name))
    return frame
