"""REFI-QDA codebooks (.qdc), and the codebook within a project: frames and themes as folders, stances as subcodes.

REFI-QDA 1.5, section 5; a code has a name, a colour and one description, in which our rules and examples are listed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from discourse.domain.codebook import COLOUR, Codebook, CodeDefinition, CodeKind, parse_codebook
from discourse.domain.codes import Stance
from discourse.domain.errors import UsageError
from discourse.exchange.archive import MAX_TEXT_BYTES
from discourse.exchange.guids import guid, plain_guid
from discourse.exchange.wording import Meaning, stance_name
from discourse.exchange.xml import add, child_text, children, local_name, parse_xml, root_element, to_bytes

ORIGIN = "discourse"
_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_FOLDERS = {CodeKind.FRAME: "Frames", CodeKind.THEME: "Themes"}
_LISTS = {
    "include": "Include",
    "exclude": "Exclude",
    "examples": "Examples",
    "near_misses": "Near misses",
    "cues": "Cues",
}
_TEXTS = {"short": "Short label", "source": "Source", "kind": "Kind", "id": "Id"}


def write_qdc(codebook: Codebook) -> bytes:
    """The codebook as a .qdc file."""
    root = root_element("CodeBook", _NAMESPACE, origin=ORIGIN)
    add_codes(root, codebook)
    return to_bytes(root)


def read_qdc(path: Path) -> Codebook:
    """The codebook of a .qdc file: every code that can be coded, with its rules where the description is one of ours.

    A code that does not say what it is is a theme below a folder named Themes, else a frame. Raises `UsageError` for a
    file that is not a codebook.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}; check its path.") from error
    if len(data) > MAX_TEXT_BYTES:
        raise UsageError(f"'{path}' is larger than {MAX_TEXT_BYTES >> 20} MiB; it is refused.")
    root = parse_xml(data, where=str(path))
    if local_name(root) != "CodeBook":
        raise UsageError(f"'{path}' is a '{local_name(root)}', not a REFI-QDA codebook; a project is a .qdpx file.")
    return parse_codebook({"name": path.stem, "codes": list(_read_codes(root))}, where=str(path))


def add_codes(parent: etree._Element, codebook: Codebook) -> None:
    """Append `Codes` with the codebook's codes below a folder for each kind."""
    top = add(parent, "Codes")
    for kind, name in _FOLDERS.items():
        codes = [code for code in codebook.codes if code.kind is kind and not code.parent]
        if codes:
            folder = add(top, "Code", guid=guid("folder", kind), name=name, isCodable="false")
            for code in codes:
                _add_code(folder, code, codebook)


def code_guids(codebook: Codebook) -> dict[str, Meaning]:
    """What each GUID that `add_codes` writes means."""
    found = {guid("code", code.id): Meaning(code.id) for code in codebook.codes}
    for code in codebook.frames:
        found |= {guid("code", code.id, stance): Meaning(code.id, stance) for stance in Stance}
    return found


def code_guid(code_id: str, stance: Stance | None) -> str:
    """The GUID of a code, or of the subcode that stands for it with a stance."""
    return guid("code", code_id, stance) if stance else guid("code", code_id)


def _add_code(parent: etree._Element, code: CodeDefinition, codebook: Codebook) -> None:
    element = add(parent, "Code", guid=guid("code", code.id), name=code.name, isCodable="true", color=code.colour)
    add(element, "Description", _describe(code))
    if code.kind is CodeKind.FRAME:
        for stance in Stance:
            name = stance_name(code, stance)
            add(element, "Code", guid=code_guid(code.id, stance), name=name, isCodable="true", color=code.colour)
    for below in codebook.codes:
        if below.parent == code.id:
            _add_code(element, below, codebook)


def _describe(code: CodeDefinition) -> str:
    parts = [code.definition]
    for name, heading in _LISTS.items():
        if lines := getattr(code, name):
            parts.append("\n".join([f"{heading}:", *(f"- {_indented(line)}" for line in lines)]))
    parts += [f"{heading}: {value}" for name, heading in _TEXTS.items() if (value := getattr(code, name))]
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _read_codes(root: etree._Element) -> Iterator[dict[str, object]]:
    ours = {guid("code", code_id, stance) for code_id in _ids(root) for stance in Stance}
    taken: dict[str, str] = {}
    # Outer codes come before inner ones, so that a parent's id is known when it is needed.
    for element in root.iter():
        if local_name(element) != "Code" or element.get("isCodable", "true").lower() in ("false", "0"):
            continue
        if plain_guid(element.get("guid", "")) in ours:
            continue
        entry = _describe_back(child_text(element, "Description"))
        name = " ".join(element.get("name", "").split()) or "Unnamed"
        code_id = _free_id(str(entry.get("id") or _slug(name)), set(taken.values()))
        taken[plain_guid(element.get("guid", ""))] = code_id
        above = [item for item in element.iterancestors() if local_name(item) == "Code"]
        parent = next((taken[key] for item in above if (key := plain_guid(item.get("guid", ""))) in taken), "")
        is_theme = any(item.get("name", "").strip().casefold() == "themes" for item in above)
        colour = element.get("color", "")
        yield {
            **{key: value for key, value in entry.items() if value},
            "id": code_id,
            "name": name,
            "kind": str(entry.get("kind") or (CodeKind.THEME if is_theme else CodeKind.FRAME)),
            "definition": str(entry.get("definition") or name),
            **({"parent": parent} if parent else {}),
            **({"colour": colour} if COLOUR.fullmatch(colour) else {}),
        }


def _ids(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if local_name(element) == "Code" and children(element, "Description"):
            yield str(_describe_back(child_text(element, "Description")).get("id") or "")


def _describe_back(text: str) -> dict[str, object]:
    """The parts of a description as `_describe` writes them; any other text is all definition."""
    found: dict[str, object] = {}
    definition: list[str] = []
    for part in text.strip().split("\n\n"):
        head, _, rest = part.partition(":")
        name = next((key for key, heading in (_LISTS | _TEXTS).items() if heading == head), "")
        if name in _LISTS and rest.startswith("\n- "):
            found[name] = [line.replace("\n  ", "\n") for line in re.split(r"\n- ", rest)[1:]]
        elif name in _TEXTS and rest.strip() and name not in found:
            found[name] = rest.strip()
        else:
            definition.append(part)
    return {"definition": "\n\n".join(definition).strip(), **found}


def _slug(name: str) -> str:
    slug = re.sub(r"\W+", "_", name.casefold()).strip("_")
    return slug if slug.isidentifier() else f"code_{slug}"


def _free_id(wanted: str, taken: set[str]) -> str:
    if not wanted.isidentifier():
        wanted = _slug(wanted)
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted}_{number}"
    return free
