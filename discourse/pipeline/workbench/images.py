"""Pictures of PDF pages with the places of passages on them, drawn in a child process with limits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Semaphore

from discourse.domain.settings import ReadingSettings
from discourse.pipeline.workbench.library import Library, OpenedDocument
from discourse.pipeline.workers import run_tasks

_WORK = "discourse.pipeline.render_task:render_page"
_LIMITS = ReadingSettings(cpu_seconds=20, memory_mb=2048)
_KEPT = 24

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A PNG with its size in pixels and, by passage id, rectangles on it; `trouble` says why there is none."""

    png: bytes
    width: int
    height: int
    boxes: Mapping[str, tuple[Box, ...]]
    trouble: str = ""


class PageImages:
    """The last pictures drawn. May be used from any thread; one page is drawn at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turn = Semaphore(1)
        self._drawn = lru_cache(maxsize=_KEPT)(self._draw)

    def image(self, document_id: str, page: int) -> PageImage:
        """The picture of a page of a document that the library has."""
        with self._turn:
            return self._drawn(document_id, page)

    def _draw(self, document_id: str, page: int) -> PageImage:
        opened = self._library.open(document_id)
        if opened is None or not opened.card.is_pdf:
            return PageImage(b"", 0, 0, {}, "only pages of PDF files have a picture")
        shown = {one.id: one.text for one in opened.passages if one.page_first <= page <= one.page_last}
        (outcome,) = run_tasks(_WORK, [self._task(opened, page, list(shown.values()))], workers=1, limits=_LIMITS)
        if outcome.failure:
            return PageImage(b"", 0, 0, {}, f"the page cannot be shown: {outcome.failure}")
        head, _, png = outcome.answer.partition(b"\n")
        said = json.loads(head)
        boxes = dict(zip(shown, (tuple(map(tuple, one)) for one in said["boxes"]), strict=False))
        return PageImage(png, said["width"], said["height"], boxes, said["trouble"])

    def _task(self, opened: OpenedDocument, page: int, quotes: list[str]) -> bytes:
        path = Path(self._library.folder, opened.card.file)
        return json.dumps({"path": str(path), "id": opened.card.source_id, "page": page, "quotes": quotes}).encode()
