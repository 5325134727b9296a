"""Reading a REFI-QDA project (.qdpx) that any tool wrote: codings of persons on texts that our project holds.

Nothing is taken on trust: a source is one of ours by its content, a selection by its words, a code by its GUID or name.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lxml import etree

from discourse.domain.codes import Stance
from discourse.domain.codings import ABSTAINED, MODEL, PERSON, READ, Coding
from discourse.domain.errors import UsageError
from discourse.exchange.archive import Archive
from discourse.exchange.guids import plain_guid
from discourse.exchange.material import Arrival, Material, Range, SourceText
from discourse.exchange.refi_codebook import code_guids
from discourse.exchange.refi_sources import Placed, place_selections, plain_text, texts_by_words
from discourse.exchange.refi_write import ABSENT, JUST_READ, coding_guid
from discourse.exchange.wording import Meaning, find_meaning, name_to_coder, to_utc
from discourse.exchange.xml import add, child_text, children, local_name, parse_xml

_READ_SOURCES = ("TextSource", "PDFSource")
_Value = TypeVar("_Value")


@dataclass
class _Book:
    """What a file says by GUID, and what is wrong with it."""

    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Meaning] = field(default_factory=dict)
    notes: dict[str, etree._Element] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)


def read_qdpx(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of a .qdpx file; `coder` is for those that name no user.

    Codings by our models that came back unchanged are counted, not taken. Raises `UsageError` for a file that is
    hostile or no REFI-QDA project.
    """
    archive = Archive(path)
    try:
        root = parse_xml(archive.read(_project_file(archive, path)), where=str(path))
        if local_name(root) != "Project":
            raise UsageError(f"'{path}' holds a '{local_name(root)}', not a REFI-QDA project; export it again.")
        return _read_project(root, archive, material, coder)
    finally:
        archive.close()


def _project_file(archive: Archive, path: Path) -> str:
    found = [name for name in archive.names if name.endswith(".qde")]
    if len(found) != 1:
        raise UsageError(f"'{path}' holds {len(found)} project files (.qde); a REFI-QDA project holds one.")
    return found[0]


def _read_project(root: etree._Element, archive: Archive, material: Material, coder: str) -> Arrival:
    book = _Book()
    _read_users(root, book)
    _read_codes(root, book, material)
    _read_notes(root, book, archive)
    _count_lost(root, book)
    codings: dict[tuple[str, str, int, int, str], Coding] = {}
    machine: set[tuple[str, str, int, int, str]] = set()
    ours = {coding_guid(item): item for item in material.codings}
    by_text = texts_by_words(material)
    seen: set[str] = set()
    for source in (item for part in children(root, "Sources") for item in children(part, *_READ_SOURCES)):
        inner = next(iter(children(source, "Representation")), None) if local_name(source) == "PDFSource" else source
        name = source.get("name", "") or source.get("guid", "")
        if inner is None:
            book.lost["PDF sources without plain text"] += 1
            continue
        selections = children(inner, "PlainTextSelection")
        try:
            placed = place_selections(source, inner, selections, archive, material, by_text)
        except UsageError as error:
            book.refused.append(f"Source '{name}': {error}")
            continue
        seen.add(placed.text.document_id)
        book.refused += [f"Source '{name}': {reason}" for reason in placed.refused]
        if placed.note:
            book.lost[f"'{name}': {placed.note}"] += 1
        for coding in _codings(selections, placed, book, material, coder, ours):
            (machine.add(coding.key) if coding.coder.startswith(MODEL) else codings.setdefault(coding.key, coding))
    return Arrival(
        tuple(codings.values()),
        tuple(dict.fromkeys(book.refused)),
        tuple(f"{text} ({count})" if count > 1 else text for text, count in book.lost.items()),
        machine=len(machine),
        present_by_model=frozenset(machine),
        seen_documents=frozenset(seen),
    )


def _codings(
    selections: list[etree._Element],
    placed: Placed,
    book: _Book,
    material: Material,
    coder: str,
    ours: dict[str, Coding],
) -> Iterator[Coding]:
    for element, found in zip(selections, placed.ranges, strict=True):
        if found is None:
            continue
        for item in children(element, "Coding"):
            if coding := _coding(item, found, placed.text, book, material, coder, ours):
                yield coding
        for reference in children(element, "NoteRef"):
            note = book.notes.get(plain_guid(reference.get("targetGUID", "")))
            if note is not None and (coding := _noted(note, found, placed.text, book, material, coder)):
                yield coding


def _coding(
    element: etree._Element,
    found: Range,
    text: SourceText,
    book: _Book,
    material: Material,
    coder: str,
    ours: dict[str, Coding],
) -> Coding | None:
    target = next((plain_guid(item.get("targetGUID", "")) for item in children(element, "CodeRef")), "")
    meaning = book.codes.get(target)
    if meaning is None:
        book.lost["codings with codes that our codebook does not have"] += 1
        return None
    who = book.users.get(plain_guid(element.get("creatingUser", "")), "")
    known = ours.get(plain_guid(element.get("guid", "")))
    if known and known.coder.startswith(MODEL):
        # A tool that does not keep users must not turn the machine's codings into a person's, and a machine's coding
        # that was given another code or stance is a person's.
        who = known.coder if (known.code_id, known.stance) == (meaning.code_id, meaning.stance) else ""
    elif known and not who:
        who = known.coder
    notes = [book.notes.get(plain_guid(item.get("targetGUID", ""))) for item in children(element, "NoteRef")]
    memo = "\n".join(_note_text(note) for note in notes if note is not None)
    return _made(
        book,
        who or coder,
        text,
        found,
        material,
        meaning.code_id,
        stance=meaning.stance,
        memo=memo,
        time=element.get("creationDateTime", ""),
    )


