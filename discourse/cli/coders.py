"""The commands `train`, `evaluate` and `tag-llm`: making a coder, judging one, and having a language model code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import discourse
from discourse.cli import show
from discourse.cli.options import HERE, AsJson, ProjectFolder
from discourse.cli.progress import follow, waiting
from discourse.domain.errors import UsageError
from discourse.domain.reliability import ENOUGH_EXAMPLES
from discourse.domain.settings import LANGUAGES

if TYPE_CHECKING:
    from discourse.pipeline.train_on_codings import CodingsTraining

app = typer.Typer()

_SHOWN = ("scores", "stances", "abstention", "baselines")


@app.command()
def train(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the model.")],
    data: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A CSV of coded passages; may be given again.")
    ] = None,
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Instead of files: what people coded in this project.")
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A codebook other than the shipped one.")
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the documents are that a file of references names.")
    ] = None,
    tune: Annotated[
        bool, typer.Option("--tune", help="Tune an encoder whole: for thousands of passages; takes about an hour.")
    ] = False,
    embedder: Annotated[
        str, typer.Option(metavar="NAME", help="A sentence-transformers folder or name, instead of our encoder.")
    ] = "",
    language: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A language that the model is to code; may be given again.")
    ] = None,
) -> None:
    """Train a model on coded passages.

    To use it, name its folder as `model` in discourse.toml. A file has a column 'passage' or 'sentence' and one per
    frame (its id or short label) with 0, A, R, C or S.

    Example: discourse train --project my-study --out my-study/models/mine

    Example: discourse train --data corpus/training/passages.csv --out my-model --tune
    """
    if project is not None:
        if data or codebook or documents or tune or embedder or language:
            raise UsageError("--project brings its own codings, codebook and languages; give --out alone beside it.")
        with follow() as progress:
            found = discourse.train_on_codings(project, out=out, progress=progress)
        _show_codings_training(found)
        return
    if not data:
        raise UsageError("Give --data FILE with coded passages, or --project DIR in which people have coded.")
    with follow() as progress:
        trained = discourse.train(
            data,
            out=out,
            codebook=codebook,
            documents=documents,
            tune=tune,
            embedder=embedder,
            languages=tuple(language or LANGUAGES),
            progress=progress,
        )
    show.training(trained)


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
    as_json: AsJson = False,
) -> None:
    """Say how well a model codes what people coded.

    With intervals, baselines and its worst errors.

    Example: discourse evaluate gold.csv --model my-model --train my-codings.csv --out evaluation
    """
    with follow(quiet=as_json) as progress:
        found = discourse.evaluate(
            gold,
            model=model,
            out=out,
            train=tuple(train or ()),
            documents=documents,
            llm_project=project if llm else None,
            progress=progress,
        )
    if as_json:
        show.as_json(found)
        return
    show.line(f"{found.coder}: {found.passages:,} coded passages of {found.documents:,} documents.")
    if found.left_out:
        show.line(f"{found.left_out:,} passages were left open by the people who coded them.")
    show.tables([found.table(name) for name in _SHOWN])
    if out:
        show.line(f"Wrote {out}; read {out}/errors.md first.")


@app.command("tag-llm")
def tag_llm(
    table: Annotated[Path, typer.Argument(metavar="IN.csv", help="The table.")],
    text_column: Annotated[str, typer.Option(metavar="COL", help="The column to code.")],
    out: Annotated[Path, typer.Option(metavar="OUT.csv", help="The table with codes and quotations added.")],
    context_column: Annotated[str, typer.Option(metavar="COL", help="The sentence before each.")] = "",
    project: ProjectFolder = HERE,
) -> None:
    """Have a language model of yours code the sentences of a CSV.

    They are sent to the address under [llm] in discourse.toml, and nowhere without one.

    Example: discourse tag-llm sentences.csv --text-column sentence --out coded.csv --project my-study
    """
    with waiting("The language model reads"):
        summary = discourse.tag_with_llm(
            table, text_column=text_column, context_column=context_column, out=out, project=project
        )
    show.tag_summary(summary, out)


def _show_codings_training(found: "CodingsTraining") -> None:
    with_shipped = f", with {found.shipped:,} that ship" if found.shipped else ""
    names = ", ".join(coder.removeprefix("person:") for coder in found.coders)
    show.line(
        f"Trained {found.coder} on {found.passages:,} passages of {found.documents:,} documents coded by {names}"
        f"{with_shipped}."
    )
    _show_scores(found)
    if found.scores:
        show.line("Where you searched for passages with a code, it is rarer elsewhere: expect a lower precision there.")
        show.line("An audit tells how low ('discourse audit sample').")
    if found.known:
        show.line(
            f"Of the {found.passages:,} passages {found.passages - found.known:,} are scored; on the other "
            f"{found.known:,} the shipped encoder was tuned, so that it would score too well there."
        )
    if found.seen:
        show.line(
            f"The codes of now are not scored on {found.seen:,} that the model in use learnt from; where the others "
            f"hold fewer than {ENOUGH_EXAMPLES} examples, there is a dash."
        )
    if found.audited:
        show.line(f"{found.audited:,} passages of the audit were left out, since they measure the model.")
    if found.undecided:
        show.line(
            f"In {found.undecided:,} of the {found.passages:,} coders are of two minds on a code: that code is neither "
            "learnt nor scored there."
        )
    if found.without:
        show.line(f"Too few examples for: {', '.join(found.without)}.")
    if found.stances:
        counts = ", ".join(f"{stance} {count:,}" for stance, count in found.stances)
        show.line(f"Stance is not learnt: {found.needed} examples of each are needed ({counts}).")
    show.line(f'Wrote {found.out}. To use it: model = "{found.setting}" under [coding] in discourse.toml.')


def _show_scores(found: "CodingsTraining") -> None:
    """A line a code; the codes of now stand beside where the model in use knows any of them."""
    if not found.scores:
        return
    has_before = found.seen > 0 or any(score.before is not None for score in found.scores)
    show.line(
        f"On documents left out of training{', beside the codes that the project has now' if has_before else ''}:"
    )
    show.line(f"  F1    95 %       {'now   ' if has_before else ''}examples  documents")
    for score in found.scores:
        limits = "{:.2f}-{:.2f}".format(*score.limits) if score.limits else ""
        before = "–" if score.before is None else f"{score.before:.2f}"
        now = f"{before:4}  " if has_before else ""
        show.line(f"  {score.f1:.2f}  {limits:9}  {now}{score.examples:8,}  {score.documents:9,}  {score.code_id}")
