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
from discourse.pipeline.audit_in_journal import drawn_passages, sheet_answers
from discourse.pipeline.codings import Desk, open_desk
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

    `machine` has the codes that the model in use gave to those of them that it coded. Of `undecided` passages its
    coders were of two minds on a code. `events` is the number of the journal's last event, to read the same again.
    """

    passages: Mapping[str, TrainingPassage]
    machine: Mapping[str, frozenset[str]]
    coders: tuple[str, ...]
    audited: int
    undecided: int
    events: int


@dataclass(frozen=True, slots=True)
class _Votes:
    """What people said of each passage and code, by passage id, what was drawn for an audit left out."""

    said: Mapping[str, Mapping[str, Sequence[_Said]]]
    coders: tuple[str, ...]
    audited: int


def read_peoples_passages(project: Path) -> PeoplesPassages:
    """What people said of every passage that somebody judged, in the codes of the present codebook.

    A passage is judged as in `codings_to_judgements`. Where there is a consensus it stands; else the majority, and of
    two minds is nothing learnt. Nor is of a code that could not be given when the passage was coded.
    """
    with open_desk(project) as desk:
        codebook, opened = desk.codebook, desk.project
        events = max((event.number for event in desk.events()), default=0)
        _, passages, codes = read_passages(opened)
        votes = _votes(desk, passages)
    found = _passages(votes.said, passages, codebook)
    return PeoplesPassages(
        passages=found,
        machine=_machine(codes, opened, list(found)),
        coders=votes.coders,
        audited=votes.audited,
        undecided=sum(0.5 in _shares(said).values() for said in votes.said.values()),
        events=events,
    )


def count_examples(project: Path, passages: pl.DataFrame) -> tuple[int, Counter[str]]:
    """How many passages `read_peoples_passages` has to learn from, and how many of them carry each code.

    `passages` are those that can be coded: document_id, passage_id, start, end, left_out.
    """
    with open_desk(project) as desk:
        said = _votes(desk, passages).said
    return len(said), Counter(code_id for votes in said.values() for code_id in _there(votes))


def tell_people(project: Path, passages: pl.DataFrame) -> dict[tuple[str, str], str]:
    """By passage and code, in words, what people said of it, on the sheets of an audit too.

    `passages` are those to tell of: document_id, passage_id, start, end, left_out. Of a code that nobody judged in a
    passage nothing is told.
    """
    with open_desk(project) as desk:
        judged, _ = _judged(desk, passages)
        sheets = sheet_answers(desk.project.folder / LEDGER_FILE)
    said: dict[tuple[str, str], dict[str, _Said]] = {}
    columns = ("passage_id", "code_id", "coder", "present", "stance")
    for frame in (sheets.with_columns(stance=pl.lit(None, pl.String)), judged):
        for passage_id, code_id, coder, present, stance in frame.select(columns).iter_rows():
            said.setdefault((passage_id, code_id), {})[coder] = (present, stance)
    return {key: _in_words(_last_word(votes)) for key, votes in said.items()}


def _last_word(votes: Mapping[str, _Said]) -> Sequence[_Said]:
    return [votes[_DECISION]] if _DECISION in votes else list(votes.values())


def _in_words(votes: Sequence[_Said]) -> str:
    """With the stance where all who gave the code agree on it."""
    there = [stance for present, stance in votes if present]
    if not there:
        return "people did not give this code"
    if len(there) < len(votes):
        return "people differ on this code"
    stances = set(there)
    return f"coded by people: {there[0]}" if len(stances) == 1 and there[0] else "coded by people"


def _judged(desk: Desk, passages: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """What each coder said of every passage and code, or, where there is a consensus, what that said; the coders."""
    codings, open_codes, code_ids = desk.carried().codings, desk.open_codes(), list(desk.codebook.by_id)
    others = codings_to_judgements(codings, passages, code_ids, open_codes=open_codes)
    settled = codings_to_judgements(
        [replace(one, coder=_DECISION) for one in codings if one.coder == CONSENSUS],
        passages,
        code_ids,
        open_codes=open_codes,
    )
    free = others.join(settled, on="passage_id", how="anti", maintain_order="left")
    return pl.concat([free, settled]), tuple(sorted(set(others["coder"])))


def _votes(desk: Desk, passages: pl.DataFrame) -> _Votes:
    judged, coders = _judged(desk, passages)
    drawn = drawn_passages(desk.project.folder / LEDGER_FILE)
    free = judged.filter(~pl.col("passage_id").is_in(list(drawn)))
    said: dict[str, dict[str, list[_Said]]] = {}
    for passage_id, code_id, present, stance in free.select("passage_id", "code_id", "present", "stance").iter_rows():
        said.setdefault(passage_id, {}).setdefault(code_id, []).append((present, stance))
    return _Votes(said, coders, judged["passage_id"].n_unique() - len(said))


def _passages(
    said: Mapping[str, Mapping[str, Sequence[_Said]]], passages: pl.DataFrame, codebook: Codebook
) -> dict[str, TrainingPassage]:
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
    shares, there = _shares(said), _there(said)
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


def _shares(said: Mapping[str, Sequence[_Said]]) -> dict[str, float]:
    """For each code, how many of those who judged it say that it is there."""
    return {code_id: sum(present for present, _ in votes) / len(votes) for code_id, votes in said.items()}


def _there(said: Mapping[str, Sequence[_Said]]) -> frozenset[str]:
    return frozenset(code_id for code_id, share in _shares(said).items() if share > 0.5)


def _stance(votes: Sequence[_Said]) -> Stance | None:
    """The stance of most who gave one; nothing where they differ."""
    stances = Counter(stance for present, stance in votes if present and stance)
    if not stances:
        return None
    stance, count = stances.most_common(1)[0]
    return Stance(stance) if 2 * count > stances.total() else None
