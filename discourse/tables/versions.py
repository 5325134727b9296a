"""Two versions of a document passage by passage: what was kept, reworded, moved, dropped and added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from discourse.domain.errors import UsageError
from discourse.tables.intervals import Numbers

# Passages of which rare words weigh as much in common as apart are the same one, reworded.
REWORDED = 0.5
# Out of order a passage must have more in common, and enough words for that to be no chance.
MOVED, MOVED_WORDS = 0.7, 4
# The table of all pairs is held in memory: about a gigabyte at this size.
MAX_PAIRS = 40_000_000
_WORD = re.compile(r"\w+")


class Change(StrEnum):
    """What became of a passage: `KEPT` has the same words in the same order, signs and capitals aside."""

    KEPT = "kept"
    REWORDED = "reworded"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Step:
    """A passage of the old version (its place, or None for an added one) with its counterpart in the new one.

    `has_moved`: the two stand in another order than the passages around them. `similarity` is from 0 to 1.
    """

    old: int | None
    new: int | None
    change: Change
    has_moved: bool = False
    similarity: float = 0.0


VERSIONS = pl.Schema(
    {
        "change": pl.String(),
        "moved": pl.Boolean(),
        "similarity": pl.Float64(),
        "old_page": pl.Int32(),
        "old_text": pl.String(),
        "new_page": pl.Int32(),
        "new_text": pl.String(),
        "old_codes": pl.List(pl.String),
        "new_codes": pl.List(pl.String),
        "gained": pl.List(pl.String),
        "lost": pl.List(pl.String),
        "old_passage_id": pl.String(),
        "new_passage_id": pl.String(),
    }
)


def versions_table(
    old: pl.DataFrame, new: pl.DataFrame, codes: pl.DataFrame, *, code_ids: Sequence[str]
) -> pl.DataFrame:
    """Columns `VERSIONS`: the passages of both versions in reading order, each with its codes.

    `old` and `new` are the passages of one document each, in their order; those that cannot be coded are left out.
    `gained` and `lost` are codes of a passage that both versions have; an added or dropped one has neither.
    """
    one, other = (_open(passages) for passages in (old, new))
    carried = _codes_by_passage(codes, code_ids)
    rows = []
    for step in align(one["text"].to_list(), other["text"].to_list()):
        before = one.row(step.old, named=True) if step.old is not None else None
        after = other.row(step.new, named=True) if step.new is not None else None
        row: dict[str, object] = {"change": str(step.change), "moved": step.has_moved, "similarity": step.similarity}
        had, has = (carried.get(side["passage_id"], ()) if side else () for side in (before, after))
        for name, side, held in (("old", before, had), ("new", after, has)):
            if side:
                row |= {f"{name}_page": side["page_first"], f"{name}_text": side["text"], f"{name}_codes": list(held)}
                row[f"{name}_passage_id"] = side["passage_id"]
        if before and after:
            row |= {"gained": [one for one in has if one not in had], "lost": [one for one in had if one not in has]}
        rows.append(row)
    return pl.DataFrame(rows, schema=VERSIONS)


def version_shares(table: pl.DataFrame, code_ids: Sequence[str]) -> pl.DataFrame:
    """Columns code, old_passages, old_coded, old_share, new_passages, new_coded, new_share, then where they come from.

    `kept`, `gained`, `lost`: passages that both versions have and that carry the code in both, only in the new, only in
    the old; `dropped`, `added`: others that carry it. A document is whole, so its shares need no interval.
    """
    sizes = {side: int(table[f"{side}_passage_id"].is_not_null().sum()) for side in ("old", "new")}
    rows = []
    for code_id in code_ids:
        had, has = (pl.col(f"{side}_codes").list.contains(code_id).fill_null(value=False) for side in ("old", "new"))
        in_both = pl.col("change").is_in([Change.KEPT, Change.REWORDED])
        counts = table.select(
            kept=(had & has).sum(),
            gained=(in_both & has & ~had).sum(),
            lost=(in_both & had & ~has).sum(),
            dropped=(~in_both & had).sum(),
            added=(~in_both & has).sum(),
        ).row(0, named=True)
        row: dict[str, object] = {"code": code_id}
        for side, parts in (("old", ("kept", "lost", "dropped")), ("new", ("kept", "gained", "added"))):
            coded = sum(counts[part] for part in parts)
            share = coded / sizes[side] if sizes[side] else None
            row |= {f"{side}_passages": sizes[side], f"{side}_coded": coded, f"{side}_share": share}
        rows.append(row | counts)
    return pl.DataFrame(rows)


def align(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Every passage of both versions once, in the order of the new one, a dropped one after what it stood behind.

    The pairs in order are those of greatest summed similarity that do not cross (Needleman & Wunsch 1970, without a
    cost for gaps); what is left is paired out of order where it is alike enough. Similarity is the weight of the words
    in common, 2 Σ common / (Σ old + Σ new), a word weighing log(1 + passages / passages that have it). Raises
    `UsageError` for more than `MAX_PAIRS`.
    """
    if len(old) * len(new) > MAX_PAIRS:
        raise UsageError(
            f"Versions of {len(old):,} and {len(new):,} passages are too long to be aligned (at most {MAX_PAIRS:,} "
            "pairs); divide the documents into parts."
        )
    words = [[_WORD.findall(text.casefold()) for text in texts] for texts in (old, new)]
    similar = similarity(*words)
    similar[similar < REWORDED] = 0.0
    pairs = in_order(similar)
    moved = _out_of_order(similar, pairs, words[0])
    steps = [
        Step(one, other, _change(words[0][one], words[1][other]), (one, other) in moved, float(similar[one, other]))
        for one, other in (*pairs, *moved)
    ]
    paired_old, paired_new = {step.old for step in steps}, {step.new for step in steps}
    steps += [Step(None, at, Change.ADDED) for at in range(len(new)) if at not in paired_new]
    steps.sort(key=lambda step: step.new if step.new is not None else -1)
    return _with_dropped(steps, [at for at in range(len(old)) if at not in paired_old])


