"""G15: damaged stores are found out, backups bring them back, and what is derived is made again as it was."""

import random
import shutil
import time
from pathlib import Path

from projects import Goal, discourse, hash_tables, invented_texts, make_project, run_json

from discourse.domain.codings import Coding, codings_in_force
from discourse.pipeline.backup import backup, restore
from discourse.pipeline.verify import verify
from discourse.store.journal import Journal
from discourse.store.ledger import LEDGER_FILE

_NOW = "2026-03-01T09:30:00Z"
_CODINGS = 200


def damaged_stores(folder: Path, *, sizes: int = 100, deletions: int = 12, documents: int = 8) -> Goal:
    """Cut the project file at random sizes and bring it back; delete derived files one by one and remake them."""
    began = time.monotonic()
    chance = random.Random(11)
    project = make_project(folder / "study", invented_texts(documents))
    run_json(project)
    expected = hash_tables(project)
    _code(project)
    packed = Path(backup(project).file)
    unseen, lost = 0, 0
    whole = (project / LEDGER_FILE).read_bytes()
    for _ in range(sizes):
        broken = folder / "broken"
        shutil.copytree(project, broken)
        (broken / LEDGER_FILE).write_bytes(whole[: chance.randrange(len(whole))])
        unseen += verify(broken).is_sound
        restore(packed, project=broken)
        lost += not verify(broken).is_sound or _count(broken) != _CODINGS
        shutil.rmtree(broken)
    different = sum(_remake(project, path, expected) for path in _derived(project, deletions, chance))
    measured = (
        f"{sizes} cut project files: {unseen} unseen by verify, {lost} not brought back whole with {_CODINGS} codings; "
        f"{deletions} derived files deleted: {different} remade differently"
    )
    return Goal("G15 restore", measured, not (unseen or lost or different), time.monotonic() - began)


def _code(project: Path) -> None:
    journal = Journal(project / LEDGER_FILE)
    journal.record(
        [
            Coding("person:Ada", "d" * 64, at, at + 5, "words", "equity", True, None, "", "book", _NOW)
            for at in range(_CODINGS)
        ],
        now=_NOW,
    )
    journal.close()


def _count(project: Path) -> int:
    journal = Journal(project / LEDGER_FILE)
    try:
        return len(codings_in_force(journal.events()))
    finally:
        journal.close()


def _derived(project: Path, count: int, chance: random.Random) -> list[Path]:
    parts = sorted((project / "parts").rglob("*.parquet"))
    tables = sorted((project / "outputs").rglob("*.csv"))
    return chance.sample(parts, count // 2) + chance.sample(tables, count - count // 2)


def _remake(project: Path, path: Path, expected: str) -> bool:
    path.unlink()
    discourse("verify", "--project", str(project), "--repair")
    run_json(project)
    return hash_tables(project) != expected
