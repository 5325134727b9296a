"""Coded passages to learn from or to be judged by, read from CSV files."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.errors import ModelError

STANCE_LETTERS = {"A": Stance.ASSERTED, "R": Stance.REPORTED, "C": Stance.CONTESTED}
UNSETTLED = "S"
GROUP_PASSAGES = 20


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A passage with a person's coding.

    `stances` has a frame that is present only if its stance is settled. `group` names what must not be split
    between training and checking: a document, or a run of passages written together. `weight` says how much the
    passage counts in learning frames and stances, `theme_weight` in learning themes.
    """

    text: str
    previous: str
    frames: frozenset[str]
    stances: Mapping[str, Stance]
    themes: frozenset[str]
    group: str
    weight: float = 1.0
    theme_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Columns:
    text: str
    previous: str
    frames: Mapping[str, str]


def read_training_passages(
    path: Path, codebook: Codebook, *, weight: float = 1.0, theme_weight: float = 1.0
) -> tuple[TrainingPassage, ...]:
    """Coded passages from a CSV file with a column `sentence` or `passage`, one column per frame, and `themes`.

    A frame's column is named by its id or short label and holds 0, A, R, C, or S (present, stance unsettled).
    Documents are told apart by a column `file`; without one, every 20 rows are a group.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = _find_columns(reader.fieldnames or (), codebook, path)
        return tuple(
            replace(
                _read_row(row, columns, codebook, f"'{path.name}', row {number}", number),
                weight=weight,
                theme_weight=theme_weight,
            )
            for number, row in enumerate(reader, start=1)
        )


def _find_columns(header: Sequence[str], codebook: Codebook, path: Path) -> _Columns:
    def first_of(*names: str) -> str:
        for name in names:
            if name in header:
                return name
        raise ModelError(f"'{path.name}' has no column '{names[0]}'; it has {', '.join(header)}.")

    return _Columns(
        text=first_of("passage", "sentence"),
        previous=first_of("previous", "prev_sentence"),
        frames={frame.id: first_of(frame.id, frame.short) for frame in codebook.frames},
    )


def _read_row(
    row: Mapping[str, str], columns: _Columns, codebook: Codebook, where: str, number: int
) -> TrainingPassage:
    letters = {frame: row[column] for frame, column in columns.frames.items()}
    for frame, letter in letters.items():
        if letter not in {"0", UNSETTLED, *STANCE_LETTERS}:
            raise ModelError(f"{where}: '{frame}' is '{letter}'; it must be 0, A, R, C or S.")
    themes = frozenset(theme for theme in row.get("themes", "").split(";") if theme)
    for theme in themes:
        if theme not in codebook.by_id:
            raise ModelError(f"{where}: the codebook has no theme '{theme}'.")
    return TrainingPassage(
        text=row[columns.text],
        previous=row[columns.previous],
        frames=frozenset(frame for frame, letter in letters.items() if letter != "0"),
        stances={frame: STANCE_LETTERS[letter] for frame, letter in letters.items() if letter in STANCE_LETTERS},
        themes=themes,
        group=row.get("file") or f"rows {(number - 1) // GROUP_PASSAGES}",
    )