def _noted(
    note: etree._Element, found: Range, text: SourceText, book: _Book, material: Material, coder: str
) -> Coding | None:
    """The coding that a note of ours stands for; any other note on a selection is a memo on it as a whole."""
    said = child_text(note, "Description")
    who = book.users.get(plain_guid(note.get("creatingUser", "")), "") or coder
    code_id = said.removeprefix(ABSENT).strip() if said.startswith(ABSENT) else READ
    memo = _note_text(note)
    if code_id not in (READ, ABSTAINED, *material.codebook.by_id):
        book.lost["codings with codes that our codebook does not have"] += 1
        return None
    if code_id == READ and said != JUST_READ and not memo:
        return None
    return _made(
        book, who, text, found, material, code_id, memo=memo, present=False, time=note.get("creationDateTime", "")
    )


def _made(
    book: _Book,
    who: str,
    text: SourceText,
    found: Range,
    material: Material,
    code_id: str,
    *,
    memo: str,
    time: str,
    stance: Stance | None = None,
    present: bool = True,
) -> Coding | None:
    if not who:
        book.refused.append("Some codings name no user; say whose they are with --coder NAME.")
        return None
    try:
        return material.coding(who, text, found, code_id, present=present, stance=stance, memo=memo, time=to_utc(time))
    except ValueError as error:
        book.refused.append(f"'{text.file}', {found[0]}-{found[1]}: {error}")
        return None


def _read_users(root: etree._Element, book: _Book) -> None:
    for element in _within(root, "Users", "User"):
        said, name = element.get("id", ""), element.get("name", "")
        who = said if said.startswith((PERSON, MODEL)) else name_to_coder(name or said)
        _put(book.users, element, who, "users", book)


def _read_codes(root: etree._Element, book: _Book, material: Material) -> None:
    known = code_guids(material.codebook)
    unknown: list[str] = []
    names: dict[str, str] = {}
    for part in children(root, "CodeBook"):
        for element in part.iter():
            if local_name(element) != "Code":
                continue
            name = element.get("name", "")
            if names.setdefault(key := plain_guid(element.get("guid", "")), name) != name:
                book.refused.append(
                    f"Two codes have the GUID {key}, '{names[key]}' and '{name}'; it is taken for the first."
                )
                continue
            meaning = known.get(plain_guid(element.get("guid", ""))) or find_meaning(material.codebook, name)
            if meaning:
                _put(book.codes, element, meaning, "codes", book)
            elif element.get("isCodable", "true").lower() not in ("false", "0"):
                unknown.append(name)
    if unknown:
        shown = ", ".join(f"'{name}'" for name in unknown[:10]) + (" …" if len(unknown) > 10 else "")
        book.lost[f"codes that our codebook does not have: {shown}; add them to codebook.yaml and import again"] += 1


def _read_notes(root: etree._Element, book: _Book, archive: Archive) -> None:
    for element in _within(root, "Notes", "Note"):
        if not children(element, "PlainTextContent") and element.get("plainTextPath"):
            try:
                add(element, "PlainTextContent", plain_text(element, archive))
            except UsageError as error:
                book.lost[f"the note '{element.get('name', '')}': {error}"] += 1
        _put(book.notes, element, element, "notes", book)


def _put(found: dict[str, _Value], element: etree._Element, value: _Value, what: str, book: _Book) -> None:
    """Keep a value by GUID; a GUID that means two things means nothing."""
    key = plain_guid(element.get("guid", ""))
    if key in found and found[key] != value:
        book.refused.append(f"Two {what} have the GUID {key}; what refers to it was taken for the first.")
        return
    found[key] = value


def _count_lost(root: etree._Element, book: _Book) -> None:
    """Count what REFI-QDA can say and we do not keep: the specification wants its loss told."""
    for part in children(root, "Sources"):
        for source in part:
            if local_name(source) not in _READ_SOURCES:
                book.lost["sources that are no text"] += 1
            if children(source, "Coding"):
                book.lost["codings of whole documents"] += len(children(source, "Coding"))
            twins = {
                plain_guid(item.get("guid", "")) for item in source.iter() if local_name(item) == "PlainTextSelection"
            }
            for area in children(source, "PDFSelection"):
                if plain_guid(area.get("guid", "")) not in twins and children(area, "Coding"):
                    book.lost["codings of areas of a PDF page"] += 1
    for name in ("Sets", "Links", "Graphs"):
        if count := sum(len(part) for part in children(root, name)):
            book.lost[name.lower()] += count


def _within(root: etree._Element, parent: str, name: str) -> list[etree._Element]:
    return [item for part in children(root, parent) for item in children(part, name)]


def _note_text(note: etree._Element) -> str:
    return child_text(note, "PlainTextContent")
