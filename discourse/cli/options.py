"""The options that several commands share, what options may be told, and the exit codes of the contract."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from discourse.domain.settings import Ocr, Scope

EXIT_BUG, EXIT_USAGE, EXIT_SOME_FAILED, EXIT_INTERRUPTED = 1, 2, 3, 4

ProjectFolder = Annotated[Path, typer.Option("--project", help="The project's folder.", show_default="this folder")]
OutFolder = Annotated[Path | None, typer.Option("--out", help="Where to write; by default the project's outputs/.")]
OcrChoice = Annotated[
    Ocr | None,
    typer.Option("--ocr", help="Read pages without usable text from their picture; kept for later commands."),
]
ScopeChoice = Annotated[
    Scope | None,
    typer.Option("--scope", help="Make tables of all passages, or of those on micro-credentials; kept for later."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Lines of 'file name<TAB>password', or one for all files."),
]
Workers = Annotated[int | None, typer.Option(min=1, help="Reading processes.", show_default="one a core")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines to read.")]
HERE = Path()


class GivenKind(StrEnum):
    """What `add` may be told of its files."""

    POLICY = "policy"
    LISTING = "listing"
