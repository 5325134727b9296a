"""The commands `codebook validate`, `diff` and `migrate`: the codebook as data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, ProjectFolder

if TYPE_CHECKING:
    from discourse.pipeline.codebooks import MigrationResult

codebook_app = typer.Typer(
    name="codebook",
    help="Check a codebook, see what changed, carry codings over.\n\n"
    "Example: discourse codebook diff --project my-study",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@codebook_app.command()
def validate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A codebook.yaml; the project's when left out.")
    ] = None,
    project: ProjectFolder = HERE,
) -> None:
    """Check a codebook; every fault is named with its line and key.

    Example: discourse codebook validate my-study/codebook.yaml
    """
    book = discourse.validate_codebook(file, project=project)
    show.line(f"'{book.name}' is sound: {len(book.frames)} frames, {len(book.themes)} themes, version {book.id[:12]}.")


@codebook_app.command()
def diff(
    old: Annotated[
        Path | None, typer.Argument(metavar="[OLD]", help="The version last coded with, if left out.")
    ] = None,
    new: Annotated[Path | None, typer.Argument(metavar="[NEW]", help="The project's, if left out.")] = None,
    project: ProjectFolder = HERE,
) -> None:
    """Show what changed between two versions of a codebook.

    Example: discourse codebook diff --project my-study
    """
    lines = discourse.diff_codebooks(old, new, project=project)
    for text in lines or ("Nothing changed.",):
        show.line(text)


@codebook_app.command()
def migrate(
    project: ProjectFolder = HERE,
    rename: Annotated[list[str] | None, typer.Option(metavar="OLD=NEW", help="The same code by another id.")] = None,
    merge: Annotated[list[str] | None, typer.Option(metavar="OLD,OLD=NEW", help="Several codes made one.")] = None,
    split: Annotated[list[str] | None, typer.Option(metavar="OLD=NEW,NEW", help="One code made several.")] = None,
    drop: Annotated[list[str] | None, typer.Option(metavar="OLD", help="A code given up.")] = None,
) -> None:
    """Record what became of codes that left codebook.yaml.

    Old codings stay true to the version they were made with.

    Example: discourse codebook migrate --rename fairness=equity --project my-study
    """
    given = {"rename": rename, "merge": merge, "split": split, "drop": drop}
    texts = [(kind, text) for kind, values in given.items() for text in values or ()]
    _show_migration(discourse.migrate_codebook(texts, project=project))


def _show_migration(found: "MigrationResult") -> None:
    for change in found.changes or ("no code changed its id",):
        show.line(change)
    show.line(f"{found.carried:,} codings are carried over.")
    show.listed("For a person to settle", found.unsettled)
