"""What commands print: lines to read on a terminal, or one JSON object for scripts."""

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from discourse.cli.text import BOLD, GREEN, RED, coloured, printable, printable_line
from discourse.domain.documents import Status
from discourse.domain.failures import reason_beside
from discourse.domain.sources import has_pages
from discourse.pipeline.changes_words import compared_with, describe_changes

if TYPE_CHECKING:
    import polars as pl

    from discourse.domain.results import Table
    from discourse.pipeline.add import Addition
    from discourse.pipeline.changes import Changes
    from discourse.pipeline.concordance import Occurrences
    from discourse.pipeline.doctor import Check
    from discourse.pipeline.extract import Extract
    from discourse.pipeline.facts import CollectedFacts
    from discourse.pipeline.gather import Refusal
    from discourse.pipeline.plan import Plan
    from discourse.pipeline.run import RunSummary
    from discourse.pipeline.status import FileStatus
    from discourse.pipeline.tag import TagSummary
    from discourse.pipeline.train import Training

_SHOWN = 20
_CELL_WIDTH = 40
_IN_A_LINE = 3
_IN_STATUS = "; 'discourse status' names them all"
_NAMES_THEM = "; 'discourse status' says why"


def line(text: str = "", *, colour: str = "", to: TextIO | None = None) -> None:
    """Print one line to standard output, or `to` another stream."""
    stream = to or sys.stdout
    stream.write(coloured(text, colour, stream) + "\n")


def listed(heading: str, lines: Sequence[str], *, more: str = "", colour: str = "", to: TextIO | None = None) -> None:
    """What has a line each under its heading and number, the first 20; `more` says where the rest is."""
    if lines:
        line(f"{heading} ({len(lines)}):", colour=colour, to=to)
        _first(lines, more, to)


