"""Train the framing model that ships, and measure it.

    python corpus/training/train.py OUT [--shared DIR] [--test]

Without `--shared` the model learns from passages.csv alone. With it, `DIR/gold/train.csv` is learnt from too, all but
twelve of its documents in `DIR/policy` (those whose file names have the smallest SHA-256), and so are the passages of
`DIR/policy` that references.csv codes by reference; `DIR/gold/dev.csv` is measured on. `--test` measures on the twelve
documents as well: once, at the end.
"""

import argparse
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from discourse.coding.embedders import load_minilm
from discourse.coding.evaluate import (
    Evaluation,
    Score,
    evaluate_model,
    score_cue_list,
    score_similarity,
    score_tfidf,
)
from discourse.coding.files import write_model
from discourse.coding.training_data import TrainingPassage, read_training_passages
from discourse.coding.tuned_training import TunedModel, tune_model
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.codes import CodingInput
from discourse.domain.ids import Json, hash_file
from discourse.pipeline.references import resolve_references

HERE = Path(__file__).parent
BENCHMARKS = HERE.parents[1] / "benchmarks"
SEED = 20260101
TEST_DOCUMENTS = 12
# Written passages tune the encoder as real ones do, but thresholds and calibration are for real text.
OWN_WEIGHT = 0.08
OWN_THEME_WEIGHT = 0.5

Passages = Sequence[TrainingPassage]


def main() -> None:
    """Parse, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--test", action="store_true")
    given = parser.parse_args()
    make_model(given.out, given.shared, with_test=given.test)


def make_model(out: Path, shared: Path | None, *, with_test: bool) -> None:
    """Train on our own passages, and on real ones where they are at hand; write the model with its scores."""
    codebook = load_codebook(CODEBOOK)
    known, uncoded, note = gather(codebook, shared)
    tuned = tune_model(known, codebook, seed=SEED, uncoded=uncoded, note=note, progress=show)
    scores: dict[str, Json] = {"cross_validation": tuned.model.card["scores"]}
    if shared is not None:
        for name, passages in measured_on(codebook, shared, with_test=with_test).items():
            scores[name] = measure(tuned, known, passages, codebook)
    model = tuned.model
    card = {**model.card, "scores": scores}
    write_model(out, codebook=codebook, weights=model.weights, card=card, layers=tuned.encoder.layers)


def gather(codebook: Codebook, shared: Path | None) -> tuple[Passages, Sequence[CodingInput], dict[str, Json]]:
    """What to learn from, coded and uncoded, and what the card says of it."""
    own_path, references = HERE / "passages.csv", HERE / "references.csv"
    if shared is None:
        return read_training_passages(own_path, codebook), (), {"sources": {own_path.name: hash_file(own_path)}}
    own = read_training_passages(own_path, codebook, weight=OWN_WEIGHT, theme_weight=OWN_THEME_WEIGHT)
    gold = shared / "gold" / "train.csv"
    coded = read_training_passages(gold, codebook)
    kept_apart = choose_test_documents(coded, shared / "policy")
    referred = resolve_references(references, shared / "policy", codebook, workers=2)
    print(f"{len(referred.passages)} references found, {referred.lost} lost", flush=True)
    known = [*own, *(one for one in coded if one.group not in kept_apart), *referred.passages]
    uncoded = leave_out(referred.uncoded, [*coded, *read_training_passages(shared / "gold" / "dev.csv", codebook)])
    print(f"{len(known)} coded passages, {len(uncoded)} that nobody coded", flush=True)
    sources = {path.name: hash_file(path) for path in (own_path, references, gold)}
    return known, uncoded, {"sources": sources, "uncoded": len(uncoded), "test_documents": sorted(kept_apart)}


def leave_out(uncoded: Sequence[CodingInput], coded: Passages) -> list[CodingInput]:
    """The passages whose letters are not those of a coded sentence, which may be cut or spaced otherwise."""
    known = {letters(one.text) for one in coded}
    return [one for one in uncoded if letters(one.text) not in known]


def letters(text: str) -> str:
    """A text without blanks, signs and case."""
    return re.sub(r"\W+", "", text.lower())


def measured_on(codebook: Codebook, shared: Path, *, with_test: bool) -> dict[str, Passages]:
    """The sets that scores are told of: none was learnt from, and only dev was chosen on."""
    sets: dict[str, Passages] = {
        "dev": read_training_passages(shared / "gold" / "dev.csv", codebook),
        **{
            name: read_training_passages(BENCHMARKS / f"{name}.csv", codebook)
            for name in ("stance_test", "stance_test_2")
        },
    }
    if with_test:
        coded = read_training_passages(shared / "gold" / "train.csv", codebook)
        kept_apart = choose_test_documents(coded, shared / "policy")
        sets["test"] = tuple(one for one in coded if one.group in kept_apart)
    return sets


def show(stage: str, done: int, total: int) -> None:
    """A line every hundred steps."""
    if done % 100 == 0 or done == total:
        print(stage, done, total, flush=True)


def choose_test_documents(coded: Passages, folder: Path) -> frozenset[str]:
    """Twelve documents of `folder`, by the hash of their names, so that nobody has picked them."""
    names = {one.group for one in coded} & {path.name for path in folder.iterdir()}
    return frozenset(sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:TEST_DOCUMENTS])


def measure(tuned: TunedModel, known: Passages, passages: Passages, codebook: Codebook) -> dict[str, Json]:
    """The model's scores on coded passages, and the baselines' F1."""
    baselines = {
        "cue list": score_cue_list(passages, codebook),
        "embedding similarity": score_similarity(known, passages, codebook, load_minilm()),
        "tfidf": score_tfidf(known, passages, codebook, seed=SEED),
    }
    return {
        **describe(evaluate_model(tuned.model, passages, tuned.encoder)),
        "baselines": {name: {frame: round(one.f1, 4) for frame, one in by.items()} for name, by in baselines.items()},
    }


def describe(found: Evaluation) -> dict[str, Json]:
    """An evaluation in JSON's own types."""
    return {
        "passages": found.passages,
        "macro_f1": round(found.macro_f1, 4),
        "frames": score_rows(found.frames),
        "stance_macro_f1": round(found.stance_macro_f1, 4),
        "stances": score_rows({str(stance): score for stance, score in found.stances.items()}),
        "theme_micro_f1": round(found.theme_micro_f1, 4),
        "themes": score_rows(found.themes),
        "calibration_error": {frame: round(value, 4) for frame, value in found.calibration_error.items()},
        "brier": {frame: round(value, 4) for frame, value in found.brier.items()},
    }


def score_rows(scores: Mapping[str, Score]) -> dict[str, Json]:
    """Precision, recall, F1 and the number of positives of each code."""
    return {
        name: {
            "precision": round(one.precision, 4),
            "recall": round(one.recall, 4),
            "f1": round(one.f1, 4),
            "positives": one.actual,
        }
        for name, one in scores.items()
    }


if __name__ == "__main__":
    main()
