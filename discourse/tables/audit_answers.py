"""The answers of an audit one by one, each beside the passage and what the model says of it."""

import polars as pl

from discourse.domain.codings import PERSON
from discourse.tables.audit import Audit


def list_answers(audit: Audit, documents: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """A row for each coder's last word on each audited passage and code: `people` and `model` are 1, 0 or empty.

    `passages` and `codes` need hold no more than the audited ones. Of a passage that is no longer there the answer
    stays, without text and model. `probability` is the passage's chance in the first draw that had it.
    """
    where = documents.select("document_id", "jurisdiction", "title", "file")
    text = passages.select("passage_id", "document_id", "text", "left_out", page="page_first")
    about = text.join(where, on="document_id").unique("passage_id", keep="first", maintain_order=True)
    first = audit.drawn.unique("passage_id", keep="first", maintain_order=True)
    said = codes.filter("present").select("passage_id", code="code_id", model=pl.lit(1)).unique(["passage_id", "code"])
    rows = (
        audit.answers.select("passage_id", "coder", code="code_id", people=pl.col("present").cast(pl.Int32))
        .join(first.select("passage_id", "draw", "stratum", "probability"), on="passage_id", how="left")
        .join(about, on="passage_id", how="left")
        .join(said, on=["passage_id", "code"], how="left")
    )
    is_coded = pl.col("left_out") == ""
    return rows.select(
        "jurisdiction", "title", "file", "page", "text", "code",
        pl.col("coder").str.strip_prefix(PERSON), "people",
        pl.when(is_coded).then(pl.col("model").fill_null(0)).alias("model"),
        "draw", "stratum", "probability", "passage_id",
    ).sort("file", "page", "passage_id", "code", "coder", nulls_last=True)  # fmt: skip
