"""A coder's answers beside people's, code by code: what every measure of a coder starts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discourse.coding.training_data import TrainingPassage
from discourse.domain.codebook import Codebook
from discourse.domain.codes import PassageCoding

ABSENT = "absent"
UNSETTLED = "unsettled"

Answers = NDArray[np.bool_]
Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One code over n passages: what people coded, what the coder coded, and its probabilities.

    `groups` [n] numbers the document of each passage. `chances` of a theme are 0 where the coder did not find it.
    """

    truth: Answers
    present: Answers
    chances: Chances
    groups: NDArray[np.int64]


def judge_codings(
    passages: Sequence[TrainingPassage], codings: Sequence[PassageCoding], codes: Sequence[str]
) -> dict[str, Judged]:
    """The answers on each of `codes`, frames or themes; passages and codings are in the same order."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(one.group for one in passages))}
    groups = np.array([numbers[one.group] for one in passages], dtype=np.int64)
    found = [{code.code_id: code for code in coding.codes} for coding in codings]
    return {
        code: Judged(
            truth=np.array([code in one.frames or code in one.themes for one in passages], dtype=bool),
            present=np.array([code in one and one[code].present for one in found], dtype=bool),
            chances=np.array([one[code].probability if code in one else 0.0 for one in found]),
            groups=groups,
        )
        for code in codes
    }


def confuse_stances(
    passages: Sequence[TrainingPassage], codings: Sequence[PassageCoding], codebook: Codebook
) -> dict[tuple[str, str], int]:
    """How often each answer of people met each of the coder, over all frames: (people's, coder's) → count.

    An answer is a stance or `ABSENT`; a frame that people saw without settling its stance is `UNSETTLED`.
    """
    counts: dict[tuple[str, str], int] = {}
    for one, coding in zip(passages, codings, strict=True):
        said: Mapping[str, str] = {code.code_id: str(code.stance or UNSETTLED) for code in coding.codes if code.present}
        for frame in codebook.frames:
            actual = str(one.stances.get(frame.id, UNSETTLED)) if frame.id in one.frames else ABSENT
            pair = (actual, said.get(frame.id, ABSENT))
            counts[pair] = counts.get(pair, 0) + 1
    return counts
