"""Coding the texts of a table with the language model that a project's settings name."""

import os
from collections import Counter
from collections.abc import Container, Sequence
from pathlib import Path

from discourse.coding.csv_tables import add_columns, read_table, write_table
from discourse.coding.llm import Endpoint, LlmCoder
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Code, CodingInput, PassageCoding
from discourse.domain.errors import UsageError
from discourse.domain.settings import LlmSettings
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.tag import TagSummary


def tag_with_llm(
    table: Path, *, text_column: str, out: Path, context_column: str = "", project: Path = Path()
) -> TagSummary:
    """Write `table` to `out` with a language model's coding of each row's text added, by the project's codebook.

    The texts are sent to the endpoint under `[llm]` in the project's settings. Columns per frame: `<id>` (0 or 1; empty
    where no answer could be believed), `<id>_stance`, `<id>_quote`; then `themes`, `status`, `model`. Raises
    `UsageError` where the settings name no endpoint, `ModelError` where it does not answer.
    """
    coder = llm_coder(open_project(project))
    texts = read_table(table, column=text_column)
    place = texts.column(text_column)
    before = texts.column(context_column) if context_column else None
    inputs = [
        CodingInput(f"row {number}", row[place], row[before] if before is not None else "")
        for number, row in enumerate(texts.rows, start=1)
    ]
    codings = coder.code(inputs)
    frames = [frame.id for frame in coder.codebook.frames]
    names = [name for frame in frames for name in (frame, f"{frame}_stance", f"{frame}_quote")]
    cells = [_cells(coding, one, coder) for coding, one in zip(codings, inputs, strict=True)]
    write_table(add_columns(texts, [*names, "themes", "status", "model"], cells), out)
    return TagSummary(
        rows=len(texts.rows),
        statuses=dict(Counter(str(coding.status) for coding in codings).most_common()),
        frames={frame: sum(_is_present(coding, frame) for coding in codings) for frame in frames},
    )


def llm_coder(project: Project) -> LlmCoder:
    """The language model that a project's settings name, as a coder of the project's codebook."""
    return LlmCoder(project.codebook(), _endpoint(project.settings.llm))


def _endpoint(settings: LlmSettings) -> Endpoint:
    if not settings.url:
        raise UsageError(
            "No language model is set; write 'url' and 'model' under [llm] in discourse.toml, for example "
            'url = "http://localhost:11434/v1".'
        )
    if settings.key_env and settings.key_env not in os.environ:
        raise UsageError(
            f"The environment variable '{settings.key_env}', named as 'key_env' under [llm], is not set; set it to the "
            "key of the endpoint."
        )
    key = os.environ.get(settings.key_env, "") if settings.key_env else ""
    return Endpoint(
        settings.url, settings.model, key, timeout=float(settings.timeout_seconds), attempts=settings.attempts
    )


def _is_present(coding: PassageCoding, frame: str) -> bool:
    return any(code.present and code.code_id == frame for code in coding.codes)


def _cells(coding: PassageCoding, one: CodingInput, coder: LlmCoder) -> Sequence[str]:
    codes = {code.code_id: code for code in coding.codes}
    frames = [cell for frame in coder.codebook.frames for cell in _frame_cells(codes.get(frame.id), one.text)]
    return (*frames, _themes(codes, coder.codebook), coding.status, coder.coder.removeprefix("model:"))


def _themes(found: Container[str], codebook: Codebook) -> str:
    return ";".join(theme.id for theme in codebook.themes if theme.id in found)


def _frame_cells(code: Code | None, text: str) -> tuple[str, str, str]:
    if code is None:
        return "", "", ""
    quotes = [text[span.start : span.end] for span in code.evidence]
    return str(int(code.present)), code.stance or "", "; ".join(quotes)
