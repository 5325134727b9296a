"""What a project's documents and listings say that a micro-credential is, without any model."""

import os
from dataclasses import dataclass
from pathlib import Path

from discourse.domain.results import Table
from discourse.pipeline.corpus import first_entries, read_documents
from discourse.pipeline.facts_step import definitions_summary, fact_tables, find_stale_facts
from discourse.pipeline.failures import Failure, failures
from discourse.pipeline.passwords import read_passwords
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.pipeline.session import open_session
from discourse.pipeline.status import file_statuses
from discourse.report.files import write_csv


@dataclass(frozen=True, slots=True)
class CollectedFacts:
    """The two tables, the second once more in words (`summary`), the folder of the CSVs, and files without text."""

    facts: Table
    definitions: Table
    summary: Table
    failed: tuple[Failure, ...]
    out: str


def collect_facts(
    project: Path = Path(),
    *,
    out: Path | None = None,
    password_file: Path | None = None,
    progress: Progress = no_progress,
) -> CollectedFacts:
    """Read what is new, find its definitional facts, and write `facts.csv` and `definitions.csv` to `out`.

    Nothing is coded. Raises `UsageError` where there is no project.
    """
    passwords = read_passwords(password_file)
    with open_session(project) as session:
        store, settings = session.store, session.settings
        entries = refresh(store, session.project.folder)
        read_stale(
            store,
            entries,
            session.project.folder,
            settings,
            workers=os.cpu_count() or 1,
            progress=progress,
            passwords=passwords,
        )
        rows = session.rows()
        keys = [key for key in first_entries(entries, settings) if key in rows]
        find_stale_facts(store, [rows[key] for key in keys], progress=progress)
        facts, definitions = fact_tables(store, keys, read_documents(store, entries, rows, settings))
        folder = out or session.project.outputs
        for table in (facts, definitions):
            write_csv(table, folder / f"{table.name}.csv")
        failed = failures(file_statuses(entries, rows, settings))
    return CollectedFacts(facts, definitions, definitions_summary(definitions), failed, str(folder))
