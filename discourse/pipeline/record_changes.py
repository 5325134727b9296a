"""What changed between the last run and this one, told from what each left behind in the outputs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from discourse.domain.documents import Status
from discourse.domain.registry import load
from discourse.pipeline.changed_documents import (
    Stated,
    files_that_left,
    known_by_text,
    new_documents,
    relabelled_documents,
    texts_by_file,
)
from discourse.pipeline.changes import Changes, Framing, Shift
from discourse.pipeline.changes_words import changes_to_markdown
from discourse.pipeline.failures import Failure
from discourse.pipeline.keys import READING_VERSION, TABLES_VERSION
from discourse.pipeline.record import MANIFEST_FILE
from discourse.pipeline.session import Session
from discourse.pipeline.status import FileStatus
from discourse.report.files import replace_file
from discourse.tables.shifts import shifts

CHANGES_FILE = "changes.json"
CHANGES_PAGE = "changes.md"
_SHARES = pl.Schema(
    {
        "group": pl.String,
        "frame": pl.String,
        "documents": pl.Int64,
        "coded": pl.Int64,
        "share": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "time": pl.String,
    }
)
_KEYS = ("group", "frame")


@dataclass(frozen=True, slots=True)
class _State:
    """What a run leaves for the next to compare with.

    `texts` are the ids of what was last read, by file, of which `left` are not in the tables now; `known` is what is
    stated of each text; `framings` are pairs of jurisdiction and frame ever found together; `drift` the alarm that
    topics raise, told once.
    `shares` are not those of the last run but those since when nothing was told to have moved: a share that moves a
    little every night moves too.
    """

    key: str = ""
    time: str = ""
    method: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Stated] = field(default_factory=dict)
    left: Sequence[str] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    drift: Sequence[str] = ()
    framings: Sequence[Sequence[str]] = ()
    shares: Sequence[Mapping[str, Any]] = ()


def record_changes(session: Session, out: Path, statuses: Sequence[FileStatus], failed: Sequence[Failure]) -> Changes:
    """Compare the outputs in `out`, just written, with what earlier runs left there, and leave the same for the next.

    Writes `changes.md` to read and `changes.json`, unless nothing has changed. Only the last step replaces what the
    next run compares with, so that a change is told even where the run that made it was cut short.
    """
    before, key = _read_state(out), _manifest(out)["key"]
    if before.key == key:
        return Changes(before.time, _now())
    time, method, drift = _now(), _method(session), _drift(out)
    texts = texts_by_file(statuses)
    known = known_by_text(session, texts)
    left = files_that_left(before.texts, texts)
    documents = new_documents(before.texts, session, statuses)
    shares = _read_shares(out, time)
    changed = tuple(name for name in method if before.key and method[name] != before.method.get(name))
    earlier = before if before.key and not changed else _State()
    compared = shifts(pl.DataFrame(earlier.shares, schema=_SHARES), shares)
    changes = Changes("", time, documents=documents, failures=tuple(failed))
    if before.key:
        changes = Changes(
            since=before.time,
            until=time,
            documents=documents,
            relabelled=relabelled_documents(before.known, known, texts),
            failures=tuple(item for item in failed if before.failed.get(item.file) != item.reason),
            recovered=tuple(file for file in before.failed if file in texts),
            left=tuple(file for file in left if file not in before.left),
            framings=() if changed else _new_framings(session, earlier, shares, out, texts),
            shifts=_shifts(compared.filter("moved")),
            compared=compared.height,
            method=changed,
            drift=() if before.drift else drift,
            names={frame.id: frame.name for frame in session.codebook.frames},
            is_rewritten=True,
            **_corrected(out),
        )
    now = _State(
        key=key,
        time=time,
        method=method,
        # A file that waits or fails today has not become unknown by that.
        texts={**before.texts, **texts},
        known={**before.known, **known},
        left=left,
        failed={**_still_waiting(before, statuses), **{item.file: item.reason for item in failed}},
        drift=drift,
        framings=sorted({*map(tuple, earlier.framings), *_framings(shares)}),
        shares=_shares_to_compare_with(earlier, shares, compared).to_dicts(),
    )
    title = session.settings.title or session.project.folder.resolve().name
    replace_file(out / CHANGES_PAGE, changes_to_markdown(changes, title=title).encode())
    content = {"changes": asdict(changes), "state": asdict(now)}
    replace_file(out / CHANGES_FILE, json.dumps(content, ensure_ascii=False, indent=1).encode())
    return changes


def _shares_to_compare_with(earlier: _State, shares: pl.DataFrame, compared: pl.DataFrame) -> pl.DataFrame:
    """The earlier shares of what was compared and has not moved, the present ones of the rest."""
    held = compared.filter(~pl.col("moved")).select(_KEYS)
    old = pl.DataFrame(earlier.shares, schema=_SHARES)
    return pl.concat([old.join(held, on=_KEYS, how="semi"), shares.join(held, on=_KEYS, how="anti")]).sort(_KEYS)


def _still_waiting(before: _State, statuses: Sequence[FileStatus]) -> dict[str, str]:
    """The files that failed, have come anew and were passed over by a choice: what comes of them is told then."""
    waiting = {item.file for item in statuses if item.status is Status.WAITING}
    return {file: reason for file, reason in before.failed.items() if file in waiting}


def _framings(shares: pl.DataFrame) -> set[tuple[str, str]]:
    return set(shares.filter(pl.col("coded") > 0).select(_KEYS).iter_rows())


def _new_framings(
    session: Session, earlier: _State, shares: pl.DataFrame, out: Path, texts: Mapping[str, str]
) -> tuple[Framing, ...]:
    """The pairs found for the first time, where it is a new text that has them: a label alone brings none."""
    had = set(map(tuple, earlier.framings))
    pairs = [pair for pair in shares.filter(pl.col("coded") > 0).select(_KEYS).iter_rows() if pair not in had]
    new = {*texts.values()} - {*earlier.texts.values()}
    if not (pairs and new):
        return ()
    known = {str(row["group"]) for row in earlier.shares}
    # What chooses quotations loads only where there are some to choose.
    found: tuple[Framing, ...] = load("publishers", "framings")(session, out, pairs=pairs, texts=new, known=known)
    return found


def _shifts(moved: pl.DataFrame) -> tuple[Shift, ...]:
    columns = moved.rename({"group": "jurisdiction", "before_time": "since"}).select(Shift.__slots__)
    return tuple(Shift(**row) for row in columns.iter_rows(named=True))


def _read_shares(out: Path, time: str) -> pl.DataFrame:
    columns = [name for name in _SHARES if name != "time"]
    types = {name: _SHARES[name] for name in columns}
    table = pl.read_csv(out / "prevalence.csv", schema_overrides=types, columns=columns)
    return table.with_columns(time=pl.lit(time)).select(list(_SHARES))


def _method(session: Session) -> dict[str, Any]:
    """What makes two runs' shares comparable, apart from the documents."""
    settings = session.settings
    method = {
        "codebook": session.codebook.id,
        "model": session.model_id,
        "how files are read (settings or version)": [
            READING_VERSION,
            settings.reading.ocr,
            dict(settings.listings.columns),
        ],
        "languages": list(settings.coding.languages),
        "how tables are made (settings or version)": [TABLES_VERSION, asdict(settings.tables)],
    }
    # As it will be when it has been kept and read again.
    found: dict[str, Any] = json.loads(json.dumps(method))
    return found


def _corrected(out: Path) -> dict[str, int]:
    """How many shares the tables have and how many of them an audit corrected; nothing without an audit."""
    frame = pl.read_csv(out / "prevalence.csv")
    if "corrected" not in frame.columns:
        return {}
    return {"corrected": frame["corrected"].count(), "audited": frame.height}


def _drift(out: Path) -> tuple[str, ...]:
    """The alarms that the topics of this run raised."""
    found = _manifest(out).get("drift")
    return (str(found),) if found else ()


def _read_state(out: Path) -> _State:
    """What the last run left; an empty state where there is none, or one that is not readable any more."""
    try:
        return _State(**_read_json(out / CHANGES_FILE)["state"])
    except (KeyError, TypeError):
        return _State()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _manifest(out: Path) -> dict[str, Any]:
    return _read_json(out / MANIFEST_FILE)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
