"""The command `discourse serve`."""

from typing import Annotated

import typer

from discourse.cli import show
from discourse.cli.options import HERE, ProjectFolder
from discourse.domain.registry import load


def serve(
    project: ProjectFolder = HERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes a free one.")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Open the workbench to read and code in a browser.

    On this machine alone; everything is saved at once. Ctrl+C ends it.

    Example: discourse serve --project my-study
    """
    load("pages", "workbench")(project, port=port, open_browser=browser, announce=_announce)


def _announce(address: str) -> None:
    show.line(f"The workbench is at {address}")
    show.line("The link is good for one browser; more are to be had on the page. Ctrl+C ends it.")
