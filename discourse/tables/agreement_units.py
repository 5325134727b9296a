"""What coders judged, made comparable: the passages that each of them saw, and what he said of every code there."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from discourse.domain.codings import ABSTAINED, CONSENSUS, READ, Coding

# A free span counts for a passage where their overlap is at least this share of the shorter of both.
MIN_OVERLAP = 0.5

JUDGEMENTS = pl.Schema(
    {
        "coder": pl.String,
        "document_id": pl.String,
        "passage_id": pl.String,
        "code_id": pl.String,
        "present": pl.Boolean,
        "stance": pl.String,
        "memo": pl.String,
    }
)


def codings_to_judgements(
    codings: Iterable[Coding],
    passages: pl.DataFrame,
    code_ids: Sequence[str],
    *,
    open_codes: Mapping[str, frozenset[str]] | None = None,
) -> pl.DataFrame:
    """One row for each coder, passage he judged, and code, columns `JUDGEMENTS`.

    A coder *saw* a passage when he said anything of it: that a code is there or not, or that he read it. Of a passage
    seen, a code that he did not mention is absent. Passages that nobody saw are no evidence of agreement and are
    never counted, nor are those that a coder left open, and a consensus is a decision and no coder. A free span stands
    for the passages that it covers by half, or that cover half of it. `open_codes` are, by codebook version, the codes
    that could be given then: a code that came later was not judged at all.
    """
    independent = [coding for coding in codings if coding.coder != CONSENSUS]
    said = _without_open(_on_passages(_to_frame(independent), passages))
    seen = said.select("coder", "document_id", "passage_id", "codebook_id").unique(maintain_order=True)
    last = (
        said.filter(pl.col("code_id") != READ)
        # Present wins over absent where two spans of one coder touch a passage; the journal has settled all else.
        .sort("present", descending=True, maintain_order=True)
        .unique(["coder", "passage_id", "code_id"], keep="first", maintain_order=True)
    )
    could = [
        (version, code_id)
        for version in seen["codebook_id"].unique()
        for code_id in code_ids
        if code_id in (open_codes or {}).get(version, code_ids)
    ]
    codes = pl.DataFrame(could, schema={"codebook_id": pl.String, "code_id": pl.String}, orient="row")
    return (
        seen.join(codes, on="codebook_id", maintain_order="left")
        .drop("codebook_id")
        .unique(maintain_order=True)
        .join(
            last.drop("document_id", "codebook_id"),
            on=["coder", "passage_id", "code_id"],
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("present").fill_null(value=False), pl.col("memo").fill_null(""))
        .select(list(JUDGEMENTS))
    )


def _without_open(said: pl.DataFrame) -> pl.DataFrame:
    """What coders said, in order, but for the passages that they left open and did not finish later."""
    standing = (
        said.filter(pl.col("code_id").is_in([READ, ABSTAINED]))
        .group_by("coder", "passage_id")
        .agg(pl.col("code_id").last().alias("standing"))
    )
    left_open = standing.filter(pl.col("standing") == ABSTAINED)
    return said.join(left_open, on=["coder", "passage_id"], how="anti", maintain_order="left")


def codes_to_judgements(codes: pl.DataFrame, code_ids: Sequence[str], passage_ids: pl.Series) -> pl.DataFrame:
    """The judgements of models on these passages, columns `JUDGEMENTS`; where a model abstained it gave none.

    Of a code that it never uses, as it does not know it, it says nothing either.
    """
    # A frame that a model has no row for, present or absent, is one that it was not trained on.
    known_codes = codes.select("coder", "code_id").unique().filter(pl.col("code_id").is_in(list(code_ids)))
    sure = codes.filter((pl.col("status") == "coded") & pl.col("passage_id").is_in(passage_ids.implode()))
    seen = sure.select("coder", "document_id", "passage_id").unique(maintain_order=True)
    known = sure.select("coder", "passage_id", "code_id", "present", "stance").unique(
        ["coder", "passage_id", "code_id"], keep="last", maintain_order=True
    )
    return (
        seen.join(known_codes, on="coder", maintain_order="left_right")
        .join(known, on=["coder", "passage_id", "code_id"], how="left", maintain_order="left")
        .with_columns(pl.col("present").fill_null(value=False), memo=pl.lit(""))
        .with_columns(stance=pl.when("present").then("stance"))
        .select(list(JUDGEMENTS))
    )


def _to_frame(codings: Iterable[Coding]) -> pl.DataFrame:
    names = ("coder", "document_id", "start", "end", "code_id", "present", "stance", "memo", "codebook_id")
    schema = {name: JUDGEMENTS.get(name, pl.Int64) for name in names} | {"codebook_id": pl.String()}
    return pl.DataFrame([[getattr(item, name) for name in names] for item in codings], schema=schema, orient="row")


def _on_passages(said: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    """Each coding on every passage that it stands for; a coding of exactly a passage stands for that one alone."""
    ranges = passages.filter(pl.col("left_out") == "").select(
        "document_id", "passage_id", low=pl.col("start"), high=pl.col("end")
    )
    overlap = pl.min_horizontal("end", "high") - pl.max_horizontal("start", "low")
    shorter = pl.min_horizontal(pl.col("end") - pl.col("start"), pl.col("high") - pl.col("low"))
    return (
        said.join(ranges, on="document_id", maintain_order="left")
        .filter(overlap >= MIN_OVERLAP * shorter, overlap > 0)
        .drop("start", "end", "low", "high")
    )
