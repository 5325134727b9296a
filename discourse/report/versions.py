"""Two versions of a document on one page: how much changed, what the changes did to the framing, passage by passage."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from discourse.domain.codebook import CodeDefinition, CodeKind
from discourse.domain.results import Table
from discourse.domain.written import count, percent, plural, said
from discourse.report.files import replace_file
from discourse.report.grids import Cell, Column, Grid
from discourse.report.links import say_place
from discourse.report.template import fill_template
from discourse.report.wording import frame_words

# Passages with a framing come first; a page of more rows opens slowly, and the CSV has them all.
MAX_ROWS = 1_500
# With fewer passages in common two documents are hardly versions of one.
FEW_IN_COMMON = 0.1
_STRANGERS = " So little in common reads as two documents on one subject rather than two versions of one."
CHANGES = ("kept", "reworded", "dropped", "added")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

Row = Mapping[str, Any]
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two documents; `link` opens its first page and may be empty."""

    title: str
    file: str
    year: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """`passages` and `shares` as `versions_table` and `version_shares` of `discourse.tables` have them."""

    old: Version
    new: Version
    passages: Table
    shares: Table
    codes: Sequence[CodeDefinition]
    coder: str
    invented: bool = False


def versions_to_sentences(versions: Versions) -> tuple[str, ...]:
    """How much was kept, and per framing where its passages went and came from."""
    counts = _counts(versions)
    old, new = counts["kept"] + counts["reworded"] + counts["dropped"], sum(counts.values()) - counts["dropped"]
    moved = int(versions.passages.frame["moved"].sum())
    alike = (counts["kept"] + counts["reworded"]) / max(1, min(old, new))
    first = said(
        "Of {} of the old version {} are kept word for word, {} reworded and {} dropped{}; {} of {} of the new version "
        "are added.{}",
        plural(old, "passage"), count(counts["kept"]), count(counts["reworded"]), count(counts["dropped"]),
        said(" ({} stand elsewhere)", count(moved)) if moved else "", count(counts["added"]), count(new),
        _STRANGERS if alike < FEW_IN_COMMON else "",
    )  # fmt: skip
    frames = {code.id: code for code in versions.codes if code.kind is CodeKind.FRAME}
    rows = {row["code"]: row for row in versions.shares.frame.to_dicts()}
    return (first, *(_sentence(code, rows[code_id]) for code_id, code in frames.items() if code_id in rows))


def words_changed(old: str, new: str) -> tuple[Piece, ...]:
    """The new text with what went out of the old: pieces with `same`, `out` or `in`, words whole."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    return tuple(_pieces(before, after))


def write_versions(versions: Versions, path: Path) -> None:
    """Write both versions as one HTML file with everything inside it."""
    rows = _rows_shown(versions)
    page = fill_template(
        "versions.html", versions=versions, sentences=versions_to_sentences(versions), shares=shares_to_grid(versions),
        rows=rows, hidden=versions.passages.frame.height - len(rows),
        names={code.id: code.name for code in versions.codes},
    )  # fmt: skip
    replace_file(path, page.encode())


def shares_to_grid(versions: Versions) -> Grid:
    """A row per framing or theme that either version has: both shares, then where its passages went and came from."""
    names = {code.id: code.name for code in versions.codes}
    parts = ("kept", "lost", "dropped", "gained", "added")
    lines = tuple(
        (
            Cell(names[row["code"]], sort=names[row["code"]], is_head=True, is_number=False),
            Cell(percent(row["old_share"]), sub=count(row["old_coded"])),
            Cell(percent(row["new_share"]), sub=count(row["new_coded"])),
            *(Cell(count(row[part]), is_faint=not row[part]) for part in parts),
        )
        for row in versions.shares.frame.to_dicts()
        if row["old_coded"] or row["new_coded"]
    )
    heads = ("Old version", "New version", "Kept with it", "Kept, lost it", "Dropped", "Kept, gained it", "Added")
    columns = (Column("Framing or theme", is_number=False), *(Column(head) for head in heads))
    return Grid("shares", "Where the framings went and came from", columns, lines, versions.shares.note)


def _sentence(code: CodeDefinition, row: Row) -> str:
    name = frame_words(code)[:1].upper() + frame_words(code)[1:]
    if not row["old_coded"] and not row["new_coded"]:
        return f"{name} was found in neither version."
    lost = said(", {} reworded without it", count(row["lost"])) if row["lost"] else ""
    gained = said(", {} reworded into it", count(row["gained"])) if row["gained"] else ""
    return said(
        "{}: {} of passages before, {} after. {} of {} with it dropped{}; {} added{}.",
        name, percent(row["old_share"]), percent(row["new_share"]), count(row["dropped"]),
        plural(row["old_coded"], "passage"), lost, count(row["added"]), gained,
    )  # fmt: skip


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for kind, one, one_end, other, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(after[other:other_end]), "same"
            continue
        if one_end > one:
            yield "".join(before[one:one_end]), "out"
        if other_end > other:
            yield "".join(after[other:other_end]), "in"


def _rows_shown(versions: Versions) -> list[dict[str, Any]]:
    """The changed passages, all that carry a framing, and the kept ones as far as there is room."""
    rows = [{"at": at, **row} for at, row in enumerate(versions.passages.frame.to_dicts())]
    ranked = sorted(rows, key=lambda row: (row["change"] == "kept" and not row["moved"], not _codes(row), row["at"]))
    return [_shown(row, versions) for row in sorted(ranked[:MAX_ROWS], key=lambda row: row["at"])]


def _shown(row: dict[str, Any], versions: Versions) -> dict[str, Any]:
    if row["change"] == "reworded":
        pieces = words_changed(row["old_text"], row["new_text"])
    else:
        kind = {"kept": "same", "dropped": "out", "added": "in"}[row["change"]]
        pieces = ((row["new_text"] or row["old_text"], kind),)
    return {**row, "pieces": pieces, "codes": _codes(row), "place": _place(row, versions)}


def _place(row: Row, versions: Versions) -> str:
    """The page in the new version, and that in the old where it differs; nothing of files that have no pages."""
    old, new = (
        say_place(version.file, row[f"{name}_page"]) if row[f"{name}_page"] else ""
        for name, version in (("old", versions.old), ("new", versions.new))
    )
    return f"{new} (was {old})" if old and new and old != new else new or old


def _codes(row: Row) -> list[Piece]:
    """The codes of either version, each with whether it is `same`, `out` or `in`."""
    had, has = row["old_codes"] or [], row["new_codes"] or []
    if row["change"] in ("dropped", "added"):
        return [(code, "same") for code in (*had, *has)]
    return [(code, "same" if code in had else "in") for code in has] + [
        (code, "out") for code in had if code not in has
    ]


def _counts(versions: Versions) -> dict[str, int]:
    frame = versions.passages.frame
    return {change: int((frame["change"] == change).sum()) for change in CHANGES}
