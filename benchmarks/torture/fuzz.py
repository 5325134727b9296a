"""G11: damaged copies of good files, thousands of them, through every reader."""

import io
import json
import random
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from hostile import SENTENCE, many_pages, one_page
from mutants import damage
from projects import Goal

from discourse.domain.ids import hash_bytes
from discourse.domain.settings import ReadingSettings
from discourse.domain.sources import Source
from discourse.pipeline.answers import outcome_to_answer, task_after, task_to_bytes
from discourse.pipeline.workers import run_tasks

_WORK = "discourse.pipeline.extract_task:extract_task"
_LIMITS = ReadingSettings(cpu_seconds=8, memory_mb=3072)
_UNEXPECTED = "could not be read ("


def fuzz_readers(folder: Path, *, seconds: float = 120.0, keep: Path | None = None, seed: int = 1) -> Goal:
    """Mutate seeds of every format until the time is up; `keep` gets each file that a reader has no answer to."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    sources: list[Source] = []
    counts: Counter[str] = Counter()
    finds: list[str] = []

    def tasks() -> Iterator[bytes]:
        for name, data in _mutants(random.Random(seed)):
            if time.monotonic() - began > seconds:
                return
            path = folder / f"{len(sources):06}-{name}"
            path.write_bytes(data)
            sources.append(Source(path, hash_bytes(data)))
            yield task_to_bytes(sources[-1], ())

    for outcome in run_tasks(_WORK, tasks(), workers=2, limits=_LIMITS, again=task_after):
        source = sources[outcome.number]
        answer = outcome_to_answer(outcome, source)
        kind = "died" if outcome.failure else "uncaught" if _UNEXPECTED in answer.reason else str(answer.status)
        counts[kind] += 1
        if kind in ("died", "uncaught"):
            finds.append(f"{source.path.name}: {answer.reason}")
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / source.path.name).write_bytes(source.path.read_bytes())
        source.path.unlink()
    said = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    if keep and finds:
        (keep / "finds.txt").write_text("\n".join(finds) + "\n", encoding="utf-8")
    measured = f"{len(sources):,} mutants in {seconds:.0f} s: {said}"
    return Goal("G11 fuzz", measured, not counts["uncaught"] and not counts["died"], time.monotonic() - began)


def _mutants(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    seeds = list(_seeds().items())
    while True:
        name, data = chance.choice(seeds)
        yield name, damage(data, chance)


def _seeds() -> dict[str, bytes | dict[str, bytes]]:
    """Files by name; archives as their members."""
    record = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": "Welding",
        "description": SENTENCE,
        "offers": {"price": "90"},
    }
    page = f"<html><head><title>T</title></head><body><h1>Plan</h1><p>{SENTENCE}</p><table><tr><td>a<td>b</table>"
    script = f'<script type="application/ld+json">{json.dumps(record)}</script></body></html>'
    feed = (
        f"<?xml version='1.0'?><catalog><provider><course><title>Welding</title><description>{SENTENCE}</description>"
    )
    feed += "</course></provider></catalog>"
    word = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    odt = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>'
    )
    closing = "</text:p></office:text></office:body></office:document-content>"
    return {
        "one.pdf": one_page(b"BT /F1 12 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj ET"),
        "many.pdf": many_pages(4, lines=8),
        "page.html": (page + script).encode(),
        "list.csv": b"title,duration,fee\n" + b'"Welding, basic",10 weeks,90 EUR\nNursing,2 days,\n' * 8,
        "list.json": json.dumps([record] * 4).encode(),
        "lines.jsonl": (json.dumps(record) + "\n").encode() * 4,
        "feed.xml": feed.encode(),
        "words.rtf": b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard " + SENTENCE.encode() + b"\\par\\'e9\\u233? end}",
        "plan.md": f"# Plan\n\n{SENTENCE}\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n".encode(),
        "plan.txt": (SENTENCE + "\n\n").encode() * 5,
        "plan.docx": {"word/document.xml": f"{word}{SENTENCE}</w:t></w:r></w:p></w:body></w:document>".encode()},
        "plan.odt": {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"{odt}{SENTENCE}{closing}".encode(),
        },
        "list.xlsx": _members(_workbook()),
    }


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Courses")
        for number, row in enumerate([("title", "duration", "fee"), *[("Welding, basic", "10 weeks", 90.5)] * 8]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
