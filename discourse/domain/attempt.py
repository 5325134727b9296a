"""One try at reading a source, in the light of the tries before it that ended their process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Step 0 is work on the whole file, not on one page.
WHOLE = 0

Step = tuple[int, str]
"""A page (or `WHOLE`) and what works on it: `(7, "pypdfium2")`."""


def _tell_nobody(_page: int, _name: str, /) -> None:
    return


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a reader asks before each step that a damaged file could make its last.

    `died` has the steps in which earlier tries ended, each with how (`crashed`); they are not taken again. No page
    from `stop` on is read (0: all are). `begin` is told of each step, so that a process that dies in it can be told
    apart. `is_late` says that the time for reading pages is used up: what was read until then is kept.
    """

    died: Mapping[Step, str] = field(default_factory=lambda: MappingProxyType({}))
    stop: int = 0
    begin: Callable[[int, str], None] = _tell_nobody
    is_late: Callable[[], bool] = _never

    def enters(self, page: int, name: str) -> bool:
        """Announce a step; false where an earlier try died in it."""
        if (page, name) in self.died:
            return False
        self.begin(page, name)
        return True

    def leaves(self, page: int) -> str:
        """Why a page is not even begun; empty for one that is."""
        if self.stop and page >= self.stop:
            return "not read, because reading stopped too often on the pages before"
        return "not read within cpu_seconds of discourse.toml" if self.is_late() else ""

    def deaths(self, page: int) -> str:
        """How earlier tries ended on a page: `pypdfium2 crashed`; empty where none did."""
        return ", ".join(f"{name} {how}" for (at, name), how in self.died.items() if at == page)


FIRST_ATTEMPT = Attempt()
