import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.documents import Block, BlockKind, Document, Metadata, Page
from discourse.domain.ids import hash_file
from discourse.domain.passages import Passage
from discourse.domain.sources import Source
from discourse.passages.split import split_passages

SHARED = Path(__file__).parents[2].parent / "shared"

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
PROSE = "The council will support the training of adults in every district of the land."


def document(*blocks: tuple[BlockKind, str] | tuple[BlockKind, str, int], language: str = "") -> Document:
    """One page whose blocks stand on lines of their own."""
    text, laid = "", []
    for kind, content, *level in blocks:
        start = len(text) + bool(text)
        text += ("\n" if text else "") + content
        laid.append(Block(kind, start, start + len(content), *level))
    return Document("d" * 64, "s", text, (Page(1, 0, len(text)),), tuple(laid), metadata=Metadata(language=language))


def previous_of(passages: tuple[Passage, ...], text: str) -> str:
    return next(passage.previous for passage in passages if passage.text == text)


def test_a_sentence_knows_its_heading_and_the_sentence_before() -> None:
    passages = split_passages(document((HEADING, "Our plan"), (PARAGRAPH, f"{PROSE} It begins with the colleges.")))
    assert [passage.text for passage in passages] == ["Our plan", PROSE, "It begins with the colleges."]
    assert [passage.heading for passage in passages] == ["", "Our plan", "Our plan"]
    assert [passage.previous for passage in passages] == ["", "Our plan", PROSE]
    assert [passage.left_out for passage in passages] == ["heading", "", ""]
    assert [passage.number for passage in passages] == [0, 1, 2]


def test_list_items_share_their_lead_in() -> None:
    lead_in = "The council will do the following for adults:"
    passages = split_passages(
        document(
            (PARAGRAPH, lead_in),
            (ITEM, "• build two new colleges", 1),
            (ITEM, "• train more of the teachers:", 1),
            (ITEM, "– in the towns and villages", 2),
            (ITEM, "– on the islands and coasts", 2),
            (ITEM, "• pay the fees. They are high for most.", 1),
            (PARAGRAPH, PROSE),
        )
    )
    assert previous_of(passages, "• build two new colleges") == lead_in
    assert previous_of(passages, "• train more of the teachers:") == lead_in
    assert previous_of(passages, "– on the islands and coasts") == "• train more of the teachers:"
    assert previous_of(passages, "• pay the fees.") == lead_in
    assert previous_of(passages, "They are high for most.") == "• pay the fees."
    assert previous_of(passages, PROSE) == "They are high for most."


def test_numbered_paragraphs_follow_one_another_without_a_lead_in() -> None:
    passages = split_passages(
        document((HEADING, "Part 2"), (ITEM, "1. The board shall meet.", 1), (ITEM, "2. The board shall vote.", 1))
    )
    assert previous_of(passages, "2. The board shall vote.") == "1. The board shall meet."


def test_a_sentence_over_a_page_keeps_both_pages() -> None:
    first, second = "The council will support", "the training of adults. It begins in May of next year."
    text = f"{first}\n{second}"
    pages = (Page(3, 0, len(first)), Page(4, len(first) + 1, len(text)))
    passages = split_passages(Document("d" * 64, "s", text, pages, (Block(PARAGRAPH, 0, len(text)),)))
    assert passages[0].text == "The council will support\nthe training of adults."
    assert [(passage.page_first, passage.page_last) for passage in passages] == [(3, 4), (4, 4)]


def test_a_table_row_is_one_passage() -> None:
    passages = split_passages(document((BlockKind.TABLE_ROW, "Colleges train adults. Schools do not. | yes")))
    assert len(passages) == 1


def test_what_stands_under_a_references_heading_is_left_out_whole() -> None:
    entry, remark = "Doe, J. (2019). Badges. Invented Press.", "See also the report of 2012 by the board."
    passages = split_passages(
        document((PARAGRAPH, PROSE), (HEADING, "References"), (PARAGRAPH, entry), (PARAGRAPH, remark))
    )
    assert [passage.left_out for passage in passages] == ["", "heading", "reference", "reference"]
    assert [passage.text for passage in passages[2:]] == [entry, remark]


