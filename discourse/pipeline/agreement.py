"""How far the coders of a project agree: people among themselves, and people with models."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.domain.codings import MODEL, Coding
from discourse.domain.errors import UsageError
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.exchange.wording import coder_to_name
from discourse.pipeline.codings import open_desk
from discourse.pipeline.learnt import hash_passage, learnt_by_coder
from discourse.pipeline.material import read_passages
from discourse.pipeline.random_sample import from_the_top, in_random_order, of_policies
from discourse.report.files import write_csv
from discourse.report.links import show_files, source_link
from discourse.tables.agreement_spans import span_agreement
from discourse.tables.agreement_table import agreement_table, disagreements
from discourse.tables.agreement_units import codes_to_judgements, codings_to_judgements

NOTE = (
    "Over passages that two or more of the coders judged; a passage counts as judged when a code was given or refused "
    "there, or it was marked as read. Alpha is Krippendorff's (nominal; MASI for sets of codes), kappa Cohen's for "
    "two coders and Fleiss' for more, AC1 Gwet's; 95 % intervals by bootstrap over documents, 'insufficient' with too "
    "few (minimum_documents in discourse.toml). Where a code is rare ('present' is small), a single difference moves "
    "alpha and kappa far though nearly all else is agreed on: read them with their interval and AC1. Stance is "
    "compared where both say the code is there. A model is compared on passages that it is not known to have learnt "
    "from. Rows with the sample 'random' are over the passages of the page's random sample, from its top down to the "
    "first that one of the coders has not come to: they alone stand for the corpus."
)
UNKNOWN_TRAINING = "the model may have learnt from these"
SPANS_NOTE = (
    "Characters that two coders gave the same code, over documents that both coded; text that neither coded does not "
    "count. overlap is 2 x both / (first + second)."
)


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """The tables, the folder with their CSV files, and what could not take part, with the reason."""

    tables: tuple[Table, ...]
    out: str
    left_out: tuple[str, ...]


def agreement(project: Path = Path(), *, out: Path | None = None) -> AgreementResult:
    """Compare all coders of a project; writes `agreement.csv`, `disagreements.csv` and `agreement_spans.csv` for spans.

    A model is compared on passages that it did not learn from. Raises `UsageError` where nobody has coded anything, or
    one person alone and no model.

    >>> found = discourse.agreement(Path("my-study"))
    >>> found.tables[0].frame["coders"].unique().to_list()
    ['Mina × model:framing@...']
    """
    with open_desk(project) as desk:
        carried, opened, codebook, open_codes = desk.carried(), desk.project, desk.codebook, desk.open_codes()
    if not carried.codings:
        raise UsageError("Nobody has coded anything here yet; import codings with 'discourse code import FILE'.")
    documents, passages, codes = read_passages(opened)
    frames, themes = [item.id for item in codebook.frames], [item.id for item in codebook.themes]
    people = codings_to_judgements(carried.codings, passages, [*frames, *themes], open_codes=open_codes)
    machine = codes_to_judgements(codes, [*frames, *themes], people["passage_id"].unique())
    by_coder = learnt_by_coder(opened)
    machine, learnt = _without_learnt(machine, passages, by_coder)
    judged = pl.concat([people, machine])
    settings = opened.settings.tables
    found = agreement_table(
        judged,
        groups={"frames": frames, "themes": themes},
        random=_met_at_random(carried.codings, passages, documents, seed=settings.seed),
        min_documents=settings.minimum_documents,
        seed=settings.seed,
    )
    if found.is_empty():
        unfit = f" Left out were {'; '.join(learnt)}." if learnt else ""
        raise UsageError(f"No passage was judged by two coders; agreement needs passages that both have seen.{unfit}")
    folder = out or opened.outputs
    differing = _described(disagreements(judged), documents, passages, opened.folder, folder)
    tables = (
        Table("agreement", "Agreement between coders", _readable(_noted(found, by_coder)), NOTE),
        Table("disagreements", "Where coders disagree", differing),
        *_span_table(carried.codings, [*frames, *themes], settings),
    )
    for table in tables:
        write_csv(table, folder / f"{table.name}.csv")
    return AgreementResult(tables, str(folder), (*_left_out(carried.codings, carried.unsettled, documents), *learnt))


def _span_table(codings: Collection[Coding], code_ids: Sequence[str], settings: TableSettings) -> tuple[Table, ...]:
    """The agreement on free spans; nothing where there are none."""
    if all(item.passage_id for item in codings):
        return ()
    found = span_agreement(codings, code_ids=code_ids, min_documents=settings.minimum_documents, seed=settings.seed)
    return (Table("agreement_spans", "Agreement on spans of text", _readable(found), SPANS_NOTE),)


def _met_at_random(
    codings: Iterable[Coding], passages: pl.DataFrame, documents: pl.DataFrame, *, seed: int
) -> dict[str, list[str]]:
    """By coder, the passages of the random sample from its top down to the first that he has not come to."""
    met: dict[str, set[str]] = defaultdict(set)
    for coding in codings:
        met[coding.coder].add(coding.passage_id)
    kinds = dict(documents.select("document_id", "kind").iter_rows())
    codable = of_policies(passages.filter(pl.col("left_out") == ""), kinds)
    ordered = in_random_order(codable, seed=seed)["passage_id"].to_list()
    return {coder: from_the_top(ordered, mine) for coder, mine in met.items()}


def _without_learnt(
    machine: pl.DataFrame, passages: pl.DataFrame, learnt: Mapping[str, frozenset[str]]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The judgements of models but for those on passages that they learnt from, and how many these were."""
    texts = passages.select("passage_id", "text").unique("passage_id")
    hashed = machine.select("coder", "passage_id").unique().join(texts, on="passage_id").sort("coder", "passage_id")
    known = hashed.filter(
        pl.Series(
            [hash_passage(text) in learnt.get(coder, ()) for coder, text in hashed.select("coder", "text").rows()],
            dtype=pl.Boolean,
        )
    )
    told = tuple(
        f"{count} passages that {coder} learnt from, where it is compared"
        for coder, count in known.group_by("coder").len().sort("coder").rows()
    )
    return machine.join(known, on=["coder", "passage_id"], how="anti", maintain_order="left"), told


