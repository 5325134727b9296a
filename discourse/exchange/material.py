"""What goes out to another tool and what comes back from one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.codings import Coding
from discourse.domain.documents import Page
from discourse.domain.ids import passage_id

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as other tools see it: one text, and the file it was read from where that file still is.

    `attributes` are what a table groups by: pairs of a name (`jurisdiction`) and a value, only those that are known.
    """

    document_id: str
    file: str
    title: str
    text: str
    pages: tuple[Page, ...]
    place: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    original: Path | None = None

    @property
    def file_name(self) -> str:
        return PurePosixPath(self.file).name

    def page_at(self, offset: int) -> int:
        """The number of the page on which the code point at `offset` stands."""
        return next((page.number for page in reversed(self.pages) if offset >= page.start), 1)

    def page_range(self, number: int) -> Range | None:
        """Where a page lies in the text; nothing for a page that the document does not have."""
        return next(((page.start, page.end) for page in self.pages if page.number == number), None)


@dataclass(frozen=True)
class Material:
    """A project's texts, codebook and codings, those of models among them.

    `passages` holds the ranges of each document's passages: a coding of exactly such a range is one of that passage.
    `left_out` names codings of the project that are not among these.
    """

    name: str
    codebook: Codebook
    texts: tuple[SourceText, ...]
    codings: tuple[Coding, ...] = ()
    passages: Mapping[str, frozenset[Range]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, SourceText]:
        return {text.document_id: text for text in self.texts}

    def coding(
        self,
        coder: str,
        text: SourceText,
        found: Range,
        code_id: str,
        *,
        present: bool,
        stance: Stance | None = None,
        memo: str = "",
        time: str = "",
    ) -> Coding:
        """A coding made elsewhere on a range of one of these texts; raises `ValueError` for what no coding may hold."""
        start, end = found
        is_passage = found in self.passages.get(text.document_id, frozenset())
        return Coding(
            coder=coder,
            document_id=text.document_id,
            start=start,
            end=end,
            quote=text.text[start:end],
            code_id=code_id,
            present=present,
            stance=stance,
            memo=memo,
            codebook_id=self.codebook.id,
            time=time,
            passage_id=passage_id(text.document_id, start, end) if is_passage else "",
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file brought: codings of persons, what was refused and why, and what the file says that we do not keep.

    `machine` counts codings by models, which are left where they are; `present_by_model` holds those that the file
    still has, as keys of `Coding.key`, so that the ones taken out elsewhere can be told.
    """

    codings: tuple[Coding, ...]
    refused: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    machine: int = 0
    present_by_model: frozenset[tuple[str, str, int, int, str]] = frozenset()
    seen_documents: frozenset[str] = frozenset()


def find_text(
    texts: Iterable[SourceText], *, document_id: str = "", file: str = "", place: str = ""
) -> tuple[SourceText, ...]:
    """The texts that an id (or its first digits), a file (path or bare name) or a title mean."""
    texts = tuple(texts)
    if document_id:
        return tuple(text for text in texts if text.document_id.startswith(document_id))
    wanted = file.replace("\\", "/")
    for found in (
        tuple(text for text in texts if text.file == wanted),
        tuple(text for text in texts if text.file_name == PurePosixPath(wanted).name),
        tuple(text for text in texts if text.title.casefold() == file.casefold()),
    ):
        if found:
            return tuple(text for text in found if text.place == place) if place else found
    return ()
