"""Two versions of one document: what was kept, reworded, dropped and added, with the codes of each passage."""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.errors import UsageError
from discourse.domain.results import Table
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.session import open_session
from discourse.report.files import write_csv
from discourse.report.links import source_link
from discourse.report.versions import Version, Versions, versions_to_sentences, write_versions
from discourse.tables.versions import version_shares, versions_table

FOLDER = "versions"
PAGE_FILE = "versions.html"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """The table to show, sentences about it, the folder that holds the files, and the page."""

    shares: Table
    sentences: tuple[str, ...]
    out: str
    page: str


def compare_versions(old: str, new: str, *, project: Path = Path(), out: Path | None = None) -> VersionComparison:
    """Align two documents, named by file or title, and write `versions.csv`, `version_shares.csv` and a page.

    Written to `out`, by default a folder of its own in `versions/` below the outputs. Raises `UsageError` for a name
    that fits no document, or several.
    """
    with open_session(project) as session:
        corpus, codebook = session.corpus(), session.codebook
        sides = [find_document(corpus.documents, name) for name in (old, new)]
        if sides[0]["document_id"] == sides[1]["document_id"]:
            raise UsageError(f"'{old}' and '{new}' are the same document; name two versions.")
        folder = out or session.project.outputs / FOLDER / _folder_name(sides)
        ids = [side["document_id"] for side in sides]
        passages = _passages_table(
            corpus.of_documents(corpus.documents.filter(pl.col("document_id").is_in(ids))), codebook, sides
        )
        versions = Versions(
            old=_version(sides[0], project, folder),
            new=_version(sides[1], project, folder),
            passages=passages,
            shares=_shares_table(passages, codebook),
            codes=codebook.codes,
            coder=session.coder,
            invented=session.is_sample,
        )
    write_csv(versions.passages, folder / "versions.csv")
    write_csv(versions.shares, folder / "version_shares.csv")
    write_versions(versions, folder / PAGE_FILE)
    return VersionComparison(versions.shares, versions_to_sentences(versions), str(folder), str(folder / PAGE_FILE))


def find_document(documents: pl.DataFrame, name: str) -> dict[str, object]:
    """The one document whose file or title is `name`, else the one of whose file or title it is a part."""
    wanted = name.casefold()
    rows = documents.unique("document_id", keep="first", maintain_order=True).to_dicts()
    named = [(row, {str(row["file"]).casefold(), Path(str(row["file"])).name.casefold(), str(row["title"]).casefold()})
             for row in rows]  # fmt: skip
    found = [row for row, names in named if wanted in names]
    found = found or [row for row, names in named if any(wanted in one for one in names)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"No document that was read and coded has the file or title '{name}'; see 'discourse status'.")
    some = ", ".join(f"'{row['file']}'" for row in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    raise UsageError(f"'{name}' fits {len(found)} documents: {some}{more}; give the whole file name.")


def _passages_table(corpus: Corpus, codebook: Codebook, sides: list[dict[str, object]]) -> Table:
    old, new = (corpus.passages.filter(pl.col("document_id") == side["document_id"]) for side in sides)
    return Table(
        "versions",
        "What became of each passage",
        versions_table(old, new, corpus.codes, code_ids=[code.id for code in codebook.codes]),
        "Passages of both versions in the order of the new one. kept: the same words; reworded: at least half of the "
        "weight of their words in common; moved: out of order. A passage that was split or merged pairs with one part.",
    )


def _shares_table(passages: Table, codebook: Codebook) -> Table:
    return Table(
        "version_shares",
        "Framings and themes in both versions",
        version_shares(passages.frame, [code.id for code in codebook.codes]),
        "Passages of two whole documents, no sample, hence no interval; the codes are a model's.",
    )


def _version(row: dict[str, object], project: Path, folder: Path) -> Version:
    file = str(row["file"])
    link = source_link(project / file, 1, folder=folder)
    year = row["year"]
    return Version(title=str(row["title"]), file=file, year=int(str(year)) if year else None, link=link)


def _folder_name(sides: list[dict[str, object]]) -> str:
    text = "-to-".join(Path(str(side["file"])).stem for side in sides)
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "versions"
