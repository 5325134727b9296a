"""A project's codebook: is it sound, what changed in it, and what becomes of codings made with the version before."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from discourse.coding.cues import find_cue_faults
from discourse.domain.codebook import Codebook, cue_lines, load_codebook
from discourse.domain.codebook_changes import (
    ChangeKind,
    CodeChange,
    Migration,
    carry_over,
    check_changes,
    describe_changes,
)
from discourse.domain.errors import CodebookError, UsageError
from discourse.pipeline.codings import Desk, open_desk, utc_now
from discourse.pipeline.project import open_project


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """What a migration did: the changes recorded, how many codings they carry over, and those a person must settle."""

    changes: tuple[str, ...]
    carried: int
    unsettled: tuple[str, ...]


def validate_codebook(file: Path | None = None, *, project: Path = Path()) -> Codebook:
    """Check a codebook file, or the project's; a `CodebookError` names every fault with its line and key.

    Also of its cues, which are read when something looks for them.
    """
    path = file or open_project(project).codebook_file
    codebook = load_codebook(path)
    if faults := list(find_cue_faults(codebook)):
        lines = cue_lines(path)
        raise CodebookError(
            "\n".join(f"Codebook '{path}', line {lines[code_id, cue]}: {fault}" for code_id, cue, fault in faults)
        )
    return codebook


def diff_codebooks(old: Path | None = None, new: Path | None = None, *, project: Path = Path()) -> tuple[str, ...]:
    """What changed, as lines to read: from `old`, or the version that was last coded with, to `new` or today's."""
    if old and new:
        return tuple(describe_changes(load_codebook(old), load_codebook(new)))
    with open_desk(project) as desk:
        before = load_codebook(old) if old else _last_used(desk)
        return tuple(describe_changes(before, load_codebook(new) if new else desk.codebook))


def migrate_codebook(given: Sequence[tuple[str, str]] = (), *, project: Path = Path()) -> MigrationResult:
    """Record what became of the codes that left the codebook; old codings stay as they were made.

    `given` are pairs of a kind of change and its text: `("rename", "old=new")`, as `parse_change` reads them.

    Every code that has codings and is gone needs one change. Raises `CodebookError` where one is missing or does not
    fit, `UsageError` where there is nothing to migrate.
    """
    changes = tuple(parse_change(ChangeKind(kind), text) for kind, text in given)
    with open_desk(project) as desk:
        old = _last_used(desk)
        if old.id == desk.codebook.id:
            raise UsageError("The codebook has not changed since codings were last made; edit codebook.yaml first.")
        journal = desk.journal
        before = carry_over(desk.codings(), journal.migrations(), old, versions=tuple(journal.codebooks()))
        used = {item.code_id for item in before.codings}
        check_changes(old, desk.codebook, changes, used)
        journal.keep_codebook(desk.codebook, now=utc_now())
        journal.put_migration(Migration(old.id, desk.codebook.id, changes), now=utc_now())
        carried = desk.carried()
        reasons = [reason for _, reason in carried.unsettled]
        return MigrationResult(
            tuple(map(str, changes)),
            len(carried.codings),
            tuple(f"{reasons.count(reason)} codings: {reason}" for reason in dict.fromkeys(reasons)),
        )


def parse_change(kind: ChangeKind, text: str) -> CodeChange:
    """A change as it is written on the command line: `OLD=NEW`, `OLD,OLD=NEW`, `OLD=NEW,NEW` or `OLD`."""
    left, equals, right = text.partition("=")
    old, new = (tuple(filter(None, (part.strip() for part in side.split(",")))) for side in (left, right))
    shapes = {
        ChangeKind.RENAME: ("OLD=NEW", len(old) == 1 and len(new) == 1),
        ChangeKind.MERGE: ("OLD,OLD=NEW", len(old) >= 2 and len(new) == 1),
        ChangeKind.SPLIT: ("OLD=NEW,NEW", len(old) == 1 and len(new) >= 2),
        ChangeKind.DROP: ("OLD", len(old) == 1 and not equals),
    }
    shape, fits = shapes[kind]
    if not fits:
        raise UsageError(f"'--{kind} {text}' is not written as --{kind} {shape}.")
    return CodeChange(kind, old, new)


def _last_used(desk: Desk) -> Codebook:
    """The version that codings were last made with, or brought to by a migration since."""
    books = desk.journal.codebooks()
    for event in reversed(desk.events()):
        codebook_id = event.coding.codebook_id
        if codebook_id in books:
            for migration in desk.journal.migrations():
                codebook_id = migration.new_id if migration.old_id == codebook_id else codebook_id
            return books[codebook_id]
    raise UsageError(
        "Nothing has been coded by a person yet, so that there is no version to compare with; name two files."
    )
