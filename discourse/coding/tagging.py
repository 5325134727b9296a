"""`discourse tag`: a table of texts in, the same table with codings out."""

from collections.abc import Callable, Sequence

from discourse.coding.csv_tables import CsvTable, add_columns
from discourse.coding.embedding import Encoder
from discourse.coding.model import FramingModel
from discourse.domain.codes import Code, CodingInput, CodingStatus, PassageCoding

Detect = Callable[[str], str]


def tag_table(
    table: CsvTable,
    *,
    text_column: str,
    model: FramingModel,
    encoder: Encoder,
    detect: Detect,
    context_column: str | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> CsvTable:
    """The table with a coding of each row's text added.

    Columns per frame: `<id>` (0 or 1), `<id>_p`, `<id>_stance`; then `themes`, `language`, `status`, `model`. `detect`
    gives a text's language as an ISO 639-1 code. `tell` is that of `FramingModel.code`. A blank cell is coded: no
    frame, probability 0, no language.
    """
    inputs = _read_inputs(table, text_column, context_column, detect)
    codings = model.code(inputs, encoder, tell=tell)
    cells = [_write_cells(coding, one, model) for coding, one in zip(codings, inputs, strict=True)]
    return add_columns(table, added_columns(model), cells)


def added_columns(model: FramingModel) -> tuple[str, ...]:
    """The names of the columns that `tag_table` adds, in order."""
    frames = (name for frame in model.frames for name in (frame, f"{frame}_p", f"{frame}_stance"))
    return (*frames, "themes", "language", "status", "model")


def _read_inputs(table: CsvTable, text_column: str, context_column: str | None, detect: Detect) -> list[CodingInput]:
    text_place = table.column(text_column)
    context_place = table.column(context_column) if context_column is not None else None
    inputs = []
    for number, row in enumerate(table.rows, start=1):
        text = row[text_place]
        previous = row[context_place] if context_place is not None else ""
        inputs.append(CodingInput(f"row {number}", text, previous, language=detect(text) if text.strip() else "en"))
    return inputs


def _write_cells(coding: PassageCoding, one: CodingInput, model: FramingModel) -> Sequence[str]:
    codes = {code.code_id: code for code in coding.codes}
    cells = [cell for frame in model.frames for cell in _frame_cells(codes.get(frame))]
    themes = ";".join(theme for theme in model.themes if theme in codes)
    language = one.language if one.text.strip() else ""
    supported = coding.status is not CodingStatus.LANGUAGE_UNSUPPORTED
    return (*cells, themes if supported else "", language, coding.status, model.coder.removeprefix("model:"))


def _frame_cells(code: Code | None) -> tuple[str, str, str]:
    if code is None:
        return "", "", ""
    return str(int(code.present)), f"{code.probability:.4f}", code.stance or ""
