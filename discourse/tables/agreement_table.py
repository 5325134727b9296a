"""Agreement as tables: one row for each group of coders and code, and the passages on which they disagree."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from discourse.domain.codes import Stance
from discourse.domain.codings import MODEL
from discourse.tables.agreement import MISSING, Agreement, Coefficient, masi_distances, measure_agreement
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS

PRESENCE, STANCE, SETS = "presence", "stance", "set of codes"
_AGREEMENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "comparison": pl.String,  # people | person and person | person and model
    "coders": pl.List(pl.String),
    "code": pl.String,
    "measure": pl.String,
    "sample": pl.String,  # all | random
    "units": pl.Int64,
    "documents": pl.Int64,
    "present": pl.Float64,
    "observed": pl.Float64,
    **{f"{name}{end}": pl.Float64 for name in ("alpha", "kappa", "ac1") for end in ("", "_low", "_high")},
    "note": pl.String,
}
AGREEMENT = pl.Schema(_AGREEMENT)
DISAGREEMENTS = pl.Schema(
    dict.fromkeys(
        (
            "first",
            "second",
            "code",
            "measure",
            "first_says",
            "second_says",
            "first_memo",
            "second_memo",
            "passage_id",
            "document_id",
        ),
        pl.String,
    )
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Coders who are compared, and what kind of comparison it is."""

    kind: str
    coders: tuple[str, ...]


def agreement_table(
    judgements: pl.DataFrame,
    *,
    groups: dict[str, Sequence[str]],
    random: Mapping[str, Collection[str]] | None = None,
    min_documents: int = MIN_DOCUMENTS,
    seed: int = SEED,
) -> pl.DataFrame:
    """Columns `AGREEMENT`: all people together, each two of them, and each of them with each model.

    `judgements` has the columns of `JUDGEMENTS`. `groups` names sets of codes (`frames`) with their code ids; each
    has a row of its own, by MASI, then a row for each of its codes that anyone used, and for its stance. Only passages
    that two or more of the coders judged count. `random` are, by person, the passages that he met in a random sample:
    where they are not all, they have rows of their own after the others.
    """
    rows: list[dict[str, Any]] = []
    for group in _groups(judgements):
        mine = judgements.filter(pl.col("coder").is_in(list(group.coders)))
        for sample, part in _samples(mine, group, random or {}):
            for name, code_ids in groups.items():
                found = _rows(part, group, name, code_ids, min_documents=min_documents, seed=seed)
                rows += [{**row, "sample": sample} for row in found]
    return pl.DataFrame(rows, schema=AGREEMENT)


