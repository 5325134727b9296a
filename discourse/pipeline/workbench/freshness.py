"""Whether a project changed beneath the workbench: it shows what there was when it was opened."""

from pathlib import Path

from discourse.domain.codebook import load_codebook
from discourse.domain.errors import DiscourseError
from discourse.domain.settings import SETTINGS_FILE, load_settings
from discourse.pipeline.session import Session
from discourse.store.ledger import LEDGER_FILE, Ledger

_REMEDY = "Start 'discourse serve' again to work with it; what was coded is kept."

# The keys of what was coded, and when settings and codebook were written.
_Signs = tuple[frozenset[str], int, int]


class Freshness:
    """What a project was when it was opened; asking takes two looks at the disk and one at the ledger."""

    def __init__(self, session: Session) -> None:
        folder, coding = session.project.folder, session.settings.coding
        self._ledger = folder / LEDGER_FILE
        self._settings, self._codebook = folder / SETTINGS_FILE, folder / coding.codebook
        self._codebook_id, self._model = session.codebook.id, coding.model
        self._first = self._seen = self._signs()
        self._told = ""

    def change(self) -> str:
        """What changed since, in words; empty where nothing did."""
        signs = self._signs()
        if signs != self._seen:
            self._seen, self._told = signs, self._compare(signs)
        return self._told

    def _compare(self, signs: _Signs) -> str:
        try:
            if load_codebook(self._codebook).id != self._codebook_id:
                return f"The codebook was changed. This page still codes with the version before. {_REMEDY}"
            if load_settings(self._settings).coding.model != self._model:
                return f"Another model was chosen; 'discourse run' codes with it. {_REMEDY}"
        except DiscourseError as error:
            return f"The project cannot be opened again as it is now: {error}"
        if signs[0] != self._first[0]:
            return f"The project was run again; texts and codes of the machine here are those of before. {_REMEDY}"
        return ""

    def _signs(self) -> _Signs:
        ledger = Ledger(self._ledger)
        try:
            return ledger.result_keys("coding"), _moment(self._settings), _moment(self._codebook)
        finally:
            ledger.close()


def _moment(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
