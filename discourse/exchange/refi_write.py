"""A REFI-QDA project (.qdpx): texts with what is known of them, the codebook, and codings by people and by models.

REFI-QDA 1.5. Positions count code points of the plain text, from 0, with an exclusive end, as the specification's own
example does. A PDF is coded through its plain text (`Representation`). The same material gives the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import PurePath

from lxml import etree

from discourse.domain.codings import ABSTAINED, MODEL, READ, Coding
from discourse.domain.ids import hash_bytes
from discourse.exchange.guids import guid
from discourse.exchange.material import Material, SourceText
from discourse.exchange.positions import portable_text
from discourse.exchange.refi_codebook import ORIGIN, add_codes, code_guid
from discourse.exchange.tabular import in_order
from discourse.exchange.wording import coder_to_name
from discourse.exchange.xml import add, root_element, to_bytes

PROJECT_FILE = "project.qde"
_NAMESPACE = "urn:QDA-XML:project:1.0"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 6
_VARIABLES = {"jurisdiction": "Jurisdiction", "body": "Body", "year": "Year", "doc_type": "Document type"}
# What a note says in its description, for `refi_read`; REFI-QDA has no word for a code that was considered and refused.
ABSENT, JUST_READ = "discourse: absent", "discourse: read"


def write_qdpx(material: Material) -> bytes:
    """The project as a .qdpx file. A PDF that is no longer where it was read goes as its text alone."""
    files: dict[str, bytes] = {}
    originals = {text.document_id: data for text in material.texts if (data := _original(text)) is not None}
    names = _source_names(material.texts)
    root = root_element("Project", _NAMESPACE, name=material.name, origin=ORIGIN)
    _add_users(root, material)
    add_codes(add(root, "CodeBook"), material.codebook)
    used = [name for name in _VARIABLES if any(name in dict(text.attributes) for text in material.texts)]
    _add_variables(root, used)
    _add_cases(root, material)
    notes: list[Coding] = []
    if material.texts:
        sources = add(root, "Sources")
        by_document = {key: list(rows) for key, rows in groupby(in_order(material), key=lambda item: item.document_id)}
        for text in sorted(material.texts, key=lambda item: (item.file, item.place, item.document_id)):
            codings = by_document.get(text.document_id, [])
            notes += [coding for coding in codings if _has_note(coding)]
            data = originals.get(text.document_id)
            _add_source(sources, text, codings, name=names[text.document_id], is_pdf=data is not None)
            files[f"sources/{_text_guid(text)}.txt"] = portable_text(text.text).encode()
            if data is not None:
                files[f"sources/{guid('source', text.document_id)}.pdf"] = data
    _add_notes(root, notes, material)
    add(root, "Description", f"Made by discourse with codebook {material.codebook.id}.")
    return _zip({PROJECT_FILE: to_bytes(root), **files})


def text_guids(text: SourceText) -> tuple[str, str]:
    """The GUIDs under which a text is written: of the source, and of its plain text."""
    return guid("source", text.document_id), _text_guid(text)


def coding_guid(coding: Coding) -> str:
    """The GUID of a coding: of who coded what with which code, whatever was said of it."""
    return guid("coding", *coding.key)


def _original(text: SourceText) -> bytes | None:
    """The PDF that the text was read from, if it is still the same."""
    if text.original is None or text.original.suffix.lower() != ".pdf":
        return None
    try:
        data = text.original.read_bytes()
    except OSError:
        return None
    return data if hash_bytes(data) == text.document_id else None


def _source_names(texts: tuple[SourceText, ...]) -> dict[str, str]:
    """A name for each text: its title, with the file where two have the same; some tools insist on unique names."""
    titles = [text.title for text in texts]
    return {
        text.document_id: text.title if titles.count(text.title) == 1 else f"{text.title} ({text.file} {text.place})"
        for text in texts
    }


def _text_guid(text: SourceText) -> str:
    return guid("text", text.document_id)


def _add_users(root: etree._Element, material: Material) -> None:
    coders = sorted({coding.coder for coding in material.codings})
    if coders:
        users = add(root, "Users")
        for coder in coders:
            add(users, "User", guid=guid("user", coder), name=coder_to_name(coder), id=coder)


def _add_variables(root: etree._Element, used: list[str]) -> None:
    if used:
        variables = add(root, "Variables")
        for name in used:
            kind = "Integer" if name == "year" else "Text"
            add(variables, "Variable", guid=guid("variable", name), name=_VARIABLES[name], typeOfVariable=kind)


def _add_cases(root: etree._Element, material: Material) -> None:
    """A case per jurisdiction: some tools read variables from cases, others from sources."""
    members: dict[str, list[SourceText]] = {}
    for text in material.texts:
        if place := dict(text.attributes).get("jurisdiction"):
            members.setdefault(place, []).append(text)
    if members:
        cases = add(root, "Cases")
        for place in sorted(members):
            case = add(cases, "Case", guid=guid("case", place), name=place)
            _add_values(case, (("jurisdiction", place),))
            for target in sorted(guid("source", text.document_id) for text in members[place]):
                add(case, "SourceRef", targetGUID=target)


def _add_values(parent: etree._Element, attributes: tuple[tuple[str, str], ...]) -> None:
    for name, value in attributes:
        if name in _VARIABLES:
            element = add(parent, "VariableValue")
            add(element, "VariableRef", targetGUID=guid("variable", name))
            add(element, "IntegerValue" if name == "year" else "TextValue", value)


def _add_source(sources: etree._Element, text: SourceText, codings: list[Coding], *, name: str, is_pdf: bool) -> None:
    path = f"internal://{_text_guid(text)}.txt"
    file = PurePath(text.file)
    # The project goes to other people: a file outside of its folder is told by its name.
    about = f"{file.name if file.is_absolute() else text.file} {text.place}".strip()
    source = guid("source", text.document_id)
    if is_pdf:
        element = add(sources, "PDFSource", guid=source, name=name, path=f"internal://{source}.pdf")
        add(element, "Description", about)
        inner = add(element, "Representation", guid=_text_guid(text), name=name, plainTextPath=path)
    else:
        element = inner = add(sources, "TextSource", guid=source, name=name, plainTextPath=path)
        add(element, "Description", about)
    for _, rows in groupby(codings, key=lambda item: item.unit):
        _add_selection(inner, text, list(rows))
    _add_values(element, text.attributes)


def _add_selection(parent: etree._Element, text: SourceText, codings: list[Coding]) -> None:
    first = codings[0]
    selection = add(
        parent,
        "PlainTextSelection",
        guid=guid("selection", *first.unit),
        name=portable_text(first.quote),
        startPosition=str(first.start),
        endPosition=str(first.end),
        creatingUser=guid("user", first.coder),
        creationDateTime=first.time,
    )
    add(selection, "Description", "\n".join([f"page {text.page_at(first.start)}", *_probabilities(codings)]))
    for coding in codings:
        if coding.present:
            element = add(
                selection,
                "Coding",
                guid=coding_guid(coding),
                creatingUser=guid("user", coding.coder),
                creationDateTime=coding.time,
            )
            add(element, "CodeRef", targetGUID=code_guid(coding.code_id, coding.stance))
            if _has_note(coding):
                add(element, "NoteRef", targetGUID=_note_guid(coding))
    for coding in codings:
        if not coding.present:
            add(selection, "NoteRef", targetGUID=_note_guid(coding))


def _probabilities(codings: list[Coding]) -> Iterator[str]:
    for coding in codings:
        if coding.probability is not None:
            yield f"{coding.coder}: {coding.code_id} {coding.probability:.2f}"


def _has_note(coding: Coding) -> bool:
    return bool(coding.memo) or not coding.present


def _note_guid(coding: Coding) -> str:
    return guid("note", *coding.key)


def _add_notes(root: etree._Element, codings: list[Coding], material: Material) -> None:
    if not codings:
        return
    notes = add(root, "Notes")
    for coding in codings:
        note = add(
            notes,
            "Note",
            guid=_note_guid(coding),
            name=_note_name(coding, lambda key: material.codebook.by_id[key].name),
            creatingUser=guid("user", coding.coder),
            creationDateTime=coding.time,
        )
        if not coding.present:
            add(note, "Description", JUST_READ if coding.code_id == READ else f"{ABSENT} {coding.code_id}")
        add(note, "PlainTextContent", coding.memo)


def _note_name(coding: Coding, name: Callable[[str], str]) -> str:
    if coding.code_id == READ:
        return f"Read by {coder_to_name(coding.coder)}"
    if coding.code_id == ABSTAINED:
        return f"Left open by {coder_to_name(coding.coder)}"
    if not coding.present:
        return f"Not {name(coding.code_id)}"
    return f"{'Why' if coding.coder.startswith(MODEL) else 'Memo'}: {name(coding.code_id)}"


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            # The same bytes wherever they are written: ZIP notes the system, and the rights of the file.
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()
