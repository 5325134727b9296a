"""The command line: parse, one call of the public interface, show."""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

import discourse
from discourse.cli import audit, batch, coders, exchange, keep, show
from discourse.cli.compare import compare
from discourse.cli.extract import extract
from discourse.cli.options import (
    EXIT_BUG,
    EXIT_INTERRUPTED,
    EXIT_SOME_FAILED,
    EXIT_USAGE,
    HERE,
    AsJson,
    GivenKind,
    OutFolder,
    PasswordFile,
    ProjectFolder,
)
from discourse.cli.progress import follow, waiting
from discourse.cli.remove import remove
from discourse.cli.reproduce import reproduce
from discourse.cli.serve import serve
from discourse.cli.text import RED, coloured
from discourse.cli.topics import topics
from discourse.domain.documents import Metadata
from discourse.domain.errors import DiscourseError, said_with_code
from discourse.domain.files import is_full, why_unwritten
from discourse.domain.sources import SourceKind

_TYPER_INTERRUPTED = 130
_HELP = """How do governments talk about micro-credentials, and what do they leave out?

Example: discourse demo

Example: discourse init my-study

Example: discourse add reports/ --jurisdiction Kestria --project my-study

Example: discourse run --project my-study
"""
DEBUG = "DISCOURSE_DEBUG"

app = typer.Typer(
    name="discourse",
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.add_typer(audit.app)
app.add_typer(coders.app)
app.add_typer(keep.app)


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where a bug of ours is, and what libraries print.")
    ] = False,
) -> None:
    """What all commands share."""
    if debug:
        # Children look there too.
        os.environ[DEBUG] = "1"


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the demonstration project.")] = Path("outputs/demo"),
) -> None:
    """Run everything on the bundled corpus of invented jurisdictions.

    Example: discourse demo
    """
    with follow() as progress:
        summary = discourse.demo(out, progress=progress)
    show.run_summary(summary)
    if summary.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make or to turn into a project.")],
    codebook: Annotated[Path | None, typer.Option(help="A codebook.yaml to use instead of the shipped one.")] = None,
) -> None:
    """Make a project: a folder with settings and a codebook to edit.

    Example: discourse init my-study
    """
    show.line(
        f"Made the project '{discourse.init(folder, codebook=codebook)}'. Next: discourse add PATH --project {folder}"
    )


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    project: ProjectFolder = HERE,
    manifest: Annotated[Path | None, typer.Option(help="A CSV with a column 'file' and what is known of each.")] = None,
    jurisdiction: Annotated[str, typer.Option(help="Whose documents these are.")] = "",
    body: Annotated[str, typer.Option(help="The ministry, agency or provider.")] = "",
    year: Annotated[int | None, typer.Option(min=1000, max=9999, help="Year of publication.")] = None,
    kind: Annotated[
        GivenKind | None, typer.Option("--type", help="Read as policy documents or course listings.")
    ] = None,
) -> None:
    """Add documents or listings; the next run reads them.

    A manifest's cell wins over an option here, which wins over a sidecar file (report.pdf.meta.yaml).

    Example: discourse add reports/ --manifest reports/index.csv --project my-study
    """
    addition = discourse.add(
        paths,
        project=project,
        manifest=manifest,
        kind=SourceKind(kind) if kind else SourceKind.AUTO,
        metadata=Metadata(jurisdiction=jurisdiction, body=body, year=year),
    )
    show.addition(addition)
    if addition.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


app.command()(remove)
app.command()(batch.run)
app.command()(batch.watch)


@app.command()
def status(project: ProjectFolder = HERE, as_json: AsJson = False) -> None:
    """Tell what became of a project's files.

    Names those that failed, wait to be read, repeat another or are no longer there, and counts the rest; --json
    lists every file.

    Example: discourse status --project my-study
    """
    statuses = discourse.status(project)
    show.as_json({"documents": statuses}) if as_json else show.statuses(statuses)


app.command()(extract)


