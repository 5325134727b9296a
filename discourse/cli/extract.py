"""The command `extract`: what is read from one document."""

import sys
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import EXIT_SOME_FAILED, PasswordFile
from discourse.cli.text import printable
from discourse.domain.settings import Ocr


class ExtractFormat(StrEnum):
    """How `extract` prints a document."""

    TEXT = "text"
    JSON = "json"


def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document or a listing.")],
    form: Annotated[
        ExtractFormat, typer.Option("--format", help="Text to read, or one JSON object.")
    ] = ExtractFormat.TEXT,
    ocr: Annotated[Ocr, typer.Option("--ocr", help="Read pages without usable text from their picture.")] = Ocr.OFF,
    password_file: PasswordFile = None,
) -> None:
    """Print a document's body text, page by page.

    On a terminal the password of an encrypted file is asked for.

    Example: discourse extract report.pdf --format json
    """
    ask = _ask_password if sys.stdin.isatty() else None
    found = discourse.extract(file, ocr=ocr, password_file=password_file, ask_password=ask)
    show.as_json(found) if form is ExtractFormat.JSON else show.extract(found)
    if found.status != "ok":
        raise typer.Exit(EXIT_SOME_FAILED)


def _ask_password(name: str) -> str:
    return getpass(f"Password of {printable(name)}: ")
