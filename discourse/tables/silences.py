"""What a group's documents never mention although others do, and whether enough was read for that to mean something."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from discourse.tables.clusters import count_by_document, group_documents, order_groups
from discourse.tables.contrasts import adjust_p
from discourse.tables.intervals import LEVEL, Counts, count_effective_documents

MEANS_SOMETHING = ""
ONE_OF_MANY = "unlikely by chance, but one of many that were looked at"
TOO_LITTLE = "too little was read to tell"

_RARE = 0.05

SILENCES = pl.Schema(
    {
        "group": pl.String,
        "code": pl.String,
        "documents": pl.Int64,
        "passages": pl.Int64,
        "effective_documents": pl.Float64,
        "high": pl.Float64,
        "other_groups": pl.Int64,
        "other_documents": pl.Int64,
        "other_share": pl.Float64,
        "expected": pl.Float64,
        "needed": pl.Int64,
        "chance": pl.Float64,
        "q": pl.Float64,
        "note": pl.String,
    }
)


def silences(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
) -> pl.DataFrame:
    """Columns `SILENCES`: a row for each group and code that none of its passages carries and some other group's do.

    `effective_documents` is Kish's count and `high` the upper 95 % limit of the share of documents that mention it when
    none of so many does (1 − 0.05^(1/n), about 3/n: the rule of three, Hanley & Lippman-Hand 1983, JAMA 249:1743).
    `other_groups` and `other_documents` mention it, in `other_share` of their passages; `expected` passages would here,
    at that rate. `needed` is how many documents like this group's would have to be silent for a chance below 5 %, null
    where no number would do. `chance` is that of finding none were these documents like those of the others
    (`chance_of_none`). Its Benjamini–Hochberg `q` counts as tests all groups and codes, silent or not, of which enough
    was read for a chance below 5 % (Tarone 1990, Biometrics 46:515). The note says what an absence is worth.
    """
    groups = group_documents(documents, by)
    names = order_groups(groups, by)["group"].to_list()
    counts = count_by_document(groups, passages, codes, code_ids)
    by_code = {code_id: counts.filter(pl.col("frame") == code_id) for code_id in code_ids}
    rows = [
        _describe(name, code_id, own, others)
        for code_id, of_code in by_code.items()
        for name in names
        for own, others in [(of_code.filter(pl.col("group") == name), of_code.filter(pl.col("group") != name))]
        if own.height and int(others["coded"].sum())
    ]
    table = pl.DataFrame(rows, schema={**SILENCES, "is_silent": pl.Boolean})
    return _judge(table).sort("chance", "group", "code")


def chance_of_none(passages: Counts, other_coded: Counts, other_passages: Counts, *, enough: float = 0.0) -> float:
    """The chance that documents of so many passages hold no coded one, were each like a document drawn from the others.

    The product over documents of the mean, over the other documents, of (1 − their share) to the power of the
    document's passages. Short other documents without the code count as ones that never mention it, so that the chance
    errs to the high side. Once it is below `enough` the rest of the documents are not looked at.
    """
    silent = 1.0 - other_coded / other_passages
    means: list[float] = []
    so_far = 1.0
    for size in passages:
        means.append(float((silent**size).mean()))
        so_far *= means[-1]
        if so_far < enough:
            break
    return float(np.prod(means))


def documents_needed(chance: float, documents: int) -> int | None:
    """How many documents of the same sizes give a chance of none below 5 %, where so many give this chance."""
    if chance >= 1:
        return None
    return 1 if chance == 0 else max(1, math.ceil(documents * math.log(_RARE) / math.log(chance)))


def _describe(name: str, code_id: str, own: pl.DataFrame, others: pl.DataFrame) -> dict[str, object]:
    sizes = own["passages"].to_numpy()
    effective = count_effective_documents(sizes)
    speaking = others.filter(pl.col("coded") > 0)
    share = int(others["coded"].sum()) / int(others["passages"].sum())
    is_silent = not int(own["coded"].sum())
    # Of a group that is not silent only whether its chance is rare is asked.
    enough = 0.0 if is_silent else _RARE
    chance = chance_of_none(sizes, others["coded"].to_numpy(), others["passages"].to_numpy(), enough=enough)
    return {
        "group": name,
        "code": code_id,
        "documents": own.height,
        "passages": int(sizes.sum()),
        "effective_documents": effective,
        "high": 1 - (1 - LEVEL) ** (1 / effective),
        "other_groups": speaking["group"].n_unique(),
        "other_documents": speaking["document_id"].n_unique(),
        "other_share": share,
        "expected": share * float(sizes.sum()),
        "needed": documents_needed(chance, own.height),
        "chance": chance,
        "is_silent": is_silent,
    }


def _judge(table: pl.DataFrame) -> pl.DataFrame:
    """The silent rows with q and note; the others only count among the tests."""
    silent = table.filter("is_silent").drop("is_silent")
    could_tell = table.filter((pl.col("chance") < _RARE) & ~pl.col("is_silent")).height
    p = np.concatenate([silent["chance"].to_numpy(), np.ones(could_tell)])
    telling = (p < _RARE) | (np.arange(len(p)) >= silent.height)
    q = np.ones(len(p))
    q[telling] = adjust_p(p[telling])
    note = (
        pl.when(pl.col("q") < _RARE)
        .then(pl.lit(MEANS_SOMETHING))
        .when(pl.col("chance") < _RARE)
        .then(pl.lit(ONE_OF_MANY))
        .otherwise(pl.lit(TOO_LITTLE))
    )
    return silent.with_columns(q=pl.Series(q[: silent.height], dtype=pl.Float64)).with_columns(note=note)
