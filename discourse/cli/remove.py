"""The command `remove`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, AsJson, ProjectFolder
from discourse.cli.text import printable_line

if TYPE_CHECKING:
    from discourse.pipeline.remove import Inheritance


def remove(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="Files and folders; names as 'status' has them do too."),
    ] = None,
    project: ProjectFolder = HERE,
    gone: Annotated[bool, typer.Option("--gone", help="Every file that is no longer there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take files out of a project; the next run's tables leave them out.

    What is known of a file goes to its other names: one that was renamed keeps jurisdiction, year and the like.

    No file on disk is touched. Results and people's codings are kept in the project: add a file again to have them.

    Example: discourse remove inbox/index.csv --project my-study

    Example: discourse remove --gone --project my-study
    """
    found = discourse.remove(paths or (), project=project, gone=gone)
    if as_json:
        show.as_json(found)
        return
    if not found.removed:
        show.line("Every file of the project is still there; nothing was taken out.")
        return
    show.listed("Taken out", list(map(printable_line, found.removed)), more="; --json names all")
    show.line("Results and people's codings are kept; 'discourse add' brings a file back with them.")
    show.listed("What was known goes to other names of the same files", list(map(_inherited, found.inherited)))
    if found.still_there:
        show.line(f"Still on disk: {len(found.still_there):,}; 'discourse add' of their folder takes them in again.")
    show.line("The tables count them until the next 'discourse run'.")


def _inherited(item: "Inheritance") -> str:
    known = ", ".join(f"{name} {value}" for name, value in item.known.items())
    return printable_line(f"{item.file}: {known} (as {item.of})")
