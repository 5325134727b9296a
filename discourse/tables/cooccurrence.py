"""Which codes stand beside which: of the passages that carry one, how many carry another, or have it close by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from discourse.tables.clusters import EVERYTHING, group_documents, order_groups
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, counts_to_shares

# What stands for "none of the other codes of its kind".
NOTHING = "no other frame"
# So many passages before and after are close by.
NEIGHBOURS = 2

_PAIR = "/"


class Reach(StrEnum):
    """Where the other code is looked for: in the passage itself, or also in those around it in the document."""

    PASSAGE = "passage"
    NEARBY = "nearby"


def cooccurrence(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    frames: Sequence[str],
    themes: Sequence[str] = (),
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """The table of `company_to_table`, counted from whole passages and their codes."""
    company = count_company(passages, codes, frames=frames, themes=themes)
    return company_to_table(
        documents, company, frames=frames, themes=themes, by=by, seed=seed, min_documents=min_documents
    )


@dataclass(frozen=True, slots=True)
class Company:
    """What stands beside what in each document; whole documents' add up by putting one under the other.

    `pairs` has document_id, frame (`code/beside/reach`), passages, coded: passages that carry the code, and those that
    have the other too. `near` has document_id, cell (`code/reach`), passages, found: all passages, and those with the
    code so near.
    """

    pairs: pl.DataFrame
    near: pl.DataFrame


def count_company(
    passages: pl.DataFrame, codes: pl.DataFrame, *, frames: Sequence[str], themes: Sequence[str] = ()
) -> Company:
    """Count the company of codes in the passages of whole documents."""
    marked = _mark(passages, codes, [*frames, *themes])
    return Company(_count_pairs(marked, _pairs(frames, themes), frames), _count_near(marked, frames, themes))


def company_to_table(
    documents: pl.DataFrame,
    company: Company,
    *,
    frames: Sequence[str],
    themes: Sequence[str] = (),
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns group, code, beside, reach, documents, passages, coded, share, low, high, expected, lift, note.

    Of the `passages` that carry `code`, `coded` have `beside` as well, in the same passage or, with the reach `nearby`,
    within two passages of it. `expected` is the share of all passages of the group that have `beside` so near, and
    `lift` is share / expected: above 1 the two seek each other's company. Limits are those of `prevalence`, over the
    documents in which `code` occurs. `beside` reads `no other frame` for a frame that stands alone. The pairs are frame
    with frame and frame with theme, both ways; the group `all` comes first.
    """
    groups = _with_all(documents, by)
    counts = groups.join(company.pairs, on="document_id")
    expected = _expect(groups, company.near)
    cells = [_PAIR.join(pair) for pair in _pairs(frames, themes)]
    names = groups.select("group").unique(maintain_order=True)
    shares = counts_to_shares(counts, names, cells, seed=seed, min_documents=min_documents)
    parts = pl.col("frame").str.split(_PAIR)
    return (
        shares.with_columns(code=parts.list.get(0), beside=parts.list.get(1), reach=parts.list.get(2))
        .join(expected, on=["group", "beside", "reach"], how="left", maintain_order="left")
        .with_columns(lift=pl.when(pl.col("expected") > 0).then(pl.col("share") / pl.col("expected")))
        .select("group", "code", "beside", "reach", "documents", "passages", "coded", "share", "low", "high",
                "expected", "lift", "note")
    )  # fmt: skip


def _with_all(documents: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Columns group, document_id: every document in its own group and in `all`, groups in reading order."""
    own = group_documents(documents, by)
    ordered = order_groups(own, by).select("group").join(own, on="group", maintain_order="left")
    everything = ordered.select(pl.lit(EVERYTHING).alias("group"), "document_id").unique(maintain_order=True)
    return pl.concat([everything, ordered.select("group", "document_id")])


def _pairs(frames: Sequence[str], themes: Sequence[str]) -> list[tuple[str, str, str]]:
    pairs: list[tuple[str, str, str]] = [
        (one, other, reach) for one in frames for other in frames if one != other for reach in Reach
    ]
    pairs += [(frame, NOTHING, reach) for frame in frames for reach in Reach if len(frames) > 1]
    pairs += [(frame, theme, Reach.PASSAGE) for frame in frames for theme in themes]
    return pairs + [(theme, frame, Reach.PASSAGE) for theme in themes for frame in frames]


def _mark(passages: pl.DataFrame, codes: pl.DataFrame, code_ids: Sequence[str]) -> pl.DataFrame:
    """Passages that can be coded, with a column for each code and `near:CODE` for those in the passages around."""
    present = codes.filter(pl.col("present") & pl.col("code_id").is_in(list(code_ids)))
    by_code = {
        code_id: present.filter(pl.col("code_id") == code_id)["passage_id"].unique().implode() for code_id in code_ids
    }
    there = passages.filter(pl.col("left_out") == "").unique("passage_id").sort("document_id", "number")
    marked = there.select(
        "document_id", **{code_id: pl.col("passage_id").is_in(ids) for code_id, ids in by_code.items()}
    )
    steps = range(-NEIGHBOURS, NEIGHBOURS + 1)
    return marked.with_columns(
        pl.any_horizontal(pl.col(code_id).shift(step, fill_value=False).over("document_id") for step in steps).alias(
            _near(code_id)
        )
        for code_id in code_ids
    )


def _near(code_id: str) -> str:
    return f"near:{code_id}"


def _has(beside: str, reach: str, others: Iterable[str]) -> pl.Expr:
    """Whether a passage has `beside` within reach, or for `no other frame` none of `others`."""
    if beside == NOTHING:
        return ~pl.any_horizontal(_has(other, reach, ()) for other in others)
    return pl.col(_near(beside) if reach == Reach.NEARBY else beside)


def _count_pairs(marked: pl.DataFrame, pairs: Sequence[tuple[str, str, str]], frames: Sequence[str]) -> pl.DataFrame:
    tables = []
    for code, beside, reach in pairs:
        others = [frame for frame in frames if frame != code]
        tables.append(
            marked.filter(pl.col(code))
            .group_by("document_id")
            .agg(
                passages=pl.len().cast(pl.Int64),
                coded=_has(beside, reach, others).sum().cast(pl.Int64),
            )
            .with_columns(frame=pl.lit(_PAIR.join((code, beside, reach))))
        )
    schema = {"document_id": pl.String, "passages": pl.Int64, "coded": pl.Int64, "frame": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *tables])


def _count_near(marked: pl.DataFrame, frames: Sequence[str], themes: Sequence[str]) -> pl.DataFrame:
    names = [(code, reach) for code in frames for reach in Reach] + [(code, Reach.PASSAGE) for code in themes]
    sums = marked.group_by("document_id").agg(
        passages=pl.len().cast(pl.Int64),
        **{_PAIR.join(name): _has(*name, ()).sum().cast(pl.Int64) for name in names},
    )
    return sums.unpivot(index=["document_id", "passages"], variable_name="cell", value_name="found")


def _expect(groups: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Columns group, beside, reach, expected: the share of all passages that have a code so near."""
    parts = pl.col("cell").str.split(_PAIR)
    return (
        groups.join(near, on="document_id")
        .group_by("group", "cell")
        .agg(expected=pl.col("found").sum() / pl.col("passages").sum())
        .select("group", "expected", beside=parts.list.get(0), reach=parts.list.get(1))
    )