def _noted(found: pl.DataFrame, known: Collection[str]) -> pl.DataFrame:
    """The table with a note where a model is compared whose passages of training are not known."""
    other = (
        pl.col("coders").list.eval(pl.element().str.starts_with(MODEL) & ~pl.element().is_in(list(known))).list.any()
    )
    both = pl.concat_str(pl.col("note").replace("", None), pl.lit(UNKNOWN_TRAINING), separator="; ", ignore_nulls=True)
    return found.with_columns(note=pl.when(other).then(both).otherwise("note"))


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    names = pl.col("coders").list.eval(pl.element().str.strip_prefix("person:"))
    return frame.with_columns(coders=names.list.join(" × "))


def _described(
    found: pl.DataFrame, documents: pl.DataFrame, passages: pl.DataFrame, root: Path, folder: Path
) -> pl.DataFrame:
    """Each disagreement with its passage, page and a link to the page."""
    about = documents.select("document_id", "jurisdiction", "title", "file").unique("document_id", keep="first")
    named = show_files(about["file"])
    texts = passages.select("passage_id", page=pl.col("page_first"), passage=pl.col("text"))
    rows = found.join(texts, on="passage_id", how="left", maintain_order="left").join(
        about, on="document_id", how="left", maintain_order="left"
    )
    links = [
        source_link(root / file, page or 1, folder=folder) if file else ""
        for file, page in rows.select("file", "page").iter_rows()
    ]
    return rows.with_columns(
        pl.Series("link", links, dtype=pl.String),
        # Co-authors get this file: a path outside the project is told from the folder that such files share.
        file=pl.col("file").replace(named),
        first=pl.col("first").map_elements(coder_to_name, return_dtype=pl.String),
        second=pl.col("second").map_elements(coder_to_name, return_dtype=pl.String),
    ).drop("document_id")


def _left_out(
    codings: tuple[Coding, ...], unsettled: tuple[tuple[Coding, str], ...], documents: pl.DataFrame
) -> tuple[str, ...]:
    known = set(documents["document_id"])
    lost = sum(item.document_id not in known for item in codings)
    reasons = [f"{count} codings: {reason}" for reason, count in _counted([reason for _, reason in unsettled])]
    return (*reasons, *([f"{lost} codings on documents that the project no longer has"] if lost else []))


def _counted(reasons: list[str]) -> list[tuple[str, int]]:
    return [(reason, reasons.count(reason)) for reason in dict.fromkeys(reasons)]
