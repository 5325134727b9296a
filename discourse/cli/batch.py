"""The commands `run` and `watch`: the main job, once or whenever files arrive."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.log import logged
from discourse.cli.options import (
    EXIT_SOME_FAILED,
    HERE,
    AsJson,
    OcrChoice,
    OutFolder,
    PasswordFile,
    ProjectFolder,
    ScopeChoice,
    Workers,
)
from discourse.cli.progress import follow
from discourse.domain.documents import Metadata

Log = Annotated[
    Path | None,
    typer.Option("--log", metavar="FILE", help="One JSON object a line.", show_default="logs/discourse.jsonl"),
]


def run(
    project: ProjectFolder = HERE,
    workers: Workers = None,
    out: OutFolder = None,
    ocr: OcrChoice = None,
    scope: ScopeChoice = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Only files like 'reports/*.pdf'; may be given again.")
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="Only what came or changed since 2026-11-01T02:00, or within 90m, 36h, 7d, 2w."
        ),
    ] = "",
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read again what failed before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why, and do nothing.")] = False,
    refit_topics: Annotated[bool, typer.Option("--refit-topics", help="Find topics anew in everything.")] = False,
    password_file: PasswordFile = None,
    cluster: Annotated[
        str, typer.Option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster, such as tcp://node7:8786.")
    ] = "",
    log: Log = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing where nothing changed, for cron.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read and code what is new; write tables, report and changes.

    What changed since the last run is printed too. Exit code 0: all well; 3: finished, but some documents failed;
    4: interrupted, run again to go on.

    Example: discourse run --project my-study

    Example: discourse run --project my-study --only 'reports/*' --dry-run
    """
    selection = discourse.Selection(
        only=tuple(only or ()), since=discourse.parse_since(since, now=datetime.now().astimezone()) if since else None
    )
    if dry_run:
        found = discourse.plan(project, selection=selection, retry_failed=retry_failed, out=out)
        show.as_json(found) if as_json else show.plan(found)
        return
    with logged(project, log), follow(quiet=as_json or quiet) as progress:
        summary = discourse.run(
            project,
            workers=workers,
            out=out,
            ocr=ocr,
            scope=scope,
            selection=selection,
            retry_failed=retry_failed,
            refit_topics=refit_topics,
            password_file=password_file,
            cluster=cluster,
            progress=progress,
        )
    if as_json:
        show.as_json(summary)
    elif not quiet or summary.changes.has_news:
        show.run_summary(summary, news_alone=quiet)
    if summary.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where files arrive.")],
    project: ProjectFolder = HERE,
    jurisdiction: Annotated[str, typer.Option(help="Whose documents these are.")] = "",
    body: Annotated[str, typer.Option(help="The ministry, agency or provider.")] = "",
    settle: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long a file must stand unchanged to be taken as whole.")
    ] = 5.0,
    workers: Workers = None,
    out: OutFolder = None,
    password_file: PasswordFile = None,
    log: Log = None,
) -> None:
    """Wait for files to come to a folder; add them and run.

    A file is added when it is there whole. Runs once at the start. Ends with Ctrl+C or SIGTERM: exit code 0, or 3
    if the last run had failed documents, when it was waiting; 4 in the middle of a run, which the next start ends.

    Example: discourse watch inbox/ --project my-study
    """
    failed = False
    with logged(project, log), follow() as progress:
        rounds = discourse.watch(
            folder,
            project=project,
            metadata=Metadata(jurisdiction=jurisdiction, body=body),
            settle=settle,
            workers=workers,
            out=out,
            password_file=password_file,
            progress=progress,
        )
        for one in rounds:
            if one.addition:
                show.addition(one.addition)
            show.run_summary(one.summary)
            show.line(f"Waiting for files in {folder}; Ctrl+C ends it.")
            failed = bool(one.summary.failed)
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)
