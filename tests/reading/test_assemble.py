import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.text.leftovers import join_cut_paragraphs, mark_titles, part_leftovers

PIECES = st.builds(Piece, st.sampled_from(list(BlockKind)), st.text(max_size=40), st.integers(0, 6))
PAGES = st.lists(st.lists(PIECES, max_size=5), max_size=4)


def paragraph(text: str) -> Piece:
    return Piece(BlockKind.PARAGRAPH, text)


@given(PAGES)
def test_blocks_lie_in_their_page_and_say_their_text(pages: list[list[Piece]]) -> None:
    document = assemble_document(
        [PagePieces(number, tuple(pieces)) for number, pieces in enumerate(pages, start=1)],
        document_id="d",
        source_id="s",
    )
    assert "\n".join(document.page_text(page) for page in document.pages) == document.text
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text == text.strip() != ""
        page = document.pages[document.page_at(block.start) - 1]
        assert page.start <= block.start < block.end <= page.end


def test_items_stand_on_consecutive_lines_and_paragraphs_apart() -> None:
    pieces = (
        paragraph("Two points:"),
        Piece(BlockKind.LIST_ITEM, "one", 1),
        Piece(BlockKind.LIST_ITEM, "two", 1),
        paragraph("End."),
    )
    document = assemble_document([PagePieces(1, pieces)], document_id="d", source_id="s")
    assert document.text == "Two points:\n\none\ntwo\n\nEnd."


def test_a_page_without_text_stays_as_an_empty_page() -> None:
    pages = [PagePieces(1, (paragraph("a"),)), PagePieces(2, ()), PagePieces(3, (paragraph("b"),))]
    document = assemble_document(pages, document_id="d", source_id="s")
    assert document.text == "a\n\nb"
    assert [document.page_text(page) for page in document.pages] == ["a", "", "b"]


def test_references_end_at_the_next_heading_of_their_level() -> None:
    pieces = [
        Piece(BlockKind.HEADING, "5. References", 2),
        paragraph("Arno, P. (2001). A title."),
        Piece(BlockKind.HEADING, "Web pages", 3),
        paragraph("Bell, Q. (2002). Another."),
        Piece(BlockKind.HEADING, "Annex", 2),
        paragraph("The annex."),
    ]
    kinds = [piece.kind.value for piece in mark_references(pieces)]
    assert kinds == ["heading", "reference", "heading", "reference", "heading", "paragraph"]


def test_page_numbers_and_running_lines_become_asides() -> None:
    pieces = [
        paragraph("The council met."),
        paragraph("14"),
        paragraph("Council paper 3 – draft"),
        paragraph("It agreed."),
        paragraph("Council paper 3 – draft"),
        paragraph("Page 4 of 9 Council"),
        paragraph("Council paper 3 – draft"),
        paragraph("It closed."),
    ]
    kept, asides = part_leftovers(pieces)
    assert [piece.text for piece in kept] == ["The council met.", "It agreed.", "It closed."]
    assert len(asides) == 5


@pytest.mark.parametrize(
    ("before", "after", "is_joined"),
    [
        ("The fund will pay for the training of", "Adults in every county.", True),
        ("The fund will pay for the training that", "adults ask for.", True),
        ("The fund will pay for all the training.", "adults may apply.", False),
        ("Who may apply to this fund:", "adults in work", False),
        ("The fund will pay training costs", "Adults may apply.", False),
    ],
)
def test_a_paragraph_cut_in_mid_sentence_is_joined(before: str, after: str, is_joined: bool) -> None:
    assert len(join_cut_paragraphs([paragraph(before), paragraph(after)])) == (1 if is_joined else 2)


def test_a_short_line_above_prose_is_a_title() -> None:
    prose = "The programme pays for a course of up to twelve weeks at any approved college."
    pieces = mark_titles([paragraph("Who can apply"), paragraph(prose), paragraph("Signed"), paragraph("The Minister")])
    assert [piece.kind.value for piece in pieces] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_remarks_under_notes_stay_and_numbered_notes_go() -> None:
    pieces = [
        Piece(BlockKind.HEADING, "Notes", 1),
        paragraph("The council keeps its promise to the islands."),
        paragraph("1 Survey of members, 2020."),
    ]
    assert [piece.kind.value for piece in mark_references(pieces)] == ["heading", "paragraph", "reference"]
