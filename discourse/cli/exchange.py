"""The commands of coding together: codings in and out, agreement, and the codebook as data."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import EXIT_SOME_FAILED, HERE, AsJson, ProjectFolder
from discourse.cli.progress import waiting

if TYPE_CHECKING:
    from discourse.pipeline.agreement import AgreementResult
    from discourse.pipeline.codebooks import MigrationResult
    from discourse.pipeline.interchange import Exported, Imported

_REASONS_SHOWN = 20

code_app = typer.Typer(
    name="code",
    help="Codings of people as a CSV.\n\nExample: discourse code import codings.csv --coder Mina --project my-study",
    no_args_is_help=True,
    rich_markup_mode=None,
)
codebook_app = typer.Typer(
    name="codebook",
    help="Check a codebook, see what changed, carry codings over.\n\n"
    "Example: discourse codebook diff --project my-study",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Coder = Annotated[
    str, typer.Option("--coder", metavar="NAME", help="Whose codings these are, where the file names nobody.")
]


class ExportFormat(StrEnum):
    """What `export` can write."""

    REFI_QDA = "refi-qda"
    REFI_CODEBOOK = "refi-codebook"
    CSV = "csv"
    JSONL = "jsonl"
    WEB_ANNOTATION = "web-annotation"
    LABEL_STUDIO = "label-studio"
    ARGILLA = "argilla"
    PRODIGY = "prodigy"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(code_app)
    app.add_typer(codebook_app)
    app.command("import")(import_)
    app.command()(export)
    app.command()(agreement)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".qdpx, .qdc, .csv, .tsv, .jsonl, .json or .jsonld.")],
    coder: Coder = "",
    project: ProjectFolder = HERE,
    removals: Annotated[
        bool,
        typer.Option("--removals", help="What a .qdpx of ours no longer has was taken out by the coder: record that."),
    ] = False,
) -> None:
    """Take in codings that people made in another tool.

    REFI-QDA, Web Annotation, Label Studio, Argilla, Prodigy or CSV. A quotation that does not stand where the file
    says is refused, never moved in silence. Twice is as good as once.

    Example: discourse import study.qdpx --coder Mina --project my-study
    """
    _show_import(discourse.import_codings(file, coder=coder, project=project, removals=removals))


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="For which tool.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write.")],
    project: ProjectFolder = HERE,
    coder: Annotated[str, typer.Option(metavar="NAME", help="Only this coder's codings.")] = "",
    people_only: Annotated[bool, typer.Option("--people-only", help="Leave the codings of models out.")] = False,
) -> None:
    """Write texts, codebook and codings for other tools.

    For NVivo, MAXQDA, ATLAS.ti, QualCoder and others by REFI-QDA; see --format.

    Example: discourse export --format refi-qda --out study.qdpx --project my-study
    """
    with waiting("Writing"):
        found = discourse.export_codings(out, form=form, project=project, coder=coder, people_only=people_only)
    _show_export(found)


@code_app.command("import")
def code_import(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="code, and passage_id or file, page and quote.")],
    coder: Coder = "",
    project: ProjectFolder = HERE,
) -> None:
    """Take in codings from a CSV.

    Columns: code, passage_id (or file, page and quote), and present, stance, memo. A row with an empty code says
    that the passage was read.

    Example: discourse code import codings.csv --coder Mina --project my-study
    """
    _show_import(discourse.import_codings(file, coder=coder, project=project))


@code_app.command("export")
def code_export(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to write.")],
    coder: Annotated[str, typer.Option(metavar="NAME", help="Only this coder's codings.")] = "",
    project: ProjectFolder = HERE,
) -> None:
    """Write people's codings as a CSV.

    One row a coding, with its document, page, words and code.

    Example: discourse code export codings.csv --project my-study
    """
    form = ExportFormat.CSV
    _show_export(discourse.export_codings(file, form=form, project=project, coder=coder, people_only=True))


def agreement(
    project: ProjectFolder = HERE,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write; by default the project's outputs/.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far coders agree, people and models.

    Per code and stance; the disagreements are listed in a file.

    Example: discourse agreement --project my-study
    """
    with waiting("Comparing coders"):
        found = discourse.agreement(project, out=out)
    show.as_json(found) if as_json else _show_agreement(found)


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


def _show_export(found: "Exported") -> None:
    coders = f" by {', '.join(name.removeprefix('person:') for name in found.coders)}" if found.coders else ""
    if found.documents:
        show.line(f"{found.codings:,} codings{coders} on {found.documents:,} documents.")
    _reasons("Not said in this format or left out", found.lost)
    show.line(f"Wrote {found.out}")


def _show_import(found: "Imported") -> None:
    if found.codebook:
        show.line(f"Wrote {found.codebook}. Check it, then put it in the place of codebook.yaml.")
        return
    for coder, count in found.recorded:
        show.line(f"{count:,} codings by {coder.removeprefix('person:')} recorded.")
    known = f"{found.unchanged:,} were known already"
    show.line(f"{known}; {found.machine:,} by models left as they are; {found.removed:,} taken out.")
    _reasons("Not kept", found.lost)
    _reasons("Refused", found.refused)
    if found.refused:
        raise typer.Exit(EXIT_SOME_FAILED)


def _show_agreement(found: "AgreementResult") -> None:
    show.tables(found.tables[:1])
    show.line()
    show.line(f"{found.tables[1].frame.height:,} disagreements.")
    _reasons("Left out", found.left_out)
    show.line(f"Wrote {found.out}/agreement.csv and {found.out}/disagreements.csv")


def _show_migration(found: "MigrationResult") -> None:
    for change in found.changes or ("no code changed its id",):
        show.line(change)
    show.line(f"{found.carried:,} codings are carried over.")
    _reasons("For a person to settle", found.unsettled)


def _reasons(heading: str, reasons: tuple[str, ...]) -> None:
    if reasons:
        show.line(f"{heading} ({len(reasons)}):")
    for reason in reasons[:_REASONS_SHOWN]:
        show.line(f"  {reason}")
    if len(reasons) > _REASONS_SHOWN:
        show.line(f"  … and {len(reasons) - _REASONS_SHOWN} more.")
