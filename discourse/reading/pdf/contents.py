"""Contents lists without leaders: titles with page numbers before or behind them, under their heading."""

import re
from collections.abc import Sequence

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.kinds import PageBlock

_TITLE = re.compile(r"^(?:table of )?contents(?: page)?\s*:?$|^in this (?:report|issue)$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"^(\d{1,3})[\s;:.]+\D")
_NUMBER_LAST = re.compile(r"\D[\s;:.…]*\b(\d{1,3})$")
_FEWEST = 3
_SHARE = 0.7
_LONGEST = 160


def mark_contents(blocks: Sequence[PageBlock]) -> None:
    """Name as contents what follows a heading such as 'Contents' as long as its lines carry rising page numbers."""
    for at, block in enumerate(blocks):
        if _TITLE.match(" ".join(block.lines).strip()):
            for pattern in (_NUMBER_FIRST, _NUMBER_LAST):
                entries = _entries(blocks[at + 1 :], pattern)
                if sum(len(entry.lines) for entry in entries) >= _FEWEST:
                    for entry in entries:
                        entry.kind, entry.level = BlockKind.CONTENTS, 0


def _entries(blocks: Sequence[PageBlock], pattern: re.Pattern[str]) -> list[PageBlock]:
    entries: list[PageBlock] = []
    reached = 0
    for block in blocks:
        found = [int(match[1]) for line in block.lines if len(line) <= _LONGEST and (match := pattern.search(line))]
        rising = found == sorted(found) and bool(found) and found[0] >= reached
        if not rising or len(found) < _SHARE * len(block.lines):
            break
        reached = found[-1]
        entries.append(block)
    return entries
