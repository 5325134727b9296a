"""How well a model finds a code in a corpus, by the answers of an audit."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtri

from discourse.tables.audit import Audit, audited_passages, weigh_answers
from discourse.tables.intervals import LEVEL, Numbers


@dataclass(frozen=True, slots=True)
class ModelScore:
    """How well the model finds a code, by the answers of an audit weighted to the corpus; None where undefined.

    `surplus` are the limits of `_surplus`, empty without an answer.
    """

    code_id: str
    audited: int
    precision: float | None
    recall: float | None
    f1: float | None
    surplus: tuple[float, ...] = ()


def score_codes(
    audit: Audit, passages: pl.DataFrame, codes: pl.DataFrame, code_ids: Iterable[str]
) -> tuple[ModelScore, ...]:
    """`score_model` of those of the codes that the audit has answers to."""
    scores = (score_model(audit, passages, codes, code_id) for code_id in code_ids)
    return tuple(one for one in scores if one.audited)


def score_model(audit: Audit, passages: pl.DataFrame, codes: pl.DataFrame, code_id: str) -> ModelScore:
    """The scores of the model whose `codes` these are on the audited passages that still can be coded."""
    found = audited_passages(weigh_answers(audit, code_id).passages, passages, codes, code_id)
    weight, truth, predicted = (found[name].to_numpy() for name in ("weight", "truth", "predicted"))
    hits, given, there = ((weight * part).sum() for part in (truth * predicted, predicted, truth))
    return ModelScore(
        code_id,
        found["passage_id"].n_unique(),
        precision=float(hits / given) if given else None,
        recall=float(hits / there) if there else None,
        f1=float(2 * hits / (given + there)) if given + there else None,
        surplus=_surplus(weight, predicted - truth) if len(weight) else (),
    )


def _surplus(weight: Numbers, excess: Numbers) -> tuple[float, float]:
    """95 % limits of the model's share of all passages less that of people, from the `excess` of each audited one.

    Of these documents alone: the passages are what was drawn. Bonett & Price 2012 (J. Educ. Behav. Stat. 37:479), who
    add one unseen passage that only the model codes and one that only people do; with weights, as many passages count
    as Kish's number of them.
    """
    size = weight.sum() ** 2 / (weight @ weight)
    parts = np.append(weight * (size / weight.sum()), (1.0, 1.0))
    apart = np.append(excess, (1.0, -1.0))
    middle = parts @ apart / parts.sum()
    reach = ndtri((1 + LEVEL) / 2) * np.sqrt(parts**2 @ (apart - middle) ** 2) / parts.sum()
    return float(middle - reach), float(middle + reach)
