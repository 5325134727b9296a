"""The commands of `discourse audit`: draw a random sample for people to code, and read their answers."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, ProjectFolder
from discourse.cli.progress import waiting

if TYPE_CHECKING:
    from discourse.pipeline.audit import AuditImport, AuditSheet

app = typer.Typer(
    name="audit",
    help="Correct the shares by passages that people coded.\n\n"
    "Example: discourse audit sample --size 300 --out audit.csv --project my-study",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Strata(StrEnum):
    """What every part of a sample has in common."""

    JURISDICTION = "jurisdiction"
    PROBABILITY = "probability"


@app.command()
def sample(
    size: Annotated[int, typer.Option(min=1, help="How many passages to draw.")],
    out: Annotated[Path, typer.Option(metavar="FILE.csv", help="The sheet to fill; it must not exist.")],
    project: ProjectFolder = HERE,
    strata: Annotated[
        Strata, typer.Option(help="Draw equally many from each jurisdiction, or each band of the model's probability.")
    ] = Strata.JURISDICTION,
    show_model: Annotated[
        bool, typer.Option("--show-model", help="Add the model's answers, which sway the coder.")
    ] = False,
) -> None:
    """Draw passages at random for people to code.

    The answers correct the shares. Fill the columns of the frames with 1 or 0, from the top: the rows are in random
    order, so that a part will do.

    Example: discourse audit sample --size 300 --out audit.csv --project my-study
    """
    with waiting("Drawing"):
        sheet = discourse.draw_audit(project, size=size, out=out, strata=strata, show_model=show_model)
    _show_sheet(sheet)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The filled sheet.")],
    coder: Annotated[str, typer.Option(metavar="NAME", help="Who filled it.")],
    project: ProjectFolder = HERE,
) -> None:
    """Read the answers of a filled sheet.

    The next run writes corrected shares.

    Example: discourse audit import audit.csv --coder Mina --project my-study
    """
    _show_import(discourse.import_audit(file, coder=coder, project=project))


def _show_sheet(sheet: "AuditSheet") -> None:
    show.line(f"Drew {sheet.passages:,} passages of {sheet.documents:,} documents (draw {sheet.draw}):")
    for stratum in sheet.strata:
        show.line(f"  {stratum.drawn:6,} of {stratum.passages:7,}  {stratum.name}")
    enough = sum(min(sheet.needed, stratum.passages) for stratum in sheet.strata)
    more = f"; a sample of {enough:,} would give each of these so many" if sheet.passages < enough else ""
    show.line(f"A group needs {sheet.needed} answered passages for a corrected share{more}.")
    _show_beyond(sheet)
    if sheet.learnt:
        tuned = f" ({sheet.tuned_on:,} when the shipped encoder was tuned)" if sheet.tuned_on else ""
        show.line(
            f"The model learnt from {sheet.learnt:,} of the drawn passages{tuned}: there it errs less than elsewhere."
        )
    show.line(f"Sheet: {sheet.file}")


def _show_beyond(found: "AuditSheet | AuditImport") -> None:
    """Which groups get no corrected share, why, and what would change that."""
    if not (beyond := found.beyond):
        return
    show.line("As things stand these get no corrected share, however many passages are answered:")
    for one in beyond:
        show.line(f"  {one.group}: {one.why}")
    lowered = ", ".join(f"{one.minimum} for {one.group}" for one in beyond if one.minimum)
    if any("in effect" in one.why for one in beyond):
        show.line("Documents of unequal length count in effect as fewer than they are (Kish's number).")
    if not lowered:
        show.line("Add documents; lowering minimum_documents in discourse.toml would not do.")
        return
    others = "" if all(one.minimum for one in beyond) else "; for the others that would not do"
    show.line(f"Add documents, or lower minimum_documents in discourse.toml ({lowered}) and tell your readers{others}.")


def _show_import(found: "AuditImport") -> None:
    show.line(
        f"{found.rows:,} rows by {found.coder}: {found.answers:,} answers, {found.new:,} of them new, "
        f"{found.empty:,} cells empty. Next: discourse run"
    )
    _show_beyond(found)
    if found.scores:
        show.line("The model on all audited passages, which stand for the corpus:")
        show.line("  precision  recall  F1    passages")
    for score in found.scores:
        precision, recall, f1 = (
            "-" if one is None else f"{one:.2f}" for one in (score.precision, score.recall, score.f1)
        )
        show.line(f"  {precision:9}  {recall:6}  {f1:4}  {score.audited:8,}  {score.code_id}")
