"""Undo and redo as a text editor has them, whatever the sequence; leaves hold every passage once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse.domain.codings import Coding
from discourse.domain.documents import Block, BlockKind, Document, Page
from discourse.domain.passages import Passage
from discourse.pipeline.workbench.judgements import ConflictError, Judgements
from discourse.pipeline.workbench.leaves import PASSAGES_ON_A_LEAF, leaf_at, make_leaves
from discourse.pipeline.workbench.library import Card, OpenedDocument

UNITS = (("d" * 64, 0, 4), ("d" * 64, 5, 9))


def coding(unit: tuple[str, int, int], code_id: str, present: bool, coder: str = "person:Mina") -> Coding:
    return Coding(coder, unit[0], unit[1], unit[2], "abcd", code_id, present)


@pytest.fixture
def judgements(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "project.sqlite")


def held(judgements: Judgements) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(judgements.of("person:Mina", unit).present) for unit in UNITS)


Step = tuple[str, int, str, bool]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("code"), st.sampled_from([0, 1]), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.sampled_from(["undo", "redo", "undo"]), st.just(0), st.just(""), st.just(value=False)),
    ),
    max_size=14,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_undo_and_redo_behave_as_in_an_editor(tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> None:
    path = tmp_path_factory.mktemp("undo") / "project.sqlite"
    judgements = Judgements(path)
    past, future = [held(judgements)], list[tuple[frozenset[str], ...]]()
    for kind, place, code_id, present in steps:
        if kind == "code":
            # Two codes at one stroke are one action.
            judgements.judge([coding(UNITS[place], code_id, present), coding(UNITS[place], "z", present)])
            past.append(held(judgements))
            future.clear()
        elif kind == "undo":
            done = judgements.undo("person:Mina")
            assert (done is None) == (len(past) == 1)
            if done:
                future.append(past.pop())
        else:
            done = judgements.redo("person:Mina")
            assert (done is None) == (not future)
            if done:
                past.append(future.pop())
        assert held(judgements) == past[-1]
    assert held(Judgements(path)) == past[-1]


def test_what_another_process_writes_is_taken_in(judgements: Judgements, tmp_path: Path) -> None:
    other = Judgements(tmp_path / "project.sqlite")
    other.judge([coding(UNITS[0], "a", present=True)])
    judgements.refresh()
    assert held(judgements)[0] == {"a"}
    with pytest.raises(ConflictError, match="another window"):
        judgements.judge([coding(UNITS[0], "b", present=True)], revision=0)


def opened(passages: int, pages: int) -> OpenedDocument:
    texts = [" ".join(f"Word {number}." for number in range(passages)) for _ in range(pages)]
    text = "\n".join(texts)
    starts = [sum(len(one) + 1 for one in texts[:place]) for place in range(pages)]
    ranges = [(start, start + len(one)) for start, one in zip(starts, texts, strict=True)]
    document = Document(
        "d" * 64, "d" * 64, text,
        tuple(Page(number, *where) for number, where in enumerate(ranges, start=1)),
        tuple(Block(BlockKind.PARAGRAPH, start + at, min(start + at + 36, end))
              for start, end in ranges for at in range(0, end - start, 36)),
    )  # fmt: skip
    found, at = [], 0
    for number, block in enumerate(document.blocks):
        middle = block.start + 9
        found.append(Passage(document.id, number, block.start, middle, text[block.start : middle], 1, 1, block.kind))
        at = block.end
    assert at == len(text)
    card = Card(document.id, "k", document.id, "a.txt", "", "policy", "", "", "A", None, "", pages, passages)
    return OpenedDocument(card, document, tuple(found), {})


@pytest.mark.parametrize(("passages", "pages"), [(4, 1), (40, 3), (2_000, 1)])
def test_leaves_hold_every_passage_once_and_in_order(passages: int, pages: int) -> None:
    document = opened(passages, pages)
    leaves = make_leaves(document)
    assert [one for leaf in leaves for one in leaf.passages] == list(document.passages)
    assert max(len(leaf.passages) for leaf in leaves) <= 2 * PASSAGES_ON_A_LEAF
    assert [leaf.number for leaf in leaves] == list(range(1, len(leaves) + 1))
    assert {leaf.page for leaf in leaves} == set(range(1, pages + 1))
    last = document.passages[-1]
    assert last in leaf_at(leaves, last.start).passages
    for leaf in leaves:
        for paragraph in leaf.paragraphs:
            assert "".join(piece.text for piece in paragraph.pieces) in document.document.text


def test_a_document_without_text_has_one_empty_leaf() -> None:
    document = Document("d" * 64, "d" * 64, "", (Page(1, 0, 0),), ())
    card = Card(document.id, "k", document.id, "a.txt", "", "policy", "", "", "A", None, "", 1, 0)
    (leaf,) = make_leaves(OpenedDocument(card, document, (), {}))
    assert leaf.passages == ()
