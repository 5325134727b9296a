"""The commands `verify`, `backup` and `restore`: that nothing is lost."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import EXIT_USAGE, HERE, AsJson, ProjectFolder

if TYPE_CHECKING:
    from discourse.pipeline.verify import Verification

app = typer.Typer()


@app.command()
def verify(
    project: ProjectFolder = HERE,
    repair: Annotated[bool, typer.Option("--repair", help="Have the next run make anew what is damaged.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check that the project is whole, every file to its end.

    Exit code 0: it is, or is repaired; 2: something is damaged or gone, as all results are after a restore.

    Example: discourse verify --project my-study
    """
    found = discourse.verify(project, repair=repair)
    if as_json:
        show.as_json(found)
    else:
        _show(found)
    if not found.is_sound:
        raise typer.Exit(EXIT_USAGE)


@app.command()
def backup(
    project: ProjectFolder = HERE,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.zip", help="By default backups/DATE-TIME.zip in the project.")
    ] = None,
) -> None:
    """Write what cannot be made again to one file.

    Codings, settings, codebook and models of your own; not the documents.

    Example: discourse backup --project my-study --out my-study.zip
    """
    made = discourse.backup(project, out=out)
    show.line(f"Wrote {made.file} ({made.files} files, {_size(made.size)}). Keep a copy on another disk.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="BACKUP.zip", help="A file that 'discourse backup' wrote.")],
    project: ProjectFolder = HERE,
) -> None:
    """Bring a project back from a backup.

    What it had before is moved aside.

    Example: discourse restore my-study.zip --project my-study
    """
    done = discourse.restore(file, project=project)
    show.line(f"Restored {done.files} files to '{done.project}'.")
    if done.aside:
        show.line(f"What was there before lies in '{done.aside}'.")
    show.line(
        "A backup holds no results. Those that are not there are made anew, from the documents where they were, by"
    )
    for command in ("verify --repair", "run"):
        show.line(f"  discourse {command} --project {shlex.quote(str(done.project))}")


def _size(octets: int) -> str:
    return f"{octets / 1e6:,.1f} MB" if octets >= 1e6 else f"{max(1, round(octets / 1e3))} kB"


def _show(found: "Verification") -> None:
    damaged = () if found.is_bare else found.remade
    for heading, lines in (("Lost", found.lost), ("Gone or damaged", damaged), ("Warning", found.warnings)):
        show.listed(heading, lines)
    if found.is_bare:
        how = "'discourse run' makes" if found.is_repaired else "'discourse verify --repair', then 'discourse run' make"
        show.line(
            f"No results are there ({found.results:,} were), as after a restore: a backup holds none. {how} them anew, "
            "from the documents where they were."
        )
    elif found.remade:
        done = "Run again to make them anew." if found.is_repaired else "Repair with 'discourse verify --repair'."
        show.line(f"{len(found.remade)} can be made again. {done}")
    if not found.lost and not found.remade:
        show.line(f"All is well: the project file and the files of {found.results:,} results are whole.")
