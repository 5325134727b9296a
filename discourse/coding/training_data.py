"""Coded passages to learn from or to be judged by, read from CSV files."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput, Stance
from discourse.domain.errors import ModelError
from discourse.domain.guesses import guess

STANCE_LETTERS = {"A": Stance.ASSERTED, "R": Stance.REPORTED, "C": Stance.CONTESTED}
UNSETTLED = "S"
UNSURE = "?"
GROUP_PASSAGES = 20


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A passage with a person's coding.

    `stances` has a frame that is present only if its stance is settled; `unsure` has frames and themes that were left
    open or not asked for, of which nothing is learnt. `group` names what must not be split between training and
    checking: a document, or a run of passages written together. `weight` says how much the
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
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row of a file of codings: its cells as they stand, and what they say of frames, stances and themes."""

    cells: Mapping[str, str]
    frames: frozenset[str]
    unsure: frozenset[str]
    stances: Mapping[str, Stance]
    themes: frozenset[str]
    group: str

    def passage(self, text: str, previous: str) -> TrainingPassage:
        """The passage that was coded so."""
        return TrainingPassage(text, previous, self.frames, self.stances, self.themes, self.group, unsure=self.unsure)


def read_training_passages(
    path: Path, codebook: Codebook, *, weight: float = 1.0, theme_weight: float = 1.0
) -> tuple[TrainingPassage, ...]:
    """Coded passages from a CSV file with a column `sentence` or `passage`, and if known `prev_sentence` or `previous`.

    The other columns are those of `read_codes`.
    """
    rows = read_codes(path, codebook, needed=("passage", "sentence"))
    return tuple(
        replace(
            row.passage(_cell(row, "passage", "sentence"), _cell(row, "previous", "prev_sentence")),
            weight=weight,
            theme_weight=theme_weight,
        )
        for row in rows
    )


def read_codes(path: Path, codebook: Codebook, *, needed: Sequence[str] = ()) -> tuple[CodedRow, ...]:
    """The codings of a CSV file with one column per frame, `themes`, and at least one of the columns `needed`.

    A frame's column is named by its id or short label and holds 0, A, R, C, S (present, stance unsettled) or ? (left
    open). Documents are told apart by a column `file`; without one, every 20 rows are a group. A `ModelError` names
    the row and cell that is wrong.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        header = reader.fieldnames or ()
        if needed:
            _first_column(needed, header, path)
        frames = {frame.id: _first_column((frame.id, frame.short), header, path) for frame in codebook.frames}
        return tuple(
            _read_row(row, frames, codebook, f"'{path.name}', row {number}", number)
            for number, row in enumerate(reader, start=1)
        )


def as_inputs(passages: Sequence[TrainingPassage]) -> list[CodingInput]:
    """The passages as a coder sees them, in the same order."""
    return [CodingInput(str(number), one.text, one.previous) for number, one in enumerate(passages)]


def _cell(row: CodedRow, *names: str) -> str:
    return next((row.cells[name] for name in names if name in row.cells), "")


def _first_column(names: Sequence[str], header: Sequence[str], path: Path) -> str:
    for name in names:
        if name in header:
            return name
    raise ModelError(f"'{path.name}' has no column '{names[0]}'; it has {', '.join(header)}.")


def _read_row(
    row: Mapping[str, str], frames: Mapping[str, str], codebook: Codebook, where: str, number: int
) -> CodedRow:
    letters = {frame: row[column] for frame, column in frames.items()}
    for frame, letter in letters.items():
        if letter not in {"0", UNSETTLED, UNSURE, *STANCE_LETTERS}:
            raise ModelError(f"{where}: '{frame}' is '{letter}'; it must be 0, A, R, C, S or ?.")
    themes = frozenset(theme for theme in row.get("themes", "").split(";") if theme)
    for theme in themes:
        if theme not in codebook.by_id:
            known = guess(theme, (one.id for one in codebook.themes))
            raise ModelError(f"{where}: the codebook has no theme '{theme}'; {known}")
    return CodedRow(
        cells=row,
        frames=frozenset(frame for frame, letter in letters.items() if letter not in {"0", UNSURE}),
        unsure=frozenset(frame for frame, letter in letters.items() if letter == UNSURE),
        stances={frame: STANCE_LETTERS[letter] for frame, letter in letters.items() if letter in STANCE_LETTERS},
        themes=themes,
        group=row.get("file") or f"rows {(number - 1) // GROUP_PASSAGES}",
    )
