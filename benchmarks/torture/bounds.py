"""G12: how much memory and time the largest single files cost."""

import json
import subprocess
import sys
import time
from pathlib import Path

from hostile import many_pages
from projects import Goal, make_project

_CHILD = """
import json, resource, sys
from pathlib import Path
import discourse
discourse.add([Path(sys.argv[2])], project=Path(sys.argv[1]))
import time
from discourse.pipeline.project import open_project
from discourse.pipeline.progress import no_progress
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.store.store import Store
began = time.monotonic()
opened = open_project(Path(sys.argv[1]))
store = Store(opened.folder)
read_stale(store, refresh(store, opened.folder), opened.folder, opened.settings, workers=1, progress=no_progress)
(row,) = store.ledger.results("reading").values()
mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
store.close()
print(json.dumps({"seconds": time.monotonic() - began, "parent": mine,
    "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10,
    "pages": row["pages"], "records": row["records"], "status": row["status"], "reason": row["reason"]}))
"""
_MOST_PARENT_MIB = 400
_MOST_SECONDS = 30


def large_files(folder: Path, *, rows: int = 1_000_000, pages: int = 5_000) -> Goal:
    """A CSV of a million courses and a PDF of 5,000 pages, each read into a project of its own."""
    began = time.monotonic()
    table = folder / "courses.csv"
    folder.mkdir(parents=True, exist_ok=True)
    with table.open("w", encoding="utf-8") as stream:
        stream.write("title,description,duration,fee\n")
        stream.writelines(
            f"Course {row},Learn to weld pipe {row} safely.,{row % 40} weeks,{row % 900} EUR\n" for row in range(rows)
        )
    paper = folder / "paper.pdf"
    paper.write_bytes(many_pages(pages, lines=30))
    listing, document = _read(folder / "listing", table), _read(folder / "document", paper)
    measured = (
        f"{listing['records']:,} of {rows:,} rows: {listing['seconds']:.0f} s, parent {listing['parent']} MiB, reader "
        f"{listing['child']} MiB; {document['pages']:,} of {pages:,} pages: {document['seconds']:.0f} s, parent "
        f"{document['parent']} MiB, reader {document['child']} MiB {document['reason'] or listing['reason']}"
    )
    passed = (
        max(listing["parent"], document["parent"]) < _MOST_PARENT_MIB
        and document["seconds"] < _MOST_SECONDS
        and (listing["records"], document["pages"]) == (rows, pages)
    )
    return Goal("G12 memory", measured.strip(), passed, time.monotonic() - began)


def _read(project: Path, file: Path) -> dict[str, float]:
    make_project(project, {}, cpu_seconds=900)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(project), str(file)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
