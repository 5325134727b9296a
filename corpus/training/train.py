"""Train the framing model that ships, and measure it.

    python corpus/training/train.py OUT [--gold DIR] [--test]

Without `--gold` the model learns from passages.csv alone. With it, `DIR/train.csv` is learnt from too, all but twelve
of its documents named in `DIR/../policy` (those whose file names have the smallest SHA-256), and `DIR/dev.csv` is
measured on. `--test` measures on the twelve documents as well: once, at the end.
"""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from discourse.coding.embedders import load_minilm
from discourse.coding.embedding import Embedder
from discourse.coding.evaluate import (
    Evaluation,
    Score,
    evaluate_model,
    score_cue_list,
    score_similarity,
    score_tfidf,
)
from discourse.coding.files import write_model
from discourse.coding.model import FramingModel
from discourse.coding.training import train_model
from discourse.coding.training_data import TrainingPassage, read_training_passages
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.ids import Json, hash_file

HERE = Path(__file__).parent
SEED = 20260101
TEST_DOCUMENTS = 12
# Chosen on dev: real sentences teach the frames better, written ones the rare themes and stances. All written ones
# together weigh as much as the first 1,260 did at 0.3 and 3.
OWN_WEIGHT = 0.08
OWN_THEME_WEIGHT = 0.75

Passages = Sequence[TrainingPassage]


def main() -> None:
    """Parse, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--test", action="store_true")
    given = parser.parse_args()
    make_model(given.out, given.gold, load_minilm(), with_test=given.test)


def make_model(out: Path, gold: Path | None, embedder: Embedder, *, with_test: bool) -> FramingModel:
    """Train on our own passages, and on the gold ones where there are any; write the model with its scores."""
    codebook = load_codebook(CODEBOOK)
    own_path = HERE / "passages.csv"
    note: dict[str, Json] = {"sources": {own_path.name: hash_file(own_path)}}
    if gold is None:
        model = train_model(read_training_passages(own_path, codebook), codebook, embedder, seed=SEED, note=note)
        write_model(out, codebook=codebook, weights=model.weights, card=model.card)
        return model
    coded = read_training_passages(gold / "train.csv", codebook)
    kept_apart = choose_test_documents(coded, gold.parent / "policy")
    own = read_training_passages(own_path, codebook, weight=OWN_WEIGHT, theme_weight=OWN_THEME_WEIGHT)
    known = [*own, *(one for one in coded if one.group not in kept_apart)]
    note |= {"test_documents": sorted(kept_apart)}
    note["sources"] = {own_path.name: hash_file(own_path), "train.csv": hash_file(gold / "train.csv")}
    model = train_model(known, codebook, embedder, seed=SEED, note=note)
    sets = {"dev": read_training_passages(gold / "dev.csv", codebook)}
    if with_test:
        sets["test"] = tuple(one for one in coded if one.group in kept_apart)
    alone = train_model(read_training_passages(own_path, codebook), codebook, embedder, seed=SEED)
    scores: dict[str, Json] = {"cross_validation": model.card["scores"]}
    for name, passages in sets.items():
        scores[name] = measure(model, known, passages, codebook, embedder)
        scores[f"{name}, trained on {own_path.name} alone"] = describe(evaluate_model(alone, passages, embedder))
    write_model(out, codebook=codebook, weights=model.weights, card={**model.card, "scores": scores})
    return model


def choose_test_documents(coded: Passages, folder: Path) -> frozenset[str]:
    """Twelve documents of `folder`, by the hash of their names, so that nobody has picked them."""
    names = {one.group for one in coded} & {path.name for path in folder.iterdir()}
    return frozenset(sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:TEST_DOCUMENTS])


def measure(
    model: FramingModel, known: Passages, passages: Passages, codebook: Codebook, embedder: Embedder
) -> dict[str, Json]:
    """The model's scores on coded passages, and the baselines' F1."""
    baselines = {
        "cue list": score_cue_list(passages, codebook),
        "embedding similarity": score_similarity(known, passages, codebook, embedder),
        "tfidf": score_tfidf(known, passages, codebook, seed=SEED),
    }
    return {
        **describe(evaluate_model(model, passages, embedder)),
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
