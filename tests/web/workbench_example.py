"""A project of three short documents, read by the real readers and coded by a made-up machine, to code in."""

from pathlib import Path

import polars as pl
from reportlab.pdfgen.canvas import Canvas

import discourse
from discourse.domain.documents import Metadata
from discourse.domain.passages import Passage
from discourse.domain.results import CODES
from discourse.pipeline.facts import collect_facts
from discourse.pipeline.keys import coding_key
from discourse.pipeline.session import open_session
from discourse.pipeline.workbench.library import OpenedDocument

HARBOUR = (
    "# The harbour plan\n\n"
    "Short courses will raise the wages of riggers and fill vacancies in the yards. "
    "Cranes that steer themselves change the work of every docker on the quay. "
    "Nobody who lives on the islands should be kept out of the harbour school by its fees.\n\n"
    "The Board met twice in the spring and adopted its minutes without a vote. "
    "Critics say that certificates alone bring no work to the coast at all.\n\n"
    "- Tuition is waived for the children of lamp keepers.\n"
    "- A welder's badge counts towards the two-year diploma of the yard.\n"
)
LETTER = (
    "# A letter to the minister\n\n"
    "We ask that evening classes stay open to those who mend nets by day. "
    "A 😀 face was drawn beside the second paragraph by the clerk who copied it. "
    "Employers should pay for the training that their own machines have made necessary.\n"
)
NOTICE = (
    "Every ferry crew must renew its safety papers before the ice comes in.",
    "The fund pays half of the course fee for workers who lost their posts to winches.",
    "Applications are read in the order in which they reach the harbour office.",
)
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"


def make_project(folder: Path) -> Path:
    """The project folder; nothing in it needs a model to run."""
    discourse.init(folder)
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "letter.md").write_text(LETTER, encoding="utf-8")
    canvas = Canvas(str(folder / "notice.pdf"))
    for place, line in enumerate(NOTICE):
        canvas.drawString(72, 700 - 40 * place, line)
    canvas.save()
    discourse.add([folder / "harbour.md"], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    discourse.add(
        [folder / "letter.md"],
        project=folder,
        metadata=Metadata(jurisdiction="Osmara", year=2021, title=SCRIPT, body='" onmouseover="alert(2)'),
    )
    discourse.add([folder / "notice.pdf"], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2022))
    collect_facts(folder)
    _code(folder)
    return folder


def codable(opened: OpenedDocument | None) -> tuple[Passage, ...]:
    """The passages of a document that can be coded."""
    assert opened is not None
    return tuple(passage for passage in opened.passages if passage.can_be_coded)


def _code(folder: Path) -> None:
    with open_session(folder) as session:
        for key, row in session.rows().items():
            passages = session.store.read("passages", [key]).filter(pl.col("left_out") == "")
            codes = [
                _machine_code(session.coder, passage, frame.id, place, number)
                for place, passage in enumerate(passages.iter_rows(named=True))
                for number, frame in enumerate(session.codebook.frames)
            ]
            session.store.commit(
                "coding",
                coding_key(key, session.codebook.id, session.model_id),
                {"codes": pl.DataFrame(codes, schema=CODES)},
                {"coded": row.passages},
            )


def _machine_code(coder: str, passage: dict[str, object], frame: str, place: int, number: int) -> dict[str, object]:
    """The machine sees the first frame in the first passage, the second in the second, and so on; unsure of one."""
    present = place % 3 == number
    return {
        "passage_id": passage["passage_id"],
        "document_id": passage["document_id"],
        "code_id": frame,
        "kind": "frame",
        "coder": coder,
        "present": present,
        "probability": (0.9 - 0.1 * place) if present else 0.1 + 0.05 * place,
        "stance": "asserted" if present else None,
        "status": "abstained" if place == 4 else "coded",
        "evidence": [{"start": 0, "end": 5, "weight": 1.0, "rule": ""}] if present else [],
    }
