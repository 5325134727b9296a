"""Random audit samples and what people answered to them: rows that are added and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.store.database import open_database
from discourse.store.keeping import keeping

DRAWN = pl.Schema(
    {
        "draw": pl.Int64,
        "stratum": pl.String,
        "passage_id": pl.String,
        "document_id": pl.String,
        "probability": pl.Float64,
    }
)
POPULATION = pl.Schema({"draw": pl.Int64, "document_id": pl.String, "stratum": pl.String})
ANSWERS = pl.Schema(
    {
        "passage_id": pl.String,
        "code_id": pl.String,
        "coder": pl.String,
        "present": pl.Boolean,
        "codebook_id": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a coder (`person:NAME`) says of one code on one drawn passage, under a version of the codebook."""

    passage_id: str
    code_id: str
    coder: str
    present: bool
    codebook_id: str


class Audits:
    """The audit tables of `project.sqlite`. Safe for several processes; a writer waits for another up to 30 s."""

    def __init__(self, path: Path) -> None:
        self._connection = open_database(path)

    def close(self) -> None:
        self._connection.close()

    def count_draws(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM audit_draws").fetchone()[0])

    def record_draw(
        self, drawn: pl.DataFrame, population: pl.DataFrame, *, strata: str, seed: int, codebook_id: str, now: str
    ) -> int:
        """Keep a draw (columns passage_id, document_id, stratum, probability), all or nothing; returns its number.

        `population` has document_id and stratum of every passage that could have been drawn.
        """
        places = population.select("document_id", "stratum").unique(maintain_order=True)
        passages = drawn.select("passage_id", "document_id", "stratum", "probability")
        with keeping(self._connection, "the audit") as connection:
            draw = connection.execute(
                "INSERT INTO audit_draws (strata, seed, codebook_id, recorded) VALUES (?, ?, ?, ?)",
                (strata, seed, codebook_id, now),
            ).lastrowid
            connection.executemany(
                "INSERT INTO audit_population VALUES (?, ?, ?)", ((draw, *row) for row in places.rows())
            )
            connection.executemany(
                "INSERT INTO audit_passages VALUES (?, ?, ?, ?, ?, ?)",
                ((draw, number, *row) for number, row in enumerate(passages.rows(), start=1)),
            )
        return int(draw or 0)

    def record_answers(self, answers: Iterable[Answer], *, now: str) -> None:
        """Add answers, all or none; a coder's later answer stands for the earlier one."""
        rows = [
            (one.passage_id, one.code_id, one.coder, one.present, one.codebook_id, now)
            for one in answers
        ]  # fmt: skip
        with keeping(self._connection, "the audit") as connection:
            connection.executemany(
                "INSERT INTO audit_answers (passage_id, code_id, coder, present, codebook_id, recorded) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

    def drawn(self) -> pl.DataFrame:
        """Every passage of every draw, columns `DRAWN`."""
        return self._read(
            "SELECT draw, stratum, passage_id, document_id, probability FROM audit_passages ORDER BY draw, number",
            DRAWN,
        )

    def moments(self) -> dict[int, str]:
        """When each draw was made."""
        return dict(self._connection.execute("SELECT number, recorded FROM audit_draws").fetchall())

    def population(self) -> pl.DataFrame:
        """What could have been drawn, columns `POPULATION`: a row for each stratum of each document of each draw."""
        return self._read(
            "SELECT draw, document_id, stratum FROM audit_population ORDER BY draw, document_id, stratum", POPULATION
        )

    def answers(self) -> pl.DataFrame:
        """Each coder's last word on each passage and code, columns `ANSWERS`."""
        return self._read(
            "SELECT passage_id, code_id, coder, present, codebook_id FROM audit_answers WHERE number IN "
            "(SELECT max(number) FROM audit_answers GROUP BY passage_id, code_id, coder) ORDER BY number",
            ANSWERS,
        )

    def _read(self, query: str, schema: pl.Schema) -> pl.DataFrame:
        rows = self._connection.execute(query).fetchall()
        # SQLite has no truth values, only 0 and 1.
        raw = {name: pl.Int64 if kind == pl.Boolean else kind for name, kind in schema.items()}
        return pl.DataFrame(rows, schema=raw, orient="row").cast(schema)