def test_the_section_after_the_references_is_coded_again() -> None:
    passages = split_passages(
        document(
            (HEADING, "References", 1),
            (PARAGRAPH, "Doe, J. (2019). Badges. Invented Press."),
            (HEADING, "Annex: our pledge", 1),
            (PARAGRAPH, PROSE),
        )
    )
    assert passages[-1].can_be_coded


def test_prose_under_a_heading_of_notes_is_coded() -> None:
    passages = split_passages(document((HEADING, "Notes"), (PARAGRAPH, PROSE)))
    assert passages[-1].can_be_coded


def test_contents_and_references_are_not_the_text_before() -> None:
    passages = split_passages(
        document((PARAGRAPH, PROSE), (BlockKind.REFERENCE, "Doe 2019"), (PARAGRAPH, "It begins with the colleges."))
    )
    assert passages[-1].previous == PROSE


def test_other_languages_are_kept_but_not_coded() -> None:
    german = "Der Rat wird die Ausbildung der Erwachsenen in allen Bezirken des Landes fördern und bezahlen."
    there = split_passages(document((PARAGRAPH, german)))
    assert [(passage.language, passage.left_out) for passage in there] == [("de", "language")]
    supported = split_passages(document((PARAGRAPH, german)), supported=("en", "de"))
    assert [(passage.language, passage.left_out) for passage in supported] == [("de", "")]


def test_the_language_of_the_metadata_is_only_a_hint() -> None:
    assert split_passages(document((PARAGRAPH, PROSE), language="hu"))[0].language == "en"


_BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(list(BlockKind)),
        st.text(alphabet=st.sampled_from("aZé1 .!?…\n\"')(”。:-"), max_size=40) | st.text(max_size=40),
        st.integers(0, 3),
    ),
    max_size=8,
)


@given(_BLOCKS)
def test_passages_are_in_order_true_to_the_text_and_lose_nothing(blocks: list[tuple[BlockKind, str, int]]) -> None:
    made = document(*blocks)
    passages = split_passages(made)
    covered = {offset for passage in passages for offset in range(passage.start, passage.end)}
    assert sum(passage.end - passage.start for passage in passages) == len(covered)
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)
    for number, passage in enumerate(passages):
        assert passage.number == number
        assert passage.text == made.text[passage.start : passage.end] == passage.text.strip()
    for block in made.blocks:
        assert all(made.text[at].isspace() or at in covered for at in range(block.start, block.end))


@given(st.lists(st.text(alphabet="ab. A", max_size=30), min_size=1, max_size=6))
def test_pages_are_those_of_the_document(texts: list[str]) -> None:
    pages, start = [], 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, start, start + len(text)))
        start += len(text) + 1
    whole = "\n".join(texts)
    made = Document("d" * 64, "s", whole, tuple(pages), (Block(PARAGRAPH, 0, len(whole)),))
    for passage in split_passages(made):
        assert passage.page_first == made.page_at(passage.start)
        assert passage.page_last == made.page_at(passage.end - 1)


@pytest.mark.parametrize("piece", [".", ". ", "1 ", "A ", "A. ", "Aa, A. ", "(", "a@", "a.", "http://", ", A", "[1] "])
def test_a_hostile_paragraph_takes_time_in_proportion_to_its_length(piece: str) -> None:
    made = document((PARAGRAPH, "X" + piece * 5_000 + "x"))
    begun = time.perf_counter()
    split_passages(made)
    assert time.perf_counter() - begun < 5


@pytest.mark.shared
def test_a_real_speech_becomes_coded_sentences() -> None:
    path = SHARED / "data" / "policy" / "sg__budget-speech-2020.md"
    if not path.exists():
        pytest.skip("needs ../shared/data/policy beside the checkout")
    from discourse.reading.read import read_source

    (made,) = read_source(Source(path, hash_file(path))).documents
    passages = split_passages(made)
    coded = [passage for passage in passages if passage.can_be_coded]
    assert {passage.language for passage in passages} == {"en"}
    assert 850 < len(coded) < 950
    assert all(made.text[passage.start : passage.end] == passage.text for passage in passages)
