"""Train the grammar pipeline that ships, and measure it.

    python corpus/parser/train.py UD_FOLDER OUT

`UD_FOLDER` holds `en_ewt-train.conllu`, `en_ewt-dev.conllu` and `en_ewt-test.conllu` (Universal Dependencies, English
Web Treebank). The best checkpoint on dev is kept, written to `OUT`, and measured once on test (`OUT/card.json`).
The card names the SHA-256 of the other files, without which the parser is not loaded.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import spacy
from conllu import read_documents
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

HERE = Path(__file__).parent
SPLITS = ("train", "dev", "test")
UNHASHED = frozenset({"card.json", "README.md"})
SCORES = {
    "tag_acc": "tag accuracy",
    "lemma_acc": "lemma accuracy",
    "dep_uas": "unlabelled attachment",
    "dep_las": "labelled attachment",
    "sents_f": "sentence F1",
    "token_f": "token F1",
}


def main() -> None:
    """Parse, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        pack(given.treebank, Path(work))
        best = fit(Path(work))
        write(best, given.out, measure(best, Path(work) / "test.spacy"), given.treebank)


def pack(treebank: Path, work: Path) -> None:
    """The three splits as spaCy's binary documents."""
    vocab = spacy.blank("en").vocab
    for split in SPLITS:
        docs = read_documents(treebank / f"en_ewt-{split}.conllu", vocab)
        DocBin(attrs=["TAG", "LEMMA", "HEAD", "DEP", "SPACY"], docs=docs).to_disk(work / f"{split}.spacy")


def fit(work: Path) -> Language:
    """Train with `pipeline.cfg`; the checkpoint that did best on dev."""
    paths = {f"paths.{split}": str(work / f"{split}.spacy") for split in ("train", "dev")}
    started = init_nlp(load_config(HERE / "pipeline.cfg", overrides=paths, interpolate=False))
    (work / "models").mkdir()
    train(started, work / "models", stdout=sys.stdout, stderr=sys.stderr)
    return spacy.load(work / "models" / "model-best")


def measure(nlp: Language, path: Path) -> dict[str, float]:
    """Scores on raw text: its own tokens, its own sentence ends."""
    gold = DocBin().from_disk(path).get_docs(nlp.vocab)
    scores = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold])
    return {name: round(float(scores[key]), 4) for key, name in SCORES.items()}


def write(nlp: Language, out: Path, scores: dict[str, float], treebank: Path) -> None:
    """The pipeline without the paths of this machine, its scores, and hashes of its files and its sources."""
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.meta |= {
        "name": "ewt_discourse",
        "version": "1.0.0",
        "license": "CC BY-SA 4.0",
        "description": "Tags, lemmas, dependencies and sentence ends of English, from Universal Dependencies EWT.",
    }
    for made in ("performance", "author", "email", "url"):
        nlp.meta.pop(made, None)
    for folder in nlp.pipe_names:
        shutil.rmtree(out / folder, ignore_errors=True)
    nlp.to_disk(out)
    sources = {f"en_ewt-{split}.conllu": digest(treebank / f"en_ewt-{split}.conllu") for split in SPLITS}
    files = [path for path in sorted(out.rglob("*")) if path.is_file() and path.name not in UNHASHED]
    digests = {path.relative_to(out).as_posix(): digest(path) for path in files}
    card = {"test": scores, "sources": sources, "spacy": spacy.__version__, "sha256": digests}
    (out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
