"""Shares corrected by an audit: what people say of passages drawn at random, beside what the model says of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from discourse.tables.clusters import count_by_document, group_documents, order_groups, sum_passages
from discourse.tables.contrasts import difference_interval
from discourse.tables.correction import (
    DIFFERENCE,
    HORVITZ_THOMPSON,
    Audited,
    Coded,
    correct_share,
    estimate_share,
)
from discourse.tables.intervals import Counts, Interval, lack_of_documents
from discourse.tables.prevalence import INSUFFICIENT, MIN_DOCUMENTS

# With fewer the interval is as wide as saying nothing and too wide for its name (`benchmarks/coverage.py`).
MIN_AUDITED = 50

NOT_AUDITED = "not audited"
NOT_COVERED = "documents added since the draw"

_CORRECTED = {
    "corrected": pl.Float64,
    "corrected_low": pl.Float64,
    "corrected_high": pl.Float64,
    "audited": pl.Int64,
    "corrected_note": pl.String,
}
_ROWS = {
    "group": pl.String,
    "frame": pl.String,
    "audited": pl.Int64,
    "audited_documents": pl.Int64,
    "both": pl.Float64,
    "only_people": pl.Float64,
    "only_model": pl.Float64,
    "horvitz_thompson": pl.Float64,
    "difference": pl.Float64,
    "power": pl.Float64,
    "corrected": pl.Float64,
    "corrected_low": pl.Float64,
    "corrected_high": pl.Float64,
    "corrected_note": pl.String,
}


@dataclass(frozen=True, slots=True)
class Audit:
    """The random draws of a project and the answers of people to them.

    `drawn` has draw, stratum, passage_id, document_id, probability; `population` has draw, document_id and stratum, one
    row for each stratum in which a document had passages when the draw was made; `answers` has passage_id, code_id,
    coder, present, one row for each coder's last word.
    """

    drawn: pl.DataFrame
    population: pl.DataFrame
    answers: pl.DataFrame


def corrections(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    audit: Audit,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    min_documents: int = MIN_DOCUMENTS,
    min_audited: int = MIN_AUDITED,
) -> pl.DataFrame:
    """Columns group, `by`, then those of `_ROWS`: one row per group and code.

    `audited` passages were drawn and answered, in `audited_documents`; of them people and model code `both`, or
    `only_people` or `only_model` do (the mean of several people counts in parts). `horvitz_thompson` and `difference`
    are the plain estimates, `corrected` the power-tuned one with its 95 % limits. A group borrows nothing from others:
    it has the note of `tell_insufficient` with fewer than `min_audited` passages or documents too few for any interval,
    `not audited` without an answer, `documents added since the draw` where not all of it could be drawn.
    """
    groups = group_documents(documents, by)
    counts = count_by_document(groups, passages, codes, code_ids)
    rows = []
    for code_id in dict.fromkeys(code_ids):
        weighted = weigh_answers(audit, code_id)
        found = audited_passages(weighted.passages, passages, codes, code_id)
        for (group,), cell in counts.filter(pl.col("frame") == code_id).group_by("group", maintain_order=True):
            is_covered = cell["document_id"].is_in(weighted.documents.implode()).all()
            row = _correct_cell(cell, found, is_covered, min_documents=min_documents, min_audited=min_audited)
            rows.append({"group": group, "frame": code_id, **row})
    frames = pl.DataFrame({"frame": list(dict.fromkeys(code_ids))}, schema={"frame": pl.String})
    return (
        order_groups(groups, by)
        .join(frames, how="cross", maintain_order="left_right")
        .join(pl.DataFrame(rows, schema=_ROWS), on=["group", "frame"], how="left", maintain_order="left")
        .with_columns(
            pl.col("audited", "audited_documents").fill_null(0), pl.col("corrected_note").fill_null(NOT_AUDITED)
        )
    )


def tell_insufficient(audited: int, passages: Counts, *, min_documents: int, min_audited: int = MIN_AUDITED) -> str:
    """Why a group with `audited` answers and these `passages` by document gets no corrected share, or nothing."""
    few = f"{audited} passages, {min_audited} needed" if audited < min_audited else ""
    lacks = "; ".join(filter(None, (lack_of_documents(passages, min_documents), few)))
    return f"{INSUFFICIENT}: {lacks}" if lacks else ""


@dataclass(frozen=True, slots=True)
class Beyond:
    """A group that gets no corrected share however many of its passages are answered, and why.

    With `minimum` for `minimum_documents` it would get one; 0 where it would with none.
    """

    group: str
    why: str
    minimum: int


def groups_beyond_correction(
    documents: pl.DataFrame, passages: pl.DataFrame, *, by: Sequence[str] = ("jurisdiction",), min_documents: int
) -> tuple[Beyond, ...]:
    """The groups that would get no corrected share if every one of their passages were audited."""
    groups = group_documents(documents, by)
    sizes = groups.join(sum_passages(passages).filter(pl.col("passages") > 0), on="document_id")
    found = []
    for group in order_groups(groups, by)["group"]:
        counts = sizes.filter(pl.col("group") == group)["passages"].to_numpy()
        lacks = [
            tell_insufficient(int(counts.sum()), counts, min_documents=least) for least in (min_documents, len(counts))
        ]
        if lacks[0]:
            why = lacks[0].removeprefix(f"{INSUFFICIENT}: ")
            found.append(Beyond(str(group), why, 0 if lacks[1] else len(counts)))
    return tuple(found)


def append_corrections(shares: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """A table of shares with the columns corrected, corrected_low, corrected_high, audited, corrected_note."""
    return shares.join(
        corrected.select("group", "frame", *_CORRECTED), on=["group", "frame"], how="left", maintain_order="left"
    )


def append_corrected_differences(contrasts: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """A table of contrasts with corrected_difference and its 95 % limits corrected_low, corrected_high.

    Null where either group has no corrected share. Limits by `difference_interval`; no p goes with them.
    """
    cells = {
        (row["group"], row["frame"]): row for row in corrected.filter(pl.col("corrected").is_not_null()).to_dicts()
    }
    rows = []
    for one, other, frame in contrasts.select("group", "other", "frame").iter_rows():
        sides = [cells.get((group, frame)) for group in (one, other)]
        rows.append(_corrected_difference(sides[0], sides[1]) if sides[0] and sides[1] else (None, None, None))
    schema = dict.fromkeys(("corrected_difference", "corrected_low", "corrected_high"), pl.Float64)
    return contrasts.hstack(pl.DataFrame(rows, schema=schema, orient="row"))


def _corrected_difference(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[float, float, float]:
    limits = [Interval(row["corrected_low"], row["corrected_high"]) for row in (one, other)]
    found = difference_interval(one["corrected"], limits[0], other["corrected"], limits[1])
    return one["corrected"] - other["corrected"], found.low, found.high


@dataclass(frozen=True, slots=True)
class WeightedAnswers:
    """`passages`: passage_id, document_id, truth, weight; `documents`: ids of those that could be drawn whole."""

    passages: pl.DataFrame
    documents: pl.Series


def weigh_answers(audit: Audit, code_id: str) -> WeightedAnswers:
    """The answered passages for one code, each with the number of passages that it stands for.

    A sheet is in random order, so that a stratum answered in part counts as drawn with so much less chance. Where a
    document could be drawn in several draws, each estimates it, weighted by the passages answered in that draw.
    """
    truth = (
        audit.answers.filter(pl.col("code_id") == code_id)
        .group_by("passage_id")
        .agg(truth=pl.col("present").cast(pl.Float64).mean())
    )
    drawn = audit.drawn.join(truth, on="passage_id", how="left", maintain_order="left")
    answered = pl.col("truth").is_not_null()
    response = drawn.group_by("draw", "stratum").agg(response=answered.mean(), answered=answered.sum())
    covered = _covered(audit.population, response)
    part = (pl.col("answered") / pl.col("answered").sum().over("document_id")).alias("part")
    parts = covered.with_columns(part).select("draw", "document_id", "part")
    weighted = (
        drawn.filter(answered)
        .join(response.select("draw", "stratum", "response"), on=["draw", "stratum"])
        .join(parts, on=["draw", "document_id"])
        .with_columns(weight=pl.col("part") / (pl.col("probability") * pl.col("response")))
        .select("passage_id", "document_id", "truth", "weight")
        .sort("passage_id", "weight")
    )
    return WeightedAnswers(weighted, covered["document_id"].unique())


def _covered(population: pl.DataFrame, response: pl.DataFrame) -> pl.DataFrame:
    """Columns draw, document_id, answered (in the draw): documents with an answer in every stratum they belong to."""
    totals = response.group_by("draw").agg(pl.col("answered").sum())
    return (
        population.join(response.select("draw", "stratum", inside="answered"), on=["draw", "stratum"], how="left")
        .group_by("draw", "document_id")
        .agg(whole=(pl.col("inside").fill_null(0) > 0).all())
        .filter("whole")
        .drop("whole")
        .join(totals, on="draw")
        .sort("draw", "document_id")
    )


def audited_passages(weighted: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame, code_id: str) -> pl.DataFrame:
    """The answered passages that still can be coded, with what the model says of each (`predicted`, 0 or 1)."""
    still = passages.filter(pl.col("left_out") == "").select("passage_id").unique()
    present = codes.filter(pl.col("present") & (pl.col("code_id") == code_id)).select("passage_id").unique()
    return weighted.join(still, on="passage_id", maintain_order="left").join(
        present.with_columns(predicted=pl.lit(1.0)), on="passage_id", how="left", maintain_order="left"
    ).with_columns(pl.col("predicted").fill_null(0.0))  # fmt: skip


def _correct_cell(
    cell: pl.DataFrame, found: pl.DataFrame, is_covered: bool, *, min_documents: int, min_audited: int
) -> dict[str, object]:
    places = cell.select("document_id").with_row_index("place")
    inside = found.join(places, on="document_id", maintain_order="left")
    audited = inside["passage_id"].n_unique()
    truth, predicted = inside["truth"].to_numpy(), inside["predicted"].to_numpy()
    row: dict[str, object] = {"audited": audited, "audited_documents": inside["document_id"].n_unique()}
    if not audited:
        return {**row, "corrected_note": NOT_AUDITED}
    distinct = inside.unique("passage_id", maintain_order=True)
    people, model = distinct["truth"], distinct["predicted"]
    row |= {
        "both": (people * model).sum(),
        "only_people": (people * (1 - model)).sum(),
        "only_model": ((1 - people) * model).sum(),
    }
    if not is_covered:
        return {**row, "corrected_note": NOT_COVERED}
    coded = Coded(cell["passages"].to_numpy(), cell["coded"].to_numpy())
    lack = tell_insufficient(audited, coded.passages, min_documents=min_documents, min_audited=min_audited)
    if lack:
        return {**row, "corrected_note": lack}
    sample = Audited(inside["place"].to_numpy().astype(np.int64), inside["weight"].to_numpy(), truth, predicted)
    result = correct_share(coded, sample)
    return {
        **row,
        "horvitz_thompson": estimate_share(coded, sample, power=HORVITZ_THOMPSON).share,
        "difference": estimate_share(coded, sample, power=DIFFERENCE).share,
        "power": result.power,
        "corrected": result.share,
        "corrected_low": result.low,
        "corrected_high": result.high,
        "corrected_note": "",
    }
