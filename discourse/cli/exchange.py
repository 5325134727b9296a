"""The commands of coding together: codings in and out, and agreement."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.codebook import codebook_app
from discourse.cli.options import EXIT_SOME_FAILED, HERE, AsJson, OutFolder, ProjectFolder
from discourse.cli.progress import waiting
from discourse.domain.codings import ExportFormat

if TYPE_CHECKING:
    from discourse.pipeline.agreement import AgreementResult
    from discourse.pipeline.interchange import Exported, Imported

code_app = typer.Typer(
    name="code",
    help="Codings of people as a CSV.\n\nExample: discourse code import codings.csv --coder Mina --project my-study",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Coder = Annotated[
    str, typer.Option("--coder", metavar="NAME", help="Whose codings these are, where the file names nobody.")
]


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


def agreement(project: ProjectFolder = HERE, out: OutFolder = None, as_json: AsJson = False) -> None:
    """Measure how far coders agree, people and models.

    Per code and stance; the disagreements are listed in a file.

    Example: discourse agreement --project my-study
    """
    with waiting("Comparing coders"):
        found = discourse.agreement(project, out=out)
    show.as_json(found) if as_json else _show_agreement(found)


def _show_export(found: "Exported") -> None:
    coders = f" by {', '.join(name.removeprefix('person:') for name in found.coders)}" if found.coders else ""
    if found.documents:
        show.line(f"{found.documents:,} documents, {found.codings:,} codings{coders}.")
    if found.judged:
        twice = f"; {found.judgements:,} judgements" if found.judgements > found.judged else ""
        judged = f"{found.judged:,} passages (in documents: {found.judged_documents:,}{twice})"
        show.line(f"People judged {judged} and gave {found.given:,} codes.")
    show.listed("Not said in this format or left out", found.lost)
    show.line(f"Wrote {found.out}")


def _show_import(found: "Imported") -> None:
    if found.codebook:
        show.line(f"Wrote {found.codebook}. Check it, then put it in the place of codebook.yaml.")
        return
    for coder, count in found.recorded:
        show.line(f"{count:,} codings by {coder.removeprefix('person:')} recorded.")
    known = f"{found.unchanged:,} were known already"
    show.line(f"{known}; {found.machine:,} by models left as they are; {found.removed:,} taken out.")
    show.listed("Not kept", found.lost)
    show.listed("Refused", found.refused)
    if found.refused:
        raise typer.Exit(EXIT_SOME_FAILED)


def _show_agreement(found: "AgreementResult") -> None:
    show.tables(found.tables[:1])
    show.line()
    show.line(f"{found.tables[1].frame.height:,} disagreements.")
    show.listed("Left out", found.left_out)
    show.line(f"Wrote {found.out}/agreement.csv and {found.out}/disagreements.csv")