def as_json(value: Any) -> None:
    """Print one JSON object; characters that a terminal would obey leave as escapes."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=True, indent=1) + "\n")


def addition(found: "Addition") -> None:
    """What became of the files given to `add`; what could not be added goes to standard error, for jobs."""
    line(f"Added {_count(len(found.added), 'file')}, {len(found.known)} known already.")
    for listing in found.columns:
        taken = ", ".join(f"{field} from '{column}'" for column, field in listing.taken)
        left = f"; kept as they are: {', '.join(listing.left)}" if listing.left else ""
        file = printable_line(listing.file)
        line(f"Columns of {file}: {taken}{left}. Put right under [listings.columns] in discourse.toml.")
    if found.described:
        fields = dict.fromkeys(printable_line(name) for item in found.described for name in item.fields)
        line(f"{_count(len(found.described), 'description')} taken in ({', '.join(fields)}).")
    listed(
        "An option says otherwise than was known",
        [printable_line(f"{item.file}: {item.field} {item.was} → {item.now}") for item in found.overwritten],
        to=sys.stderr,
    )
    if found.awaited:
        line(f"Described and not found yet ({len(found.awaited)}): {_some(found.awaited)}")
    _refusals("Left aside", found.left)
    _refusals("Not added", found.failed, to=sys.stderr)


def run_summary(summary: "RunSummary", *, news_alone: bool = False) -> None:
    """What a run did, failures by name, where the report is, and what changed since the last run.

    With `news_alone` only new failures have a line each, which is with what changed.
    """
    if not summary.documents:
        line("The project has no documents yet: 'discourse add' takes them in.")
        return
    listed = f" (with {_count(summary.records, 'course')})" if summary.records else ""
    if summary.processed or summary.failed or summary.wrote:
        line(
            f"{_count(summary.documents, 'document')}{listed}: {summary.processed} processed, {summary.skipped} up to "
            f"date, {len(summary.failed)} failed, in {summary.seconds:.1f} s."
        )
    elif summary.documents and not summary.waiting:
        line(f"Nothing to do: all {_count(summary.documents, 'document')}{listed} are up to date.")
    if summary.waiting:
        line(
            f"{_count(summary.waiting, 'document')} not chosen and not in the tables; run without a choice to add them."
        )
    line(f"{summary.passages:,} passages could be coded; {summary.coded:,} carry at least one frame.")
    _gone(summary.gone)
    if not (news_alone and summary.changes.until):
        _refusals("Failed", summary.failed, more=_IN_STATUS)
    elif old := len(summary.failed) - len(summary.changes.failures):
        line(f"Failed on an earlier night too: {old:,}{_NAMES_THEM}.")
    for said in summary.topics:
        line(said)
    if summary.changes.until:
        line(f"Report: {summary.out}/report.html")
    changes(summary.changes)


def changes(found: "Changes") -> None:
    """What changed since the last run, as `changes.md` has it."""
    line()
    line(compared_with(found))
    for heading, text in describe_changes(found):
        line()
        line(f"{heading}:", colour=BOLD)
        line(text)


def plan(found: "Plan") -> None:
    """What a run would do, a line for each reason with the files under it."""
    files_of: dict[tuple[str, str], list[str]] = {}
    for item in found.files:
        # Why each failed is told by the run that it failed in, and by status.
        why = f"failed before{_NAMES_THEM}, --retry-failed reads them" if item.task == "leave" else item.why
        files_of.setdefault((item.task, why), []).append(item.file)
    for (task, why), files in files_of.items():
        line(f"{task}: {_count(len(files), 'file')}, {why}")
        _first(list(map(printable_line, files)), "; --json names all")
    if not found.is_published and not found.has_work:
        line("tables and report: out of date; a run writes them again")
    unchosen = f", {found.unchosen:,} not chosen" if found.unchosen else ""
    line(f"{_count(found.up_to_date, 'file')} up to date{unchosen}. Nothing was done.")


def statuses(found: Sequence["FileStatus"]) -> None:
    """A line per file with trouble or a note, then the totals."""
    for item in found:
        if item.reason or item.is_gone or item.status == "waiting":
            line(f"{item.status:8} {printable_line(item.file)}")
            for said in filter(
                None, (reason_beside(item.file, item.reason), "no longer there" if item.is_gone else "")
            ):
                line(f"         {printable_line(said)}")
    counts = Counter(item.status for item in found)
    uncoded = sum(item.is_uncoded for item in found)
    of_them = {Status.OK: f" ({uncoded:,} of them not coded)" if uncoded else ""}
    totals = ", ".join(f"{count} {name}{of_them.get(name, '')}" for name, count in sorted(counts.items())) or "none"
    pages, passages = sum(item.pages for item in found), sum(item.passages for item in found)
    line(f"{_count(len(found), 'document')}: {totals}; {pages:,} pages, {passages:,} passages.")
    _gone(sum(item.is_gone and item.status is Status.OK for item in found))
    if bare := sum(item.is_gone and item.status is not Status.OK for item in found):
        are = "is no longer there and has" if bare == 1 else "are no longer there and have"
        line(f"{_count(bare, 'file')} {are} no results; 'discourse remove --gone' takes out what is gone.")


def extract(found: "Extract") -> None:
    """A document's pages as text, each under its number; the reason when there is none."""
    for page in found.pages:
        line(f"--- page {page.number} ---")
        line(page.text)
    if found.reason:
        sys.stderr.write(printable(f"{found.status}: {found.reason}") + "\n")


def tag_summary(summary: "TagSummary", out: object) -> None:
    """How many rows were coded, and how."""
    frames = ", ".join(f"{name} {count:,}" for name, count in summary.frames.items())
    line(f"{summary.rows:,} rows: {', '.join(f'{count:,} {name}' for name, count in summary.statuses.items())}.")
    line(f"Frames: {frames}. Wrote {out}.")


