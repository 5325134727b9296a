"""Immutable Parquet parts, and how documents, passages and codes become their rows and come back."""

import io
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.domain.codes import PassageCoding
from discourse.domain.documents import STATED, Aside, AsideKind, Block, BlockKind, Document, Metadata, Page
from discourse.domain.errors import StoreError
from discourse.domain.files import write_whole
from discourse.domain.passages import Passage
from discourse.domain.results import CODES, PASSAGES

_PAGE = pl.Struct(
    {
        "number": pl.Int32,
        "start": pl.Int64,
        "end": pl.Int64,
        "engine": pl.String,
        "note": pl.String,
        "label": pl.String,
    }
)
_BLOCK = pl.Struct({"kind": pl.String, "start": pl.Int64, "end": pl.Int64, "level": pl.Int32})
_ASIDE = pl.Struct({"kind": pl.String, "page": pl.Int32, "text": pl.String})
_EXTRA = pl.Struct({"key": pl.String, "value": pl.String})

TEXTS = pl.Schema(
    {
        "document_id": pl.String,
        "source_id": pl.String,
        "place": pl.String,
        "text": pl.String,
        "pages": pl.List(_PAGE),
        "blocks": pl.List(_BLOCK),
        "asides": pl.List(_ASIDE),
        **{name: pl.Int32 if name == "year" else pl.String for name in STATED},
        "extra": pl.List(_EXTRA),
    }
)


Buffer = bytes | memoryview


class Parts:
    """Files `parts/<name>/<2 digits>/<key>.parquet`, written whole and renamed into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str, key: str) -> Path:
        return self._folder / name / key[:2] / f"{key}.parquet"

    def write(self, name: str, key: str, part: pl.DataFrame | Buffer) -> None:
        """Write a part, a frame or the bytes of `frame_to_part`, so that a reader sees all of it or nothing, also after
        a power cut.
        """
        path = self.path(name, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, frame_to_part(part) if isinstance(part, pl.DataFrame) else part)

    def read(
        self, name: str, keys: Iterable[str], schema: pl.Schema | None, *, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """All rows of the parts with these keys, in the order of the keys; `schema` is for when there are none."""
        paths = [self.path(name, key) for key in keys]
        wanted = pl.all() if columns is None else pl.col(columns)
        if not paths:
            return pl.DataFrame(schema=schema).select(wanted)
        try:
            return pl.scan_parquet(paths, glob=False).select(wanted).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            gone = sum(not path.is_file() for path in paths)
            why = f"{gone:,} of {len(paths):,} are not there" if gone else f"one is damaged: {error}"
            raise StoreError(
                f"Results in '{self._folder / name}' cannot be read ({why}); 'discourse verify --repair', then "
                "'discourse run' make them anew."
            ) from error

    def holds(self, name: str, key: str) -> bool:
        """Whether there is such a part, sound or not."""
        return self.path(name, key).is_file()

    def trouble(self, name: str, key: str) -> str:
        """What is wrong with a part, read from end to end; empty where all is well."""
        path = self.path(name, key)
        if not path.is_file():
            return "it is gone"
        try:
            pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            return f"it is damaged ({' '.join(str(error).split())[:200]})"
        return ""

    def drop_others(self, name: str, keys: Set[str]) -> int:
        """Delete the parts `name` of all other keys, and what a crash left half-written; returns how many files."""
        others = [
            path for path in (self._folder / name).glob("*/*") if path.suffix != ".parquet" or path.stem not in keys
        ]
        for path in others:
            path.unlink(missing_ok=True)
        return len(others)


def frame_to_part(frame: pl.DataFrame) -> bytes:
    """The bytes of a part's file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def join_parts(parts: Sequence[bytes]) -> bytes:
    """One part of the rows of several, in their order, without ever holding all of them unpacked."""
    if len(parts) == 1:
        return parts[0]
    buffer = io.BytesIO()
    pl.scan_parquet(list(parts)).sink_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def documents_to_frame(documents: Iterable[Document]) -> pl.DataFrame:
    """One row a document, columns `TEXTS`."""
    rows = [
        {
            "document_id": document.id,
            "source_id": document.source_id,
            "place": document.place,
            "text": document.text,
            "pages": [_struct(page, _PAGE) for page in document.pages],
            "blocks": [_struct(block, _BLOCK) for block in document.blocks],
            "asides": [_struct(aside, _ASIDE) for aside in document.asides],
            **{name: getattr(document.metadata, name) for name in STATED},
            "extra": [{"key": key, "value": value} for key, value in document.metadata.extra.items()],
        }
        for document in documents
    ]
    return pl.DataFrame(rows, schema=TEXTS)


def frame_to_documents(frame: pl.DataFrame) -> tuple[Document, ...]:
    """The documents of a `TEXTS` frame, equal to those it was made from."""
    return tuple(
        Document(
            id=row["document_id"],
            source_id=row["source_id"],
            text=row["text"],
            pages=tuple(Page(**page) for page in row["pages"]),
            blocks=tuple(Block(BlockKind(kind), *rest) for kind, *rest in map(_values, row["blocks"])),
            asides=tuple(Aside(AsideKind(kind), *rest) for kind, *rest in map(_values, row["asides"])),
            metadata=Metadata(
                **{name: row[name] for name in STATED},
                extra=MappingProxyType({item["key"]: item["value"] for item in row["extra"]}),
            ),
            place=row["place"],
        )
        for row in frame.iter_rows(named=True)
    )


def passages_to_frame(passages: Iterable[Passage]) -> pl.DataFrame:
    """One row a passage, columns `PASSAGES`."""
    names = [name for name in PASSAGES if name != "passage_id"]
    rows = [{"passage_id": passage.id, **{name: getattr(passage, name) for name in names}} for passage in passages]
    return pl.DataFrame(rows, schema=PASSAGES)


def codings_to_frame(
    codings: Iterable[PassageCoding], document_ids: Mapping[str, str], frame_ids: frozenset[str]
) -> pl.DataFrame:
    """One row a code, columns `CODES`; `document_ids` maps passage ids to document ids."""
    rows = [
        {
            "passage_id": code.passage_id,
            "document_id": document_ids[code.passage_id],
            "code_id": code.code_id,
            "kind": "frame" if code.code_id in frame_ids else "theme",
            "coder": code.coder,
            "present": code.present,
            "probability": code.probability,
            "stance": code.stance,
            "status": coding.status,
            "evidence": [
                {"start": item.start, "end": item.end, "weight": item.weight, "rule": item.rule}
                for item in code.evidence
            ],
        }
        for coding in codings
        for code in coding.codes
    ]
    return pl.DataFrame(rows, schema=CODES)


def embeddings_to_frame(passage_ids: list[str], embeddings: NDArray[np.float32]) -> pl.DataFrame:
    """Passage ids beside their embeddings."""
    vectors = pl.Series("embedding", embeddings.astype(np.float32), dtype=pl.Array(pl.Float32, embeddings.shape[1]))
    return pl.DataFrame({"passage_id": pl.Series(passage_ids, dtype=pl.String), "embedding": vectors})


def _struct(value: object, kind: pl.Struct) -> dict[str, object]:
    return {item.name: getattr(value, item.name) for item in kind.fields}


def _values(row: Mapping[str, Any]) -> list[Any]:
    return list(row.values())
