"""The tables of an evaluation: scores, stances, calibration, abstention, baselines, errors."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

import numpy as np
import polars as pl

from discourse.coding.abstention import score_surest
from discourse.coding.errors import CodingError
from discourse.coding.evaluate import Score, score_code
from discourse.coding.judged import ABSENT, UNSETTLED, Judged
from discourse.coding.reliability import Reliability
from discourse.coding.resampling import Range, ScoreRanges, resample_scores
from discourse.coding.training_data import TrainingPassage
from discourse.domain.codes import PassageCoding, Stance
from discourse.domain.results import Table
from discourse.tables.agreement import measure_agreement

MINIMUM_DOCUMENTS = 5
_MINIMUM_THEME = 15
_MACRO, _MICRO = "macro", "micro"
_NO_RANGE: Range = (float("nan"), float("nan"))


def score_codes(judged: Mapping[str, Judged]) -> dict[str, Score]:
    """Precision, recall and F1 of each code."""
    return {code: score_code(one.truth, one.present) for code, one in judged.items()}


def scores_table(
    frames: Mapping[str, Judged], themes: Mapping[str, Judged], reliability: Mapping[str, Reliability], seed: int
) -> Table:
    """A row a code with limits, agreement and calibration, then the macro and micro means of frames and of themes."""
    rows = []
    for kind, judged in (("frame", frames), ("theme", themes)):
        if not judged:
            continue
        ranges = resample_scores(judged, seed=seed, minimum=MINIMUM_DOCUMENTS)
        rows += [_score_row(kind, code, one, ranges, reliability.get(code), seed) for code, one in judged.items()]
        rows += _mean_rows(kind, judged, ranges)
    return Table(
        "scores",
        "Scores of each code",
        pl.DataFrame(rows, infer_schema_length=None).fill_nan(None),
        "*_low and *_high: 95 % limits by bootstrap over documents. kappa (Cohen 1960) is the coder's agreement with "
        "the people who coded, beside that of people with one another in the codebook. calibration_error: ten bins of "
        "equal width; brier_skill: against always saying the base rate. Abstained passages count with their likelier "
        "value. The macro F1 of themes is over those with at least 15 examples.",
    )


def _score_row(
    kind: str, code: str, judged: Judged, ranges: ScoreRanges | None, reliable: Reliability | None, seed: int
) -> dict[str, object]:
    score = score_code(judged.truth, judged.present)
    limits = ranges.codes[code] if ranges else None
    ratings = np.stack([judged.truth, judged.present], axis=1).astype(np.int64)
    kappa = measure_agreement(ratings, judged.groups, categories=2, min_documents=MINIMUM_DOCUMENTS, seed=seed).kappa
    return {
        "kind": kind,
        "code": code,
        "people": score.actual,
        "coder": score.predicted,
        "both": score.hits,
        **_with_limits("precision", score.precision, limits.precision if limits else None),
        **_with_limits("recall", score.recall, limits.recall if limits else None),
        **_with_limits("f1", score.f1, limits.f1 if limits else None),
        "kappa": kappa.value,
        "calibration_error": reliable.calibration_error if reliable else None,
        "brier": reliable.brier if reliable else None,
        "brier_skill": reliable.skill if reliable else None,
    }


def _mean_rows(kind: str, judged: Mapping[str, Judged], ranges: ScoreRanges | None) -> list[dict[str, object]]:
    scores = list(score_codes(judged).values())
    counted = [one.f1 for one in scores if kind == "frame" or one.actual >= _MINIMUM_THEME]
    # The limits are those of the mean over all codes, which is another mean where rare themes are left out.
    is_all = len(counted) == len(scores)
    macro = {
        "kind": kind,
        "code": _MACRO,
        **_with_limits(
            "f1", float(np.mean(counted)) if counted else float("nan"), ranges.macro_f1 if ranges and is_all else None
        ),
    }
    total = Score(*(sum(getattr(one, part) for one in scores) for part in ("hits", "predicted", "actual")))
    micro = {
        "kind": kind,
        "code": _MICRO,
        "people": total.actual,
        "coder": total.predicted,
        "both": total.hits,
        "precision": total.precision,
        "recall": total.recall,
        **_with_limits("f1", total.f1, ranges.micro_f1 if ranges else None),
    }
    return [macro, micro]


def _with_limits(name: str, value: float, limits: Range | None) -> dict[str, float]:
    low, high = limits or _NO_RANGE
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def confusion_table(counts: Mapping[tuple[str, str], int]) -> Table:
    """What people answered by what the coder answered; `counts` are those of `confuse_stances`."""
    answers = [*map(str, Stance), UNSETTLED, ABSENT]
    rows = [
        {"people": actual, **{found: counts.get((actual, found), 0) for found in answers if found != UNSETTLED}}
        for actual in answers
        if any(pair[0] == actual for pair in counts)
    ]
    return Table(
        "stance_confusion",
        "What people coded (rows) and the coder coded (columns), over all frames",
        pl.DataFrame(rows),
        "unsettled: people saw the frame and did not settle its stance.",
    )


def stance_scores_table(
    passages: Sequence[TrainingPassage], codings: Sequence[PassageCoding], frames: Sequence[str]
) -> Table:
    """Scores of the stances, where both see the frame."""
    pairs = [
        (one.stances[code.code_id], code.stance)
        for one, coding in zip(passages, codings, strict=True)
        for code in coding.codes
        if code.present and code.code_id in one.stances and code.code_id in frames
    ]
    scores = {
        stance: score_code(
            np.array([actual is stance for actual, _ in pairs], dtype=bool),
            np.array([found is stance for _, found in pairs], dtype=bool),
        )
        for stance in Stance
    }
    rows = [
        {"stance": str(stance), "people": one.actual, "coder": one.predicted, "both": one.hits}
        | {"precision": one.precision, "recall": one.recall, "f1": one.f1}
        for stance, one in scores.items()
    ]
    found = [one.f1 for one in scores.values() if one.actual]
    rows.append({"stance": _MACRO, "f1": float(np.mean(found)) if found else None})
    note = "Over frames that both see as present and whose stance people settled; macro: over the stances that occur."
    return Table("stances", "Scores of each stance", pl.DataFrame(rows, infer_schema_length=None), note)


def calibration_table(reliability: Mapping[str, Reliability]) -> Table:
    """The bins of each frame."""
    rows = [{"frame": frame, **asdict(one)} for frame, found in reliability.items() for one in found.bins]
    return Table(
        "calibration",
        "What share of the passages given a probability carry the frame",
        pl.DataFrame(rows),
        "share_low, share_high: Wilson's (1927) 95 % limits, as if passages were independent.",
    )


def abstention_table(frames: Mapping[str, Judged]) -> Table:
    """Scores on the surest passages, share by share."""
    rows = [
        {
            "surest": kept.share,
            "passages": kept.passages,
            "macro_f1": kept.macro_f1,
            **{f"{frame}_f1": score.f1 for frame, score in kept.frames.items()},
            **{f"{frame}_precision": score.precision for frame, score in kept.frames.items()},
        }
        for kept in score_surest(frames)
    ]
    return Table(
        "abstention",
        "Scores on the passages that the coder is surest of",
        pl.DataFrame(rows),
        "A passage is as sure as its least sure frame; the others would be sent to a person.",
    )


def baselines_table(scores: Mapping[str, Mapping[str, Score]], coder: str) -> Table:
    """A row a coder, the one in question first, with what it is ahead by."""
    means = {name: float(np.mean([one.f1 for one in by_frame.values()])) for name, by_frame in scores.items()}
    rows = [
        {
            "coder": name,
            "macro_f1": means[name],
            "ahead_by": means[coder] - means[name] if name != coder else None,
            **{f"{frame}_f1": score.f1 for frame, score in by_frame.items()},
        }
        for name, by_frame in scores.items()
    ]
    return Table(
        "baselines",
        "The coder beside simple ones, frames",
        pl.DataFrame(rows, infer_schema_length=None),
        "ahead_by: the coder's macro F1 less the baseline's. Similarity and TF-IDF learn their thresholds and weights "
        "from the passages given with --train.",
    )


def errors_table(errors: Sequence[CodingError]) -> Table:
    """The worst errors as rows."""
    kinds = {
        item.name: pl.Float64 if item.name in ("sureness", "probability") else pl.String for item in fields(CodingError)
    }
    rows = [{**asdict(error), "evidence": "; ".join(error.evidence)} for error in errors]
    return Table("errors", "Where the coder was most sure and wrong", pl.DataFrame(rows, schema=kinds))