def _samples(
    judgements: pl.DataFrame, group: _Group, random: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """All that the coders judged, and of it what all people among them met in a random sample."""
    people = [frozenset(random.get(coder, ())) for coder in group.coders if not coder.startswith(MODEL)]
    drawn = judgements.filter(pl.col("passage_id").is_in(list(frozenset.intersection(*people))))
    shared = judgements.filter(pl.col("coder").n_unique().over("passage_id") > 1)
    if not shared["passage_id"].is_in(drawn["passage_id"].implode()).all():
        yield "all", judgements
    if drawn.height:
        yield "random", drawn


def disagreements(judgements: pl.DataFrame) -> pl.DataFrame:
    """Columns `DISAGREEMENTS`: where two people, or a person and a model, say different things of a passage."""
    found = [_pair_disagreements(judgements, group) for group in _groups(judgements) if group.kind != "people"]
    return pl.concat([pl.DataFrame(schema=DISAGREEMENTS), *found]).sort(
        "code", "document_id", "passage_id", "first", "second", maintain_order=True
    )


def _groups(judgements: pl.DataFrame) -> Iterator[_Group]:
    coders = judgements["coder"].unique().sort().to_list()
    people = [coder for coder in coders if not coder.startswith(MODEL)]
    models = [coder for coder in coders if coder.startswith(MODEL)]
    if len(people) > 2:
        yield _Group("people", tuple(people))
    for pair in combinations(people, 2):
        yield _Group("person and person", pair)
    for person in people:
        for model in models:
            yield _Group("person and model", (person, model))


def _rows(
    judgements: pl.DataFrame, group: _Group, name: str, code_ids: Sequence[str], *, min_documents: int, seed: int
) -> Iterator[dict[str, Any]]:
    known = judgements.filter(pl.col("code_id").is_in(list(code_ids)))
    shared = known.filter(pl.col("coder").n_unique().over("passage_id", "code_id") > 1)
    if not shared["present"].any():
        return
    options = {"min_documents": min_documents, "seed": seed}
    yield _row(group, f"({name})", SETS, shared, *_set_ratings(shared, group), options)
    for code_id in code_ids:
        of_code = shared.filter(pl.col("code_id") == code_id)
        if not of_code["present"].any():
            continue
        values = of_code.with_columns(value=pl.col("present").cast(pl.Int64))
        yield _row(group, code_id, PRESENCE, of_code, *_ratings(values, group), 2, None, options)
        order = {str(stance): number for number, stance in enumerate(Stance)}
        voiced = of_code.filter("present", pl.col("stance").is_not_null()).with_columns(
            value=pl.col("stance").replace_strict(order, return_dtype=pl.Int64)
        )
        voiced = voiced.filter(pl.col("coder").n_unique().over("passage_id") > 1)
        if voiced.height:
            yield _row(group, code_id, STANCE, voiced, *_ratings(voiced, group), len(order), None, options)


def _row(
    group: _Group,
    code: str,
    measure: str,
    judgements: pl.DataFrame,
    ratings: Any,
    documents: Any,
    categories: int,
    distance: Any,
    options: dict[str, int],
) -> dict[str, Any]:
    found = measure_agreement(ratings, documents, categories=categories, distance=distance, **options)
    return {
        "comparison": group.kind,
        "coders": list(group.coders),
        "code": code,
        "measure": measure,
        "units": found.units,
        "documents": found.documents,
        "present": float(judgements["present"].cast(pl.Float64).mean() or 0.0) if measure == PRESENCE else None,  # type: ignore[arg-type]
        "observed": found.observed,
        **_cells("alpha", found.alpha),
        # Cohen's and Fleiss' kappa and AC1 know labels that are the same or not, no nearness of sets.
        **(_cells("kappa", found.kappa) | _cells("ac1", found.ac1) if measure != SETS else {}),
        "note": _note(found, judgements, group, measure, options["min_documents"]),
    }


def _cells(name: str, found: Coefficient) -> dict[str, float | None]:
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    return {name: found.value, f"{name}_low": low, f"{name}_high": high}


def _note(found: Agreement, judgements: pl.DataFrame, group: _Group, measure: str, min_documents: int) -> str:
    notes = []
    if found.alpha.value is None:
        notes.append("one value only: undefined")
    elif found.documents < min_documents:
        notes.append("insufficient")
    if measure == PRESENCE:
        for coder in group.coders:
            own = judgements.filter(pl.col("coder") == coder)
            if own.height and own["present"].all():
                notes.append(f"{coder} says nothing of absence")
    return "; ".join(notes)


def _ratings(judgements: pl.DataFrame, group: _Group) -> tuple[Any, Any]:
    """Units × coders of the column `value`, and the number of each unit's document."""
    wide = judgements.pivot(on="coder", index=["document_id", "passage_id"], values="value")
    wide = wide.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in set(group.coders) - set(wide.columns))
    ratings = wide.select(pl.col(list(group.coders)).fill_null(MISSING)).to_numpy().astype(np.int64)
    return ratings, wide["document_id"].rank("dense").cast(pl.Int64).to_numpy()


def _set_ratings(judgements: pl.DataFrame, group: _Group) -> tuple[Any, Any, int, Any]:
    """Ratings whose categories are the sets of codes that anyone gave a passage, and MASI between them."""
    sets = judgements.group_by("coder", "document_id", "passage_id", maintain_order=True).agg(
        codes=pl.col("code_id").filter(pl.col("present")).sort().str.join("\x1f")
    )
    names = sets["codes"].unique().sort().to_list()
    numbered = sets.with_columns(value=pl.col("codes").replace_strict(names, range(len(names)), return_dtype=pl.Int64))
    distances = masi_distances([frozenset(filter(None, name.split("\x1f"))) for name in names])
    ratings, documents = _ratings(numbered, group)
    return ratings, documents, len(names), distances


def _pair_disagreements(judgements: pl.DataFrame, group: _Group) -> pl.DataFrame:
    first, second = (
        judgements.filter(pl.col("coder") == coder).drop("coder").rename({name: f"{side}_{name}" for name in _SIDES})
        for coder, side in zip(group.coders, ("first", "second"), strict=True)
    )
    both = first.join(second, on=["document_id", "passage_id", "code_id"], maintain_order="left")
    differ = pl.col("first_present") != pl.col("second_present")
    voices = pl.col("first_present") & pl.col("second_present") & (pl.col("first_stance") != pl.col("second_stance"))
    return both.filter(differ | voices).select(
        first=pl.lit(group.coders[0]),
        second=pl.lit(group.coders[1]),
        code="code_id",
        measure=pl.when(differ).then(pl.lit(PRESENCE)).otherwise(pl.lit(STANCE)),
        first_says=_says("first"),
        second_says=_says("second"),
        first_memo="first_memo",
        second_memo="second_memo",
        passage_id="passage_id",
        document_id="document_id",
    )


_SIDES = ("present", "stance", "memo")


def _says(side: str) -> pl.Expr:
    present = pl.when(pl.col(f"{side}_stance").is_null()).then(pl.lit("present")).otherwise(pl.col(f"{side}_stance"))
    return pl.when(f"{side}_present").then(present).otherwise(pl.lit("absent"))