@app.command()
def tag(
    table: Annotated[Path, typer.Argument(metavar="IN.csv", help="The table.")],
    text_column: Annotated[str, typer.Option(metavar="COL", help="The column to code.")],
    out: Annotated[Path, typer.Option(metavar="OUT.csv", help="The table with codes added.")],
    context_column: Annotated[str, typer.Option(metavar="COL", help="The sentence before each.")] = "",
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="A model other than the shipped one.")] = None,
    codebook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A codebook other than the shipped one.")
    ] = None,
) -> None:
    """Code the sentences of a CSV; columns are added.

    Nothing else about the table changes.

    Example: discourse tag sentences.csv --text-column sentence --out coded.csv
    """
    with follow() as progress:
        summary = discourse.tag(
            table,
            text_column=text_column,
            context_column=context_column,
            out=out,
            model=model,
            codebook=codebook,
            progress=progress,
        )
    show.tag_summary(summary, out)


app.command()(compare)
app.command()(reproduce)
app.command()(topics)


@app.command()
def facts(
    project: ProjectFolder = HERE,
    out: OutFolder = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Collect what a micro-credential is said to be.

    Its length, credit, level, price and more, from documents and listings. Writes facts.csv and definitions.csv;
    needs no model. Exit code 3: some documents could not be read.

    Example: discourse facts --project outputs/demo
    """
    with follow(quiet=as_json) as progress:
        found = discourse.collect_facts(project, out=out, password_file=password_file, progress=progress)
    show.as_json(found) if as_json else show.facts(found)
    if found.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def report(
    project: ProjectFolder = HERE,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="By default outputs/report.html.")] = None,
) -> None:
    """Write the report from what has been coded.

    Example: discourse report --project my-study --out report.html
    """
    with waiting("Writing the report"):
        page = discourse.write_report(project, out=out)
    show.line(f"Report: {page}")


@app.command()
def kwic(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN", help="A regular expression; case does not matter.")],
    project: ProjectFolder = HERE,
    jurisdiction: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only of this jurisdiction; may be given again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show where a pattern occurs in running text, in its context.

    Those in footnotes, running heads and lists of contents and references are counted.

    Example: discourse kwic 'micro-?credentials?' --project my-study
    """
    with waiting("Looking"):
        found = discourse.find_occurrences(pattern, project=project, jurisdictions=jurisdiction or ())
    if as_json:
        show.as_json({"occurrences": found.lines, "not_shown": found.not_shown})
    else:
        show.occurrences(found)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check that everything needed is here and works.

    Example: discourse doctor
    """
    with waiting("Trying everything"):
        checks = discourse.check_setup()
    show.as_json({"checks": checks}) if as_json else show.checks(checks)
    if not all(check.passed for check in checks):
        raise typer.Exit(EXIT_USAGE)


app.command()(serve)
exchange.register(app)


def main() -> None:
    """Run the command line and end with the exit code of the contract."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app()
    except SystemExit as ending:
        if ending.code == _TYPER_INTERRUPTED:
            _end("discourse: interrupted; what was finished is kept, run again to go on.", EXIT_INTERRUPTED)
        raise
    except DiscourseError as error:
        _end(f"discourse: {said_with_code(str(error), error.code)}", EXIT_USAGE)
    except Exception as error:
        if isinstance(error, OSError) and is_full(error):
            _end(f"discourse: a file cannot be written {why_unwritten(error, otherwise='')}.", EXIT_USAGE)
        if os.environ.get(DEBUG):
            raise
        _end(
            f"discourse: a bug of ours ({type(error).__name__}: {error}); please report it with what "
            "the same command prints after 'discourse --debug'.",
            EXIT_BUG,
        )


def _interrupt(*_: object) -> None:
    # A batch that is told to stop ends as one that is interrupted by hand: children stopped, finished work kept.
    raise KeyboardInterrupt


def _end(message: str, code: int) -> None:
    sys.stderr.write(coloured(message, RED, sys.stderr) + "\n")
    sys.exit(code)
