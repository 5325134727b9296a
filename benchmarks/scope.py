"""How often the scope rules are right on hand-read passages of real documents.

`scope_real.csv` names them by file, page, offsets and the SHA-256 of their text; the texts are read from a project that
holds the documents: `python benchmarks/scope.py PROJECT`.
"""

import csv
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl

from discourse.domain.documents import Status
from discourse.passages.scope import find_scope
from discourse.pipeline.references import HASH_DIGITS
from discourse.pipeline.session import open_session

LABELS = Path(__file__).with_name("scope_real.csv")


def main(project: Path) -> None:
    """Print precision and recall over all labelled passages that are found, and by stratum of the sample."""
    with open_session(project) as session:
        names = {entry.source_id: Path(entry.file).name for entry in session.entries}
        files = {key: names[row.source_id] for key, row in session.rows().items() if row.status is Status.OK}
        passages = pl.concat(
            session.store.read("passages", [key]).with_columns(file=pl.lit(name)) for key, name in files.items()
        )
    found = {
        (row["file"], sha256(row["text"].encode()).hexdigest()[:HASH_DIGITS]): row["in_scope"]
        for row in passages.with_columns(find_scope(passages)).iter_rows(named=True)
    }
    with LABELS.open(encoding="utf-8", newline="") as stream:
        labels = list(csv.DictReader(stream))
    known = [row for row in labels if (row["file"], row["sha256"]) in found]
    print(f"{len(known)} of {len(labels)} labelled passages are in the project as they were read for the labels.")
    for name in ("", "likely", "after", "random"):
        pairs = [
            (row["in_scope"] == "1", found[row["file"], row["sha256"]]) for row in known if name in ("", row["stratum"])
        ]
        hits = sum(label and one for label, one in pairs)
        predicted, actual = sum(one for _, one in pairs), sum(label for label, _ in pairs)
        print(
            f"{name or 'all':7} {len(pairs):4} passages, {actual:3} in scope: "
            f"precision {hits}/{predicted}, recall {hits}/{actual}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
