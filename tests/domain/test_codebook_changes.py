"""Old codings in the words of a new codebook."""

from dataclasses import replace

import pytest

from discourse.domain.codebook import Codebook, parse_codebook
from discourse.domain.codebook_changes import (
    ChangeKind,
    CodeChange,
    Migration,
    carry_over,
    check_changes,
    codes_open_to,
    describe_changes,
)
from discourse.domain.codings import Coding
from discourse.domain.errors import CodebookError


def book(*ids: str, **definitions: str) -> Codebook:
    rows = [{"id": key, "name": key, "kind": "frame", "definition": definitions.get(key, "So.")} for key in ids]
    return parse_codebook({"name": "Test", "codes": rows}, where="test")


def coding(code_id: str, codebook: Codebook, *, present: bool = True, memo: str = "") -> Coding:
    return Coding("person:Ana", "d", 0, 1, "x", code_id, present, memo=memo, codebook_id=codebook.id)


OLD = book("a", "b", "c")


def carried(new: Codebook, change: CodeChange, *codings: Coding) -> tuple[list[tuple[str, bool]], int]:
    migration = Migration(OLD.id, new.id, (change,))
    found = carry_over(codings, [migration], new, versions=[OLD.id, new.id])
    return [(item.code_id, item.present) for item in found.codings], len(found.unsettled)


def test_a_renamed_code_is_read_by_its_new_name() -> None:
    change = CodeChange(ChangeKind.RENAME, ("a",), ("z",))
    assert carried(book("z", "b", "c"), change, coding("a", OLD), coding("b", OLD)) == ([("z", True), ("b", True)], 0)


def test_merged_codes_are_present_where_one_was() -> None:
    change = CodeChange(ChangeKind.MERGE, ("a", "b"), ("z",))
    assert carried(book("z", "c"), change, coding("a", OLD), coding("b", OLD, present=False)) == ([("z", True)], 0)


def test_a_split_code_is_absent_in_all_parts_or_for_a_person_to_settle() -> None:
    change, new = CodeChange(ChangeKind.SPLIT, ("a",), ("y", "z")), book("y", "z", "b", "c")
    assert carried(new, change, coding("a", OLD, present=False)) == ([("y", False), ("z", False)], 0)
    assert carried(new, change, coding("a", OLD)) == ([], 1)


def test_a_dropped_code_is_gone_and_codings_made_later_are_left_alone() -> None:
    new = book("b", "c", "a", b="Otherwise.")
    drop = CodeChange(ChangeKind.DROP, ("a",), ())
    assert carried(new, drop, coding("a", OLD)) == ([], 0)
    assert carried(new, drop, coding("a", new)) == ([("a", True)], 0)


def test_what_could_be_coded_then_is_known_under_its_present_names() -> None:
    new = book("z", "b", "c", "later")
    migration = Migration(OLD.id, new.id, (CodeChange(ChangeKind.RENAME, ("a",), ("z",)),))
    versions = [OLD.id, new.id]
    assert codes_open_to(OLD, [migration], new, versions=versions) == {"z", "b", "c"}
    assert codes_open_to(new, [migration], new, versions=versions) == {"z", "b", "c", "later"}


def test_a_used_code_may_not_vanish_without_a_word() -> None:
    new = book("b", "c")
    with pytest.raises(CodebookError, match="codings with 'a', which the new codebook does not have"):
        check_changes(OLD, new, (), {"a"})
    check_changes(OLD, new, (CodeChange(ChangeKind.DROP, ("a",), ()),), {"a"})
    check_changes(OLD, new, (), {"b"})
    with pytest.raises(CodebookError, match="the old codebook has no code 'q'"):
        check_changes(OLD, new, (CodeChange(ChangeKind.DROP, ("q",), ()),), set())
    with pytest.raises(CodebookError, match="still is in the new codebook"):
        check_changes(OLD, new, (CodeChange(ChangeKind.RENAME, ("b",), ("c",)),), set())


def test_the_difference_names_codes_and_what_changed_in_them() -> None:
    lines = list(describe_changes(OLD, book("b", "c", "z", b="Otherwise.")))
    assert lines == ["- a: a", "~ b", "    definition:", "      - So.", "      + Otherwise.", "+ z: z"]
    assert list(describe_changes(OLD, replace(OLD))) == []
