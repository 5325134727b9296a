"""Two invented documents with what makes offsets go wrong: astral characters, CR LF, form feeds, a BOM."""

from pathlib import Path

from discourse.domain.codebook import Codebook, parse_codebook
from discourse.domain.codes import Stance
from discourse.domain.codings import ABSTAINED, READ, Coding
from discourse.domain.documents import Page
from discourse.domain.ids import hash_bytes, passage_id
from discourse.exchange.material import Material, SourceText

FIRST = "The 𝔹oard pays for short awards.\nLearners 🎓 owe nothing.\fFees rise.\r\nNo one = asked them."
SECOND = "\ufeffSkills win orders.  Skills win orders.\nThe end."


def codebook() -> Codebook:
    rows = [
        {
            "id": "hope",
            "name": "Hope",
            "short": "HO",
            "kind": "frame",
            "definition": "Better days.",
            "colour": "#0072B2",
        },
        {"id": "thrift", "name": "Thrift", "kind": "frame", "definition": "Saving.", "include": ["Less\nspent."]},
        {"id": "early", "name": "Early hope", "kind": "theme", "definition": "Soon.", "parent": "hope"},
        {"id": "haste", "name": "Haste", "kind": "theme", "definition": "Speed.", "examples": ["Run: now.", "Go."]},
    ]
    return parse_codebook({"name": "Small", "codes": rows}, where="small")


def source(name: str, text: str, pages: tuple[Page, ...] | None = None, *, original: Path | None = None) -> SourceText:
    return SourceText(
        document_id=hash_bytes(original.read_bytes() if original else text.encode("utf-8", "replace")),
        file=f"papers/{name}",
        title=name.partition(".")[0].title(),
        text=text,
        pages=pages or (Page(1, 0, len(text)),),
        attributes=(("jurisdiction", "Kestria"), ("year", "2019")),
        original=original,
    )


def coding(text: SourceText, start: int, end: int, code_id: str, coder: str = "person:Ana", **more: object) -> Coding:
    present = bool(more.pop("present", code_id != READ))
    return Coding(
        coder=coder,
        document_id=text.document_id,
        start=start,
        end=end,
        quote=text.text[start:end],
        code_id=code_id,
        present=present,
        codebook_id=codebook().id,
        **{"time": "2026-03-01T09:30:00Z", **more},  # type: ignore[arg-type]
    )


def material(*, original: Path | None = None) -> Material:
    first = source("board.pdf", FIRST, original=original)
    second = source("orders.txt", SECOND)
    cut = FIRST.index("\n")
    codings = (
        coding(
            first,
            0,
            cut,
            "hope",
            stance=Stance.ASSERTED,
            memo="Plain.\nYes 🎓",
            passage_id=passage_id(first.document_id, 0, cut),
        ),
        coding(first, 0, cut, "thrift", present=False, passage_id=passage_id(first.document_id, 0, cut)),
        coding(first, 4, 10, "hope", coder="person:Ben", stance=Stance.CONTESTED),
        coding(first, cut + 1, FIRST.index("\f"), READ, memo="Nothing here."),
        coding(first, FIRST.index("Fees"), len(FIRST), "haste", memo="=sum(1)", time=""),
        coding(second, 21, 39, "early", coder="person:Ben"),
        coding(second, 1, 19, ABSTAINED, coder="person:Ben", present=False, memo="Who wins?"),
        coding(
            second,
            1,
            19,
            "hope",
            coder="model:small@1",
            stance=Stance.REPORTED,
            probability=0.93,
            memo="“win”",
            time="",
        ),
    )
    return Material("Study", codebook(), (first, second), codings, {first.document_id: frozenset({(0, cut)})})


def people(codings: tuple[Coding, ...]) -> list[Coding]:
    return sorted((item for item in codings if item.coder.startswith("person:")), key=lambda item: item.key)
