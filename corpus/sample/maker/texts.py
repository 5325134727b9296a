"""The texts: one Markdown file each, front matter first, checked on reading."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from maker.blocks import Block, Table, parse_blocks, split_notes

FORMATS = ("pdf", "html", "docx", "md")
LAYOUTS = ("one-column", "two-column", "cover", "cover-two-column", "boxed")
DOC_TYPES = (
    "strategy",
    "statute",
    "regulation",
    "speech",
    "budget",
    "press release",
    "guidance",
    "consultation report",
    "review",
    "statistics",
    "submission",
    "manifesto",
    "annual report",
)
_REQUIRED = ("jurisdiction", "body", "title", "year", "doc_type", "format")
_REQUIRED_IN_PDF = ("layout", "running_head", "running_foot")
_CHOICES = {"format": FORMATS, "layout": LAYOUTS, "doc_type": DOC_TYPES}
_NAME = re.compile(r"[a-z]{2}-(\d{4})-[a-z0-9-]+")
_COMMENT = re.compile(r"\s+#\s.*$")
_NOTE_MARK = re.compile(r"\[\^([\w-]+)\]")


class TextError(Exception):
    """A text cannot be made into a document; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Text:
    """One document before it is typeset; the page keys are empty unless `format` is pdf."""

    stem: str
    jurisdiction: str
    body: str
    title: str
    year: int
    doc_type: str
    format: str
    layout: str
    running_head: str
    running_foot: str
    markdown: str
    blocks: tuple[Block, ...]
    notes: dict[str, str]


def read_texts(folder: Path) -> list[Text]:
    """All texts of a folder in the order of their names.

    Raises:
        TextError: if any file is wrong, with one line for each fault in any of them.
    """
    texts, faults = [], []
    for path in sorted(folder.glob("*.md")):
        try:
            texts.append(read_text(path))
        except TextError as error:
            faults.append(str(error))
    if faults:
        raise TextError("\n".join(faults))
    return texts


def read_text(path: Path) -> Text:
    """One text, checked.

    Raises:
        TextError: with one line for each fault in the file.
    """
    front, body = _split_front_matter(path)
    stripped, notes = split_notes(body)
    blocks = parse_blocks(stripped)
    faults = [*_front_faults(front, path.stem), *_body_faults(stripped, blocks, notes)]
    if faults:
        raise TextError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return Text(
        stem=path.stem,
        jurisdiction=front["jurisdiction"],
        body=front["body"],
        title=front["title"],
        year=int(front["year"]),
        doc_type=front["doc_type"],
        format=front["format"],
        layout=front.get("layout", ""),
        running_head=front.get("running_head", ""),
        running_foot=front.get("running_foot", ""),
        markdown=body.strip() + "\n",
        blocks=tuple(blocks),
        notes=notes,
    )


def _split_front_matter(path: Path) -> tuple[dict[str, str], str]:
    # Not YAML: titles hold colons, which YAML refuses in a plain scalar.
    parts = re.split(r"^---[ \t]*\n", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.M)
    if len(parts) != 3 or parts[0].strip():
        raise TextError(f"{path.name}: no front matter between two lines of '---'.")
    lines = [line for line in parts[1].splitlines() if line.strip()]
    pairs = (line.partition(":") for line in lines)
    return {key.strip(): _unquote(value) for key, _, value in pairs}, parts[2]


def _unquote(value: str) -> str:
    value = _COMMENT.sub("", value).strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _front_faults(front: dict[str, str], stem: str) -> Iterator[str]:
    known = (*_REQUIRED, *_REQUIRED_IN_PDF)
    required = known if front.get("format") == "pdf" else _REQUIRED
    yield from (f"key '{key}' is missing or empty." for key in required if not front.get(key))
    yield from (f"key '{key}' is not known." for key in front if key not in known)
    for key, choices in _CHOICES.items():
        if front.get(key) and front[key] not in choices:
            yield f"key '{key}' is '{front[key]}'; it must be one of {', '.join(choices)}."
    name = _NAME.fullmatch(stem)
    if not name:
        yield "the name is not of the form xx-2019-short-slug.md."
    elif front.get("year") and front["year"] != name[1]:
        yield f"key 'year' is '{front['year']}' but the name says {name[1]}."


def _body_faults(body: str, blocks: Iterable[Block], notes: dict[str, str]) -> Iterator[str]:
    marks = _NOTE_MARK.findall(body)
    yield from (f"footnote '{mark}' has no text." for mark in marks if mark not in notes)
    yield from (f"footnote '{label}' is never referred to." for label in notes if label not in marks)
    for table in blocks:
        if isinstance(table, Table):
            yield from _table_faults(table)


def _table_faults(table: Table) -> Iterator[str]:
    for row in table.rows:
        if len(row) != len(table.header):
            yield f"table row '{' | '.join(row)}' has {len(row)} cells, not {len(table.header)}."