def similarity(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Numbers:
    """The similarity of `align`, [old, new]; passages of the same words in the same order have exactly 1."""
    passages = [*old, *new]
    places = {word: at for at, word in enumerate(dict.fromkeys(word for words in passages for word in words))}
    columns = [sorted({places[word] for word in words}) for words in passages]
    starts = np.cumsum([0, *(len(row) for row in columns)])
    indices = np.array([at for row in columns for at in row], dtype=np.int64)
    holds = csr_array((np.ones(len(indices)), indices, starts), shape=(len(passages), max(1, len(places))))
    weights = np.log1p(len(passages) / np.maximum(1.0, np.asarray(holds.sum(axis=0)).ravel()))
    weighted = holds * np.sqrt(weights)[None, :]
    total = np.asarray(holds @ weights)
    one, other = weighted[: len(old)], weighted[len(old) :]
    common = np.asarray((one @ other.T).todense())
    found = 2 * common / np.maximum(1e-12, total[: len(old), None] + total[None, len(old) :])
    # The same words in another order are not the same passage.
    known: dict[tuple[str, ...], int] = {}
    ids = np.array([known.setdefault(tuple(words), len(known)) for words in passages], dtype=np.int64)
    same = ids[: len(old), None] == ids[None, len(old) :]
    return np.where(same, 1.0, np.minimum(found, 1 - 1e-6))


def in_order(similar: Numbers) -> list[tuple[int, int]]:
    """The pairs of greatest summed similarity, none of them 0, of which no two cross."""
    rows, columns = similar.shape
    best = np.zeros((rows + 1, columns + 1))
    for at in range(rows):
        diagonal = best[at, :-1] + similar[at]
        best[at + 1, 1:] = np.maximum.accumulate(np.maximum(best[at, 1:], diagonal))
    pairs = []
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def _out_of_order(
    similar: Numbers, pairs: Sequence[tuple[int, int]], words: Sequence[Sequence[str]]
) -> list[tuple[int, int]]:
    """Of what `pairs` leave, the most alike first, each passage once."""
    free = similar.copy()
    for row, column in pairs:
        free[row, :] = 0.0
        free[:, column] = 0.0
    free[[at for at, text in enumerate(words) if len(text) < MOVED_WORDS], :] = 0.0
    places = np.argwhere(free >= MOVED)
    ranked = sorted(places.tolist(), key=lambda place: (-free[place[0], place[1]], place))
    found: dict[int, int] = {}
    for row, column in ranked:
        if row not in found and column not in found.values():
            found[row] = column
    return list(found.items())


def _change(old: Sequence[str], new: Sequence[str]) -> Change:
    return Change.KEPT if list(old) == list(new) else Change.REWORDED


def _with_dropped(steps: list[Step], dropped: Sequence[int]) -> list[Step]:
    """The steps with each dropped passage after the last one in order that stood before it."""
    places = {step.old: at for at, step in enumerate(steps) if step.old is not None and not step.has_moved}
    after: dict[int, list[Step]] = {}
    for old in dropped:
        before = max((at for one, at in places.items() if one < old), default=-1)
        after.setdefault(before, []).append(Step(old, None, Change.DROPPED))
    found = list(after.get(-1, []))
    for at, step in enumerate(steps):
        found += [step, *after.get(at, [])]
    return found


def _open(passages: pl.DataFrame) -> pl.DataFrame:
    return (
        passages.filter(pl.col("left_out") == "").unique("passage_id", keep="first", maintain_order=True).sort("number")
    )


def _codes_by_passage(codes: pl.DataFrame, code_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    order = {code_id: at for at, code_id in enumerate(code_ids)}
    present = codes.filter(pl.col("present") & pl.col("code_id").is_in(list(code_ids)))
    found: dict[str, set[str]] = {}
    for passage_id, code_id in present.select("passage_id", "code_id").iter_rows():
        found.setdefault(passage_id, set()).add(code_id)
    return {passage_id: tuple(sorted(held, key=lambda one: order[one])) for passage_id, held in found.items()}
