"""Random audits: passages drawn for people to code, their answers kept, and what they correct."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from discourse.coding.cards import coder_name, read_card
from discourse.coding.csv_tables import read_table
from discourse.domain.codebook import Codebook
from discourse.domain.codings import CONSENSUS, PERSON
from discourse.domain.errors import ModelError, UsageError
from discourse.domain.ids import hash_values
from discourse.domain.results import Table
from discourse.pipeline.audit_in_journal import journal_answers
from discourse.pipeline.audit_sheet import PASSAGE, code_columns, make_sheet, read_answers
from discourse.pipeline.codings import open_desk
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.learnt import hash_passage, learnt_from, passages_tuned_on
from discourse.pipeline.material import read_passages
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.session import open_session
from discourse.pipeline.topics_step import main_corpus
from discourse.report.files import write_csv
from discourse.store.audits import Audits
from discourse.store.ledger import LEDGER_FILE
from discourse.tables.audit import MIN_AUDITED, Audit, Beyond, groups_beyond_correction
from discourse.tables.audit_draw import draw_sample, stratify
from discourse.tables.audit_scores import ModelScore, score_codes

# Documents, passages and codes.
_Read = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many passages a stratum gives, of how many."""

    name: str
    drawn: int
    passages: int


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """A drawn sample and the sheet to fill; `needed` is how many answers a group needs for a corrected share.

    `beyond` are jurisdictions that get none however many passages are answered. The model in use learnt from `learnt`
    of the drawn passages, and `tuned_on` of these are among those that the shipped encoder was tuned on.
    """

    draw: int
    file: str
    passages: int
    documents: int
    strata: tuple[Stratum, ...]
    beyond: tuple[Beyond, ...]
    learnt: int
    tuned_on: int
    needed: int = MIN_AUDITED


@dataclass(frozen=True, slots=True)
class AuditImport:
    """What a filled sheet brought: its rows, cells with an answer, answers not known before, cells left empty.

    `scores` are those of the model in use on all answers of the project, for the frames that it has coded; `beyond` as
    on the sheet.
    """

    coder: str
    rows: int
    answers: int
    new: int
    empty: int
    scores: tuple[ModelScore, ...]
    beyond: tuple[Beyond, ...]


def draw_audit(
    project: Path = Path(), *, size: int, out: Path, strata: str = "jurisdiction", show_model: bool = False
) -> AuditSheet:
    """Draw passages at random, keep the draw in the project, and write a sheet with an empty column for each frame.

    Drawn is from the policy documents, or from all where there are none; every draw has a seed of its own. `show_model`
    adds the model's answers, which sway the coder. Raises `UsageError` where `out` exists: it may be a filled sheet.

    >>> discourse.draw_audit(Path("my-study"), size=4, out=Path("audit.csv")).passages
    4
    """
    if out.exists():
        raise UsageError(f"'{out}' exists and may hold answers; give the sheet another name.")
    with open_session(project) as session, _audits(project) as audits:
        corpus = main_corpus(session.corpus())
        population = stratify(corpus.documents, corpus.passages, corpus.codes, strata)
        if population.is_empty():
            raise UsageError("There is no passage to draw; add documents and run first.")
        seed = session.settings.tables.seed + audits.count_draws()
        drawn = draw_sample(population, size=size, seed=seed)
        draw = audits.record_draw(
            drawn, population, strata=strata, seed=seed, codebook_id=session.codebook.id, now=_now()
        )
        sheet = make_sheet(session, corpus, drawn, out.parent, show_model=show_model)
        write_csv(Table("audit_sheet", "Passages to code", sheet), out)
        beyond = groups_beyond_correction(
            corpus.documents, corpus.passages, min_documents=session.settings.tables.minimum_documents
        )
        texts = drawn.join(corpus.passages.unique("passage_id"), on="passage_id")["text"]
        learnt = learnt_from(session.card)
    hashes = list(map(hash_passage, texts))
    taken = Counter(drawn["stratum"].to_list())
    sizes = population.group_by("stratum").len().sort("stratum").rows()
    return AuditSheet(
        draw=draw,
        file=str(out),
        passages=drawn.height,
        documents=drawn["document_id"].n_unique(),
        strata=tuple(Stratum(name, taken[name], passages) for name, passages in sizes),
        beyond=beyond,
        learnt=sum(one in learnt for one in hashes),
        tuned_on=sum(one in passages_tuned_on() for one in hashes),
    )


