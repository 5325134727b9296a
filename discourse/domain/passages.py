"""The unit of coding: one sentence, list item or table row of a document."""

from dataclasses import dataclass

from discourse.domain.documents import BlockKind
from discourse.domain.ids import passage_id


@dataclass(frozen=True, slots=True)
class Passage:
    """`document.text[start:end]`, with what a coder reads beside it.

    `left_out` says why a passage is not coded (`heading`, `contents`, `reference`, `caption`, `language`,
    `too_short`, `not_prose`); it is empty for a passage that can be coded. `heading` and `previous` are the texts of
    the heading above and of the passage before it (of the list's lead-in, for a list item).
    """

    document_id: str
    number: int
    start: int
    end: int
    text: str
    page_first: int
    page_last: int
    kind: BlockKind
    heading: str = ""
    previous: str = ""
    language: str = ""
    left_out: str = ""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"Passage {self.id} is {len(self.text)} code points long, its offsets say otherwise.")

    @property
    def id(self) -> str:
        return passage_id(self.document_id, self.start, self.end)

    @property
    def can_be_coded(self) -> bool:
        return not self.left_out
