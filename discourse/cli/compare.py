"""The command `compare`: groups of documents against each other."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, AsJson, ProjectFolder
from discourse.cli.progress import waiting
from discourse.domain.errors import UsageError
from discourse.domain.settings import Scope

if TYPE_CHECKING:
    from discourse.pipeline.compare import Comparison


class By(StrEnum):
    """What groups are made of."""

    JURISDICTION = "jurisdiction"
    BODY = "body"
    YEAR = "year"
    TYPE = "type"


def compare(
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP GROUP]", help="Two groups; all when left out.")
    ] = None,
    project: ProjectFolder = HERE,
    by: Annotated[
        list[By] | None, typer.Option(help="What groups are; twice for a cross.", show_default="jurisdiction")
    ] = None,
    kind: Annotated[
        str, typer.Option("--type", metavar="KIND", help="policy, listing, all, or a document type such as 'speech'.")
    ] = "policy",
    jurisdiction: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only of this jurisdiction; may be given again.")
    ] = None,
    years: Annotated[str, typer.Option(metavar="YEARS", help="Only of 2015-2020, 2015-, -2020 or 2019.")] = "",
    scope: Annotated[
        Scope | None,
        typer.Option(
            help="All passages, or only those on micro-credentials and their like.", show_default="the project's choice"
        ),
    ] = None,
    versions: Annotated[
        tuple[str, str] | None,
        typer.Option("--versions", metavar="OLD NEW", help="Two versions of one document, by file or title."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where to write.", show_default="a folder in outputs/compared or outputs/versions"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare framings, words and silences between groups.

    Two groups get a page with both sides. With --versions: what was kept, reworded, dropped and added between two
    versions of a document.

    Example: discourse compare Kestria Nordhavel --years 2015- --project outputs/demo
    """
    if versions is not None:
        _compare_versions(versions, groups, project, out, as_json=as_json)
        return
    with waiting("Comparing"):
        found = discourse.compare(
            tuple(groups or ()),
            project=project,
            by=tuple(by or (By.JURISDICTION,)),
            kind=kind,
            jurisdictions=tuple(jurisdiction or ()),
            years=years,
            scope=scope,
            out=out,
        )
    show.as_json(found) if as_json else _show(found)


def _compare_versions(
    versions: tuple[str, str], groups: list[str] | None, project: Path, out: Path | None, *, as_json: bool
) -> None:
    if groups:
        raise UsageError(f"--versions compares two documents; leave out the groups {', '.join(groups)}.")
    with waiting("Comparing"):
        found = discourse.compare_versions(*versions, project=project, out=out)
    if as_json:
        show.as_json(found)
        return
    for sentence in found.sentences:
        show.line(sentence)
        show.line()
    show.line(f"Page: {found.page}")


def _show(found: "Comparison") -> None:
    show.tables(found.tables)
    for sentence in found.sentences:
        show.line()
        show.line(sentence)
    show.line()
    show.line(f"Page: {found.page}" if found.page else f"Wrote {found.out}")
