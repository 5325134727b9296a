"""What the ledger knows of each reading, without touching the texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from discourse.domain.documents import Status
from discourse.domain.settings import Ocr, Settings
from discourse.domain.sources import Source
from discourse.pipeline.keys import reading_key
from discourse.store.ledger import Ledger, SourceEntry

_WITH_COLUMNS = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What the ledger knows of one reading; counts are of the whole source.

    `codable` of its passages can be coded; `foreign` counts those in languages that are not, by language.
    """

    key: str
    source_id: str
    status: Status
    reason: str
    engine: str
    pages: int
    passages: int
    records: int
    is_listing: bool
    rejected: tuple[str, ...]
    needs_password: bool = False
    code: str = ""
    codable: int = 0
    foreign: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def reading_rows(ledger: Ledger) -> dict[str, ReadingRow]:
    """All complete readings by key."""
    return {key: _row(key, summary) for key, summary in ledger.results("reading").items()}


def entry_key(entry: SourceEntry, settings: Settings) -> str:
    """The key of a source's reading."""
    return reading_key(entry_source(Path(), entry, settings), settings.coding.languages)


def entry_source(root: Path, entry: SourceEntry, settings: Settings) -> Source:
    """What the reader is asked to read, and how; a setting that does not concern the file is left out of it."""
    return Source(
        root / entry.file,
        entry.source_id,
        entry.kind,
        columns=entry_columns(entry, settings),
        ocr=settings.reading.ocr is Ocr.AUTO and entry.file.lower().endswith(".pdf"),
    )


def entry_columns(entry: SourceEntry, settings: Settings) -> tuple[tuple[str, str], ...]:
    """The user's column names, for a source that can have columns; others must not be read anew when they change."""
    return tuple(settings.listings.columns.items()) if entry.file.lower().endswith(_WITH_COLUMNS) else ()


def _row(key: str, summary: Mapping[str, object]) -> ReadingRow:
    values = dict(summary)
    rejected = values.pop("rejected")
    status = Status(str(values.pop("status")))
    return ReadingRow(key=key, status=status, rejected=tuple(rejected), **values)  # type: ignore[arg-type]