def training(found: "Training") -> None:
    """The scores of a new model by cross-validation over documents, then its folder."""
    line(f"Trained {found.coder} on {found.passages:,} passages. F1 on documents left out of training:")
    for score in found.scores:
        line(f"  {score.cross_validated_f1:.2f}  {score.name} ({score.positives:,} examples)")
    line(f'Wrote {found.out}. To use it: model = "{found.out}" under [coding] in discourse.toml.')


def facts(found: "CollectedFacts") -> None:
    """The definitions in words, how many facts there are, files that gave no text, and where the tables are."""
    if found.facts.frame.height:
        tables([found.summary])
        line()
        line(f"{_count(found.facts.frame.height, 'fact')}.")
    else:
        line("No document says how long an award is, how many credits it has or what it costs: 0 facts.")
    _refusals("Failed", found.failed, more=_IN_STATUS)
    line(f"Wrote {found.out}/definitions.csv and {found.out}/facts.csv")


def tables(found: Iterable["Table"]) -> None:
    """Tables as aligned text."""
    for table in found:
        line()
        line(table.title, colour=BOLD)
        _frame(table.frame)
        if table.note:
            line(table.note)


def occurrences(found: "Occurrences") -> None:
    """One line an occurrence, the match in the middle, its source after it; then how many are not shown, and where."""
    width = 48
    for row in found.lines.iter_rows(named=True):
        left = row["left"][-width:].rjust(width)
        right = row["right"][:width].ljust(width)
        page = f", p. {row['page']}" if has_pages(row["file"]) else ""
        source = f"{row['jurisdiction']}, {row['title']} ({row['year'] or 'n.d.'}), {printable_line(row['file'])}{page}"
        line(f"{left}[{row['match']}]{right} {source}")
    hidden = ", ".join(f"{count:,} in {kind}" for kind, count in found.not_shown.items())
    line(f"{_count(found.lines.height, 'occurrence')}." + (f" Not shown: {hidden}." if hidden else ""))


def checks(found: Sequence["Check"]) -> None:
    """One line a check; what to do where it failed."""
    for check in found:
        mark, colour = ("ok  ", GREEN) if check.passed else ("FAIL", RED)
        line(f"{mark} {check.name}: {check.detail}", colour=colour)


def _frame(frame: "pl.DataFrame") -> None:
    rows = [[_cell(value) for value in row] for row in frame.iter_rows()]
    widths = [max(map(len, column)) for column in zip(frame.columns, *rows, strict=True)] if frame.columns else []
    for row in [frame.columns, *rows] if frame.columns else []:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _CELL_WIDTH else text[: _CELL_WIDTH - 1] + "…"


def _refusals(heading: str, found: Sequence["Refusal | Any"], *, more: str = "", to: TextIO | None = None) -> None:
    lines = [printable_line(f"{item.file}: {reason_beside(item.file, item.reason)}") for item in found]
    listed(heading, lines, more=more, colour=RED, to=to)


def _gone(files: int) -> None:
    if files:
        are, their, them = ("is", "its", "it") if files == 1 else ("are", "their", "them")
        line(
            f"{_count(files, 'file')} {are} no longer there; {their} results are kept. "
            f"'discourse remove --gone' takes {them} out."
        )


def _first(lines: Sequence[str], more: str, to: TextIO | None = None) -> None:
    for text in lines[:_SHOWN]:
        line(f"  {text}", to=to)
    if len(lines) > _SHOWN:
        line(f"  … and {len(lines) - _SHOWN} more{more}.", to=to)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _IN_A_LINE} more" if len(names) > _IN_A_LINE else ""
    return ", ".join(map(printable_line, names[:_IN_A_LINE])) + more


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((item.name, getattr(value, item.name)) for item in dataclasses.fields(value))
        # A frame is a framing here; what a table has are rows.
        return {"rows" if hasattr(one, "to_dicts") else name: one for name, one in named}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "to_dicts"):
        # A frame's rows, known by their method: polars is not loaded for the commands that print none.
        return value.fill_nan(None).to_dicts()
    raise TypeError(f"{type(value).__name__} has no JSON form")