def import_audit(file: Path, *, coder: str, project: Path = Path()) -> AuditImport:
    """Read the answers of a filled sheet: 1 or yes, 0 or no, an empty cell is no answer yet.

    Rows may be left out or empty. A later import changes answers. Raises `UsageError` naming row and cell for anything
    else, also for a passage that was never drawn; nothing is kept then.

    >>> discourse.import_audit(Path("audit.csv"), coder="Mina", project=Path("my-study")).answers
    0
    """
    name = coder.strip()
    if not name or not name.isprintable():
        raise UsageError(f"The coder '{coder!a}' is no name; give one with --coder.")
    opened = open_project(project)
    codebook = opened.codebook()
    table = read_table(file, column=PASSAGE)
    with _audits(project) as audits:
        answers = read_answers(table, f"{PERSON}{name}", codebook, frozenset(audits.drawn()[PASSAGE]))
        known = set(audits.answers().select("passage_id", "code_id", "coder", "present").iter_rows())
        new = [one for one in answers if (one.passage_id, one.code_id, one.coder, one.present) not in known]
        audits.record_answers(new, now=_now())
    cells = len(table.rows) * len(code_columns(table, codebook))
    read = read_passages(opened)
    return AuditImport(
        coder=name,
        rows=len(table.rows),
        answers=len(answers),
        new=len(new),
        empty=cells - len(answers),
        scores=_model_scores(opened, read),
        beyond=_beyond(opened, read),
    )


def read_audit(project: Path) -> Audit | None:
    """The draws of a project and their answers, on sheets and in the page; None where nothing has been answered.

    What a coder says in the page stands before his sheet, and what was settled between coders before both.
    """
    with _audits(project) as audits:
        drawn, population, sheets, moments = audits.drawn(), audits.population(), audits.answers(), audits.moments()
    if drawn.is_empty():
        return None
    with open_desk(project) as desk:
        page = journal_answers(desk.carried().codings, drawn, moments, desk.codebook, desk.open_codes(), sheets)
    settled = page.filter(pl.col("coder") == CONSENSUS)
    answers = (
        pl.concat([sheets, page])
        .join(settled, on=["passage_id", "code_id"], how="anti", maintain_order="left")
        .vstack(settled)
        .unique(["passage_id", "code_id", "coder"], keep="last", maintain_order=True)
    )
    return None if answers.is_empty() else Audit(drawn, population, answers)


def _model_scores(project: Project, read: _Read) -> tuple[ModelScore, ...]:
    """Nothing where the model cannot be read or has coded nothing yet."""
    audit = read_audit(project.folder)
    try:
        coder = coder_name(read_card(project.model_folder))
    except ModelError:
        return ()
    _, passages, codes = read
    mine = codes.filter(pl.col("coder") == coder)
    if audit is None or mine.is_empty():
        return ()
    return score_codes(audit, passages, mine, [frame.id for frame in project.codebook().frames])


def _beyond(project: Project, read: _Read) -> tuple[Beyond, ...]:
    corpus = main_corpus(Corpus(*read))
    least = project.settings.tables.minimum_documents
    return groups_beyond_correction(corpus.documents, corpus.passages, min_documents=least)


def audit_key(audit: Audit | None) -> str:
    """The content id of an audit, empty where there is none."""
    if audit is None:
        return ""
    return hash_values(
        *([list(row) for row in frame.rows()] for frame in (audit.drawn, audit.population, audit.answers))
    )


def audit_caveats(audit: Audit | None, codebook: Codebook) -> tuple[str, ...]:
    """What a reader must know of the answers: those that were given under another version of the codebook."""
    if audit is None:
        return ()
    older = audit.answers.filter(pl.col("codebook_id") != codebook.id).height
    if not older:
        return ()
    return (f"{older:,} of {audit.answers.height:,} audit answers were given under another version of the codebook.",)


@contextmanager
def _audits(project: Path) -> Iterator[Audits]:
    audits = Audits(open_project(project).folder / LEDGER_FILE)
    try:
        yield audits
    finally:
        audits.close()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
