"""The command `topics`: what the passages are about, how many topics, and what guides them."""

from typing import Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, AsJson, OutFolder, ProjectFolder
from discourse.cli.progress import follow
from discourse.domain.settings import Guide, TopicChoice


def topics(
    project: ProjectFolder = HERE,
    out: OutFolder = None,
    count: Annotated[
        int | None, typer.Option(min=0, help="How many topics; 0: by the size of the corpus. Kept for later.")
    ] = None,
    outliers_below: Annotated[
        float | None,
        typer.Option(
            min=0, max=0.99, metavar="P", help="Passages less sure of their topic lie between topics. Kept for later."
        ),
    ] = None,
    guide: Annotated[
        Guide | None, typer.Option(help="Start a topic from each frame or theme of the codebook. Kept for later.")
    ] = None,
    refit: Annotated[bool, typer.Option("--refit-topics", help="Find topics anew in everything.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find topics and count them by jurisdiction, year and frame.

    Topics that were found stay as they are: what was added since is placed in them, unless --refit-topics.

    Example: discourse topics --project my-study

    Example: discourse topics --project my-study --count 40 --guide themes
    """
    choice = TopicChoice(count, outliers_below, guide)
    with follow(quiet=as_json) as progress:
        found = discourse.find_topics(project, out=out, choice=choice, refit=refit, progress=progress)
    show.as_json({"tables": found}) if as_json else show.tables(found)
