"""Training on what people coded in a project, and how good that is on documents that were left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from discourse.coding.cards import frames_with_stance, read_card
from discourse.coding.cues import parse_cues
from discourse.coding.encoders import load_encoder
from discourse.coding.evaluate import score_code
from discourse.coding.files import write_model
from discourse.coding.heads import LEARNED_STANCES, MINIMUM_POSITIVES
from discourse.coding.judged import Judged
from discourse.coding.kept_vectors import KeptVectors
from discourse.coding.left_out import judge_left_out
from discourse.coding.model import FramingModel, load_model
from discourse.coding.resampling import Range, resample_scores
from discourse.coding.training import train_heads
from discourse.coding.training_data import TrainingPassage, as_inputs, read_training_passages
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.errors import UsageError
from discourse.domain.ids import Json
from discourse.domain.reliability import ENOUGH_EXAMPLES
from discourse.domain.settings import SEED
from discourse.pipeline.learnt import hash_passage, learnt_from, passages_tuned_on
from discourse.pipeline.peoples_passages import PeoplesPassages, read_peoples_passages
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import Project, open_project

MIN_PASSAGES = 20
_STEP = "Training"


@dataclass(frozen=True, slots=True)
class PeoplesScore:
    """How well one code is found on people's passages of documents left out, and how well by the model in use.

    Of the `passages` scored people gave it to `examples`, in `documents` documents; `limits` of F1 are by bootstrap
    over documents, nothing with fewer than five. `before` is the F1 of the codes that the project has now, of those
    passages that the model in use did not learn from; nothing where these hold too few examples.
    """

    code_id: str
    passages: int
    examples: int
    documents: int
    f1: float
    limits: Range | None
    before: float | None


@dataclass(frozen=True, slots=True)
class CodingsTraining:
    """A model trained on people's passages, and on `shipped` ones where the codebook has some of their codes.

    `setting` names the folder `out` as discourse.toml does. `scores` are over those of people's passages that the
    encoder was not tuned on; `known` were, and would score too well. So would the model in use on `seen` of the scored
    ones, from which it learnt.
    `audited` passages were left out, since their answers measure the model; of `undecided` ones its coders were of two
    minds on a code, so that nothing of that code was learnt. `without` are themes with too few examples, and
    `stances`, where the model learnt no stance, those to be learnt with how many examples there are of each.
    """

    coder: str
    out: str
    setting: str
    passages: int
    documents: int
    coders: tuple[str, ...]
    shipped: int
    known: int
    seen: int
    audited: int
    undecided: int
    scores: tuple[PeoplesScore, ...]
    without: tuple[str, ...]
    stances: tuple[tuple[str, int], ...]
    needed: int = MINIMUM_POSITIVES


def train_on_codings(project: Path = Path(), *, out: Path, progress: Progress = no_progress) -> CodingsTraining:
    """Fit new heads on all that people coded in a project and on the passages that ship, and write the model to `out`.

    The frames are those of the project's codebook, new ones included; of a code that the shipped passages were not
    coded with, people's alone are learnt from. Raises `UsageError` where people have coded fewer than 20 passages,
    `ModelError` for a frame with fewer than 15 examples.

    >>> discourse.train_on_codings(Path("my-study"), out=Path("model"))
    Traceback (most recent call last):
    discourse.domain.errors.UsageError: People have coded 0 passages; 20 are the least to train on.
    """
    opened = open_project(project)
    codebook = opened.codebook()
    parse_cues(codebook)  # A fault is told before anything is encoded.
    people = read_peoples_passages(project)
    own = list(people.passages.values())
    check_enough(len(own))
    shipped = shipped_passages(codebook)
    folder = bundled("models", "framing")
    encoder = KeptVectors(load_encoder(load_model(folder), folder))
    every = [*own, *shipped]
    progress(_STEP, 0, 3)
    vectors = np.stack([tokens.mean for tokens in encoder.encode(as_inputs(every))])
    progress(_STEP, 1, 3)
    hashes = [hash_passage(one.text) for one in own]
    note: dict[str, Json] = {
        "people": {
            "passages": len(own),
            "coders": list(people.coders),
            "journal": people.events,
            "learnt": [*sorted(set(hashes))],
        }
    }
    model = train_heads(every, codebook, encoder, seed=SEED, languages=opened.settings.coding.languages, note=note)
    progress(_STEP, 2, 3)
    tuned_on = passages_tuned_on()
    fresh = [row for row, digest in enumerate(hashes) if digest not in tuned_on]
    judged = judge_left_out(every, vectors, codebook, of=fresh, seed=SEED) if fresh else {}
    ids = [list(people.passages)[row] for row in fresh]
    machine = _codes_of_now(people, opened)
    scores = _scores(judged, ids, machine)
    card = _with_scores(model, scores)
    write_model(out, codebook=codebook, weights=model.weights, card=card, layers=encoder.layers)
    progress(_STEP, 3, 3)
    return CodingsTraining(
        coder=model.coder,
        out=str(out.resolve()),
        setting=_as_setting(out, opened.folder),
        passages=len(own),
        documents=len({one.group for one in own}),
        coders=people.coders,
        shipped=len(shipped),
        known=len(own) - len(fresh),
        seen=sum(one in people.machine and one not in machine for one in ids),
        audited=people.audited,
        undecided=people.undecided,
        scores=scores,
        without=tuple(theme.id for theme in codebook.themes if theme.id not in model.themes),
        stances=() if frames_with_stance(model.card) else _count_stances(every),
    )


def _as_setting(out: Path, project: Path) -> str:
    """A folder within the project is named from there, so that the project may be moved."""
    path, home = out.resolve(), project.resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()


def check_enough(passages: int) -> None:
    """Raise `UsageError` where people have coded too few passages to learn from."""
    if passages < MIN_PASSAGES:
        raise UsageError(f"People have coded {passages} passages; {MIN_PASSAGES} are the least to train on.")


def shipped_passages(codebook: Codebook) -> tuple[TrainingPassage, ...]:
    """The passages that ship, in the codes of `codebook` that they were coded with; of its others they say nothing."""
    path = bundled("corpus", "training", "passages.csv")
    known = load_codebook(CODEBOOK)
    mine, new = set(codebook.by_id) & set(known.by_id), frozenset(codebook.by_id) - frozenset(known.by_id)
    if not path.is_file() or not mine:
        return ()
    return tuple(
        replace(
            one,
            frames=one.frames & mine,
            stances={frame: stance for frame, stance in one.stances.items() if frame in mine},
            themes=one.themes & mine,
            unsure=(one.unsure & mine) | new,
        )
        for one in read_training_passages(path, known)
    )


def _count_stances(passages: Sequence[TrainingPassage]) -> tuple[tuple[str, int], ...]:
    """How many frames stand in passages with each stance that is learnt."""
    given = Counter(stance for one in passages for stance in one.stances.values())
    return tuple((str(stance), given[stance]) for stance in LEARNED_STANCES)


def _with_scores(model: FramingModel, scores: Sequence[PeoplesScore]) -> Mapping[str, Json]:
    """The model's card with the scores that are told of it, which its id leaves out."""
    told: dict[str, Json] = {
        one.code_id: {"f1": one.f1, "limits": list(one.limits) if one.limits else None, "passages": one.passages}
        for one in scores
    }
    return {**model.card, "scores": {**cast(Mapping[str, Json], model.card["scores"]), "people": told}}


