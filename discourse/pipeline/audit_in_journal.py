"""Drawn passages that people coded in the page instead of on a sheet: read from the journal as answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.codings import ABSTAINED, CONSENSUS, READ, Coding
from discourse.store.audits import ANSWERS, Audits

_SECOND = len("2026-03-01T09:30:00")

# By coder, then by passage, what holds of it.
_Said = Mapping[str, Mapping[str, Sequence[Coding]]]


def journal_answers(
    codings: Iterable[Coding],
    drawn: pl.DataFrame,
    moments: Mapping[int, str],
    codebook: Codebook,
    open_codes: Mapping[str, frozenset[str]],
    sheets: pl.DataFrame,
) -> pl.DataFrame:
    """The answers of people who finished drawn passages after the draw, columns `ANSWERS`.

    A draw is in random order, and a coder's answers count from its top down to the first passage that he has not come
    to, here or on `sheets` (columns `ANSWERS`): drawn passages that he met elsewhere, by a search for a word, say, are
    no sample. What was settled between coders stands alone. `open_codes` are, by version of the codebook, the codes
    that could be given then.
    """
    on_sheets = answered_on_sheets(sheets, (frame.id for frame in codebook.frames))
    said = _by_coder_and_passage(codings, frozenset(drawn["passage_id"]))
    settled = said.get(CONSENSUS, {})
    found: dict[tuple[str, str], Coding] = {}
    for coder, passages in said.items():
        if coder == CONSENSUS:
            continue
        for (number,), one in drawn.group_by("draw", maintain_order=True):
            elsewhere = on_sheets.get(coder, frozenset())
            for passage_id in _finished(one["passage_id"], passages, moments[int(str(number))], elsewhere):
                decided = settled.get(passage_id)
                who = CONSENSUS if decided and _standing(decided) else coder
                standing = _standing(said[who][passage_id])
                if standing and standing.code_id == READ:
                    found[who, passage_id] = standing
    rows = [
        (passage_id, code_id, who, code_id in _present(said[who][passage_id]), standing.codebook_id)
        for (who, passage_id), standing in found.items()
        for code_id in codebook.by_id
        if code_id in open_codes.get(standing.codebook_id, codebook.by_id)
    ]
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def answered_on_sheets(answers: pl.DataFrame, frames: Iterable[str]) -> dict[str, frozenset[str]]:
    """By coder, the passages that he answered on sheets (columns `ANSWERS`), each for every frame."""
    asked = list(frames)
    whole = (
        answers.filter(pl.col("code_id").is_in(asked))
        .group_by("coder", "passage_id")
        .agg(pl.col("code_id").n_unique())
        .filter(pl.col("code_id") == len(asked))
    )
    return {coder: frozenset(ids) for coder, ids in whole.group_by("coder").agg("passage_id").iter_rows()}


def drawn_passages(ledger: Path) -> frozenset[str]:
    """The ids of all passages that were ever drawn: they measure the model, so that it must not learn from them."""
    audits = Audits(ledger)
    try:
        return frozenset(audits.drawn()["passage_id"])
    finally:
        audits.close()


def sheet_answers(ledger: Path) -> pl.DataFrame:
    """What people answered on sheets, columns `ANSWERS`."""
    audits = Audits(ledger)
    try:
        return audits.answers()
    finally:
        audits.close()


def is_since(time: str, moment: str) -> bool:
    """Whether a coding was made at or after a draw, to the second."""
    return time[:_SECOND] >= moment[:_SECOND]


def _finished(
    drawn: Iterable[str], passages: Mapping[str, Sequence[Coding]], moment: str, elsewhere: frozenset[str]
) -> Iterator[str]:
    """The passages from the top that the coder has come to since the draw, also those that he left open.

    Those that he answered `elsewhere` are no gap.
    """
    for passage_id in drawn:
        standing = _standing(passages.get(passage_id, ()))
        if standing and is_since(standing.time, moment):
            yield passage_id
        elif passage_id not in elsewhere:
            return


def _by_coder_and_passage(codings: Iterable[Coding], drawn: frozenset[str]) -> _Said:
    said: dict[str, dict[str, list[Coding]]] = defaultdict(lambda: defaultdict(list))
    for coding in codings:
        if coding.passage_id in drawn:
            said[coding.coder][coding.passage_id].append(coding)
    return said


def _standing(said: Sequence[Coding]) -> Coding | None:
    """The later of having finished a passage and having left it open."""
    return max(
        (one for one in said if one.code_id in (READ, ABSTAINED)), key=lambda one: (one.time, one.code_id), default=None
    )


def _present(said: Sequence[Coding]) -> frozenset[str]:
    return frozenset(one.code_id for one in said if one.present)
