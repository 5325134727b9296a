"""How one version of a codebook became another, and what old codings say in the words of the new one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import ndiff
from enum import StrEnum

from discourse.domain.codebook import Codebook, CodeDefinition
from discourse.domain.codings import ABSTAINED, READ, Coding
from discourse.domain.errors import CodebookError
from discourse.domain.guesses import guess


class ChangeKind(StrEnum):
    """What became of codes that left a codebook."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """`old` codes gave way to `new` ones: one to one, many to one, one to many, or one to none."""

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(self.old)}" + (f" → {', '.join(self.new)}" if self.new else "")


@dataclass(frozen=True, slots=True)
class Migration:
    """The step from one version of a codebook to another; codings made with the old one stay as they are."""

    old_id: str
    new_id: str
    changes: tuple[CodeChange, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """Old codings in the words of a new codebook, and those that only a person can carry over, each with the reason."""

    codings: tuple[Coding, ...]
    unsettled: tuple[tuple[Coding, str], ...]


def check_changes(old: Codebook, new: Codebook, changes: Sequence[CodeChange], used: Iterable[str]) -> None:
    """Raise `CodebookError` unless every used code that left the codebook has exactly one change, and each fits."""
    before, after = set(old.by_id), set(new.by_id)
    given = [code_id for change in changes for code_id in change.old]
    for change in changes:
        for code_id in change.old:
            if code_id not in before:
                raise CodebookError(
                    f"'{change}': the old codebook has no code '{code_id}'; {guess(code_id, sorted(before))}"
                )
            if code_id in after and code_id not in change.new:
                raise CodebookError(f"'{change}': '{code_id}' still is in the new codebook; take it out there first.")
            if given.count(code_id) > 1:
                raise CodebookError(f"'{code_id}' is changed twice; give one change for each old code.")
        for code_id in change.new:
            if code_id not in after:
                raise CodebookError(
                    f"'{change}': the new codebook has no code '{code_id}'; {guess(code_id, sorted(after))}"
                )
    if lost := sorted((set(used) - {READ, ABSTAINED}) & before - after - set(given)):
        raise CodebookError(
            f"There are codings with '{lost[0]}', which the new codebook does not have ({len(lost)} such codes); say "
            "what became of it with --rename OLD=NEW, --merge OLD,OLD=NEW, --split OLD=NEW,NEW or --drop OLD."
        )


def carry_over(
    codings: Iterable[Coding], migrations: Sequence[Migration], codebook: Codebook, *, versions: Sequence[str]
) -> Carried:
    """Codings read with the migrations that followed the codebook of each; `versions` are codebook ids, oldest first.

    Each keeps the id of the version it was made with.

    Renamed: the new code. Merged: the new code, present where one of the old ones is. Split: absent where the old one
    is absent; where it is present nobody knows which part was meant, so it is unsettled. A code that is in neither the
    codebook nor a migration is unsettled too.
    """
    merged: dict[tuple[str, str, int, int, str], Coding] = {}
    unsettled: list[tuple[Coding, str]] = []
    for coding in codings:
        later = [item for item in migrations if _order(item.new_id, versions) > _order(coding.codebook_id, versions)]
        found, reason = _carry(coding, later, codebook)
        if reason:
            unsettled.append((coding, reason))
        for item in found:
            merged[item.key] = _together(merged[item.key], item) if item.key in merged else item
    return Carried(tuple(merged.values()), tuple(unsettled))


def codes_open_to(
    version: Codebook, migrations: Sequence[Migration], codebook: Codebook, *, versions: Sequence[str]
) -> frozenset[str]:
    """The codes of the present codebook that a coder with this version could give, under whatever names.

    Of any other code a coding made then says nothing, not even that it is absent.
    """
    found = set(version.by_id)
    for migration in migrations:
        if _order(migration.new_id, versions) > _order(version.id, versions):
            became = {old: change.new for change in migration.changes for old in change.old}
            found = {new for code_id in found for new in became.get(code_id, (code_id,))}
    return frozenset(found & set(codebook.by_id))


def describe_changes(old: Codebook, new: Codebook) -> Iterator[str]:
    """The difference of two codebooks as lines to read: codes added (+), removed (-), changed (~) and how."""
    for name in ("name", "source"):
        if (before := getattr(old, name)) != (after := getattr(new, name)):
            yield f"~ {name}"
            yield from _changed(before, after)
    for code in old.codes:
        if code.id not in new.by_id:
            yield f"- {code.id}: {code.name}"
    for code in new.codes:
        if code.id not in old.by_id:
            yield f"+ {code.id}: {code.name}"
        elif code != old.by_id[code.id]:
            yield f"~ {code.id}"
            yield from _describe_code(old.by_id[code.id], code)
    kept = [code.id for code in old.codes if code.id in new.by_id]
    if kept != [code.id for code in new.codes if code.id in old.by_id]:
        yield "~ the order of the codes"


def _carry(coding: Coding, migrations: Sequence[Migration], codebook: Codebook) -> tuple[list[Coding], str]:
    found = [coding]
    for migration in migrations:
        by_old: Mapping[str, CodeChange] = {old: change for change in migration.changes for old in change.old}
        following: list[Coding] = []
        for item in found:
            change = by_old.get(item.code_id)
            if change and change.kind is ChangeKind.SPLIT and item.present:
                return (
                    [],
                    f"'{item.code_id}' was split into {', '.join(change.new)}; which one is meant must be coded anew",
                )
            targets = change.new if change else (item.code_id,)
            following += [replace(item, code_id=code_id) for code_id in targets]
        found = following
    for item in found:
        if item.code_id not in (READ, ABSTAINED, *codebook.by_id):
            return [], f"the codebook has no code '{item.code_id}'; 'discourse codebook migrate' says what became of it"
    return found, ""


def _order(codebook_id: str, versions: Sequence[str]) -> int:
    """When a version came; one that nobody kept is older than all."""
    return versions.index(codebook_id) if codebook_id in versions else -1


def _together(first: Coding, second: Coding) -> Coding:
    """Two codings that became one by a merger: present where either is, the later of the two otherwise."""
    chosen = second if second.present or not first.present else first
    memos = list(dict.fromkeys(filter(None, (first.memo, second.memo))))
    return replace(chosen, memo="\n".join(memos))


def _describe_code(old: CodeDefinition, new: CodeDefinition) -> Iterator[str]:
    for item in fields(CodeDefinition):
        before, after = getattr(old, item.name), getattr(new, item.name)
        if before != after:
            yield f"    {item.name}:"
            yield from _changed(before, after)


def _changed(before: object, after: object) -> Iterator[str]:
    old = [str(line) for line in before] if isinstance(before, tuple) else [str(before)] if before else []
    new = [str(line) for line in after] if isinstance(after, tuple) else [str(after)] if after else []
    for line in ndiff(old, new):
        if line[0] in "+-":
            yield f"      {line}"