def _codes_of_now(people: PeoplesPassages, project: Project) -> Mapping[str, frozenset[str]]:
    """What the model in use said of the passages that it did not learn from; those it learnt would flatter it."""
    if not people.machine:
        return {}
    learnt = learnt_from(read_card(project.model_folder))
    texts = people.passages
    return {key: said for key, said in people.machine.items() if hash_passage(texts[key].text) not in learnt}


def _scores(
    judged: Mapping[str, Judged], ids: Sequence[str], machine: Mapping[str, frozenset[str]]
) -> tuple[PeoplesScore, ...]:
    """One for each code that has examples among the people's passages `ids`."""
    found = {code_id: one for code_id, one in judged.items() if one.truth.any()}
    ranges = resample_scores(found, seed=SEED) if found else None
    return tuple(
        PeoplesScore(
            code_id=code_id,
            passages=len(one.truth),
            examples=int(one.truth.sum()),
            documents=len(set(one.groups[one.truth])),
            f1=score_code(one.truth, one.present).f1,
            limits=ranges.codes[code_id].f1 if ranges else None,
            before=_before(code_id, one, ids, machine),
        )
        for code_id, one in found.items()
    )


def _before(code_id: str, judged: Judged, ids: Sequence[str], machine: Mapping[str, frozenset[str]]) -> float | None:
    """The F1 of the model in use on those passages that `machine` has; nothing where these hold too few examples."""
    coded = np.array([passage_id in machine for passage_id in ids], dtype=bool)
    if judged.truth[coded].sum() < min(ENOUGH_EXAMPLES, judged.truth.sum()):
        return None
    said = np.array([code_id in machine.get(passage_id, ()) for passage_id in ids], dtype=bool)
    return score_code(judged.truth[coded], said[coded]).f1
