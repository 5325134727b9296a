"""The commands `evaluate` and `tag-llm`: judging a coder, and having a language model code."""

from pathlib import Path
from typing import Annotated

import typer

import discourse
from discourse.cli import show

app = typer.Typer()

ProjectFolder = Annotated[Path, typer.Option("--project", help="The project's folder.", show_default="this folder")]
_SHOWN = ("scores", "stances", "abstention", "baselines")
HERE = Path()


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.csv", help="Passages that people coded.")],
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="A model other than the shipped one.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write tables, errors and a diagram there.")] = None,
    train: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Coded passages for baselines that learn.")
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the documents are that a file of references names.")
    ] = None,
    llm: Annotated[bool, typer.Option("--llm", help="Evaluate the language model of the project's settings.")] = False,
    project: ProjectFolder = HERE,
) -> None:
    """Say how well a model codes what people coded, with intervals, baselines and its worst errors.

    Example: discourse evaluate gold.csv --model my-model --train my-codings.csv --out evaluation
    """
    found = discourse.evaluate(
        gold, model=model, out=out, train=tuple(train or ()), documents=documents, llm_project=project if llm else None
    )
    show.line(f"{found.coder}: {found.passages:,} coded passages of {found.documents:,} documents.")
    if found.left_out:
        show.line(f"{found.left_out:,} passages were left open by the people who coded them.")
    show.tables([found.table(name) for name in _SHOWN])
    if out:
        show.line(f"Wrote {out}; read {out}/errors.md first.")


@app.command("tag-llm")
def tag_llm(
    table: Annotated[Path, typer.Argument(metavar="IN.csv")],
    text_column: Annotated[str, typer.Option(metavar="COL", help="The column to code.")],
    out: Annotated[Path, typer.Option(metavar="OUT.csv", help="The table with codes and quotations added.")],
    context_column: Annotated[str, typer.Option(metavar="COL", help="The sentence before each.")] = "",
    project: ProjectFolder = HERE,
) -> None:
    """Have a language model code the sentences of a CSV; they are sent to the endpoint under [llm] in discourse.toml.

    Example: discourse tag-llm sentences.csv --text-column sentence --out coded.csv --project my-study
    """
    summary = discourse.tag_with_llm(
        table, text_column=text_column, context_column=context_column, out=out, project=project
    )
    show.tag_summary(summary, out)
