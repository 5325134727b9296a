"""The command `reproduce`: the tables of a manifest made again."""

from pathlib import Path
from typing import Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import EXIT_SOME_FAILED, PasswordFile, Workers
from discourse.cli.progress import follow


def reproduce(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="A run's manifest.json.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write; by default a folder beside the manifest's.")
    ] = None,
    workers: Workers = None,
    password_file: PasswordFile = None,
) -> None:
    """Make the tables of a run again from its manifest.

    Exit code 0: every table is identical; 3: some differ; 2: documents, codebook or model are not those of the run.

    Example: discourse reproduce my-study/outputs/manifest.json
    """
    with follow() as progress:
        found = discourse.reproduce(manifest, out=out, workers=workers, password_file=password_file, progress=progress)
    for sentence in found.differences:
        show.line(f"Not as recorded: {sentence}")
    for name in found.different:
        show.line(f"different  {name}")
    total = len(found.identical) + len(found.different)
    show.line(f"{len(found.identical)} of {total} tables are identical to the recorded ones. Written: {found.out}")
    if not found.is_identical:
        raise typer.Exit(EXIT_SOME_FAILED)
