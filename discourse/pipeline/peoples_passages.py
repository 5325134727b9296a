"""What people coded in a project, as passages to learn from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from discourse.coding.model import load_model
from discourse.coding.training_data import TrainingPassage
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.codings import CONSENSUS
from discourse.domain.errors import ModelError
from discourse.pipeline.audit_in_journal import drawn_passages
from discourse.pipeline.codings import open_desk
from discourse.pipeline.material import read_passages
from discourse.pipeline.project import Project
from discourse.store.ledger import LEDGER_FILE
from discourse.tables.agreement_units import codings_to_judgements

# A consensus is no coder among others in a judgement of agreement; here it is the last word.
_DECISION = f"{CONSENSUS}, decided"

# What one coder said of one code: whether it is there, and with which stance.
_Said = tuple[bool, str | None]


@dataclass(frozen=True, slots=True)
class PeoplesPassages:
    """The passages that people judged, by passage id, and who did; `audited` are left out, as they measure the model.

    `machine` has the codes that the model in use gave to those of them that it coded. `events` is the number of the
    last event of the journal, so that the same can be read again.
    """

    passages: Mapping[str, TrainingPassage]
    machine: Mapping[str, frozenset[str]]
    coders: tuple[str, ...]
    audited: int
    events: int


def read_peoples_passages(project: Path) -> PeoplesPassages:
    """What people said of every passage that somebody judged, in the codes of the present codebook.

    A passage is judged as in `codings_to_judgements`. Where there is a consensus it stands; else the majority, and of
    two minds is nothing learnt. Nor is of a code that could not be given when the passage was coded.
    """
    with open_desk(project) as desk:
        codings, codebook, open_codes = desk.carried().codings, desk.codebook, desk.open_codes()
        events = max((event.number for event in desk.events()), default=0)
        opened = desk.project
    if not codings:
        return PeoplesPassages({}, {}, (), 0, events)
    _, passages, codes = read_passages(opened)
    code_ids = list(codebook.by_id)
    others = codings_to_judgements(codings, passages, code_ids, open_codes=open_codes)
    settled = codings_to_judgements(
        [replace(one, coder=_DECISION) for one in codings if one.coder == CONSENSUS],
        passages,
        code_ids,
        open_codes=open_codes,
    )
    judged = pl.concat([others.join(settled, on="passage_id", how="anti", maintain_order="left"), settled])
    drawn = drawn_passages(opened.folder / LEDGER_FILE)
    free = judged.filter(~pl.col("passage_id").is_in(list(drawn)))
    found = _passages(free, passages, codebook)
    return PeoplesPassages(
        found,
        _machine(codes, opened, list(found)),
        tuple(sorted(set(others["coder"]))),
        judged["passage_id"].n_unique() - free["passage_id"].n_unique(),
        events,
    )


def _passages(judged: pl.DataFrame, passages: pl.DataFrame, codebook: Codebook) -> dict[str, TrainingPassage]:
    said: dict[str, dict[str, list[_Said]]] = {}
    for passage_id, code_id, present, stance in judged.select("passage_id", "code_id", "present", "stance").iter_rows():
        said.setdefault(passage_id, {}).setdefault(code_id, []).append((present, stance))
    rows = passages.filter(pl.col("passage_id").is_in(list(said))).unique(
        "passage_id", keep="first", maintain_order=True
    )
    return {
        passage_id: _passage(said[passage_id], text, previous, document_id, codebook)
        for passage_id, document_id, text, previous in rows.select(
            "passage_id", "document_id", "text", "previous"
        ).iter_rows()
    }


def _machine(codes: pl.DataFrame, project: Project, passage_ids: list[str]) -> dict[str, frozenset[str]]:
    try:
        coder = load_model(project.model_folder).coder
    except ModelError:
        return {}
    mine = codes.filter((pl.col("coder") == coder) & pl.col("passage_id").is_in(passage_ids))
    present = pl.col("code_id").filter(pl.col("present"))
    return {key: frozenset(names) for key, names in mine.group_by("passage_id").agg(present).iter_rows()}


def _passage(
    said: Mapping[str, Sequence[_Said]], text: str, previous: str, document_id: str, codebook: Codebook
) -> TrainingPassage:
    shares = {code_id: sum(present for present, _ in votes) / len(votes) for code_id, votes in said.items()}
    there = frozenset(code_id for code_id, share in shares.items() if share > 0.5)
    frames = frozenset(frame.id for frame in codebook.frames) & there
    return TrainingPassage(
        text=text,
        previous=previous,
        frames=frames,
        stances={frame: stance for frame in sorted(frames) if (stance := _stance(said[frame]))},
        themes=there - frames,
        group=document_id,
        unsure=frozenset(code.id for code in codebook.codes if shares.get(code.id, 0.5) == 0.5),
    )


def _stance(votes: Sequence[_Said]) -> Stance | None:
    """The stance of most who gave one; nothing where they differ."""
    stances = Counter(stance for present, stance in votes if present and stance)
    if not stances:
        return None
    stance, count = stances.most_common(1)[0]
    return Stance(stance) if 2 * count > stances.total() else None
