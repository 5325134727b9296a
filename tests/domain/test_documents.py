import pytest

from discourse.domain.documents import Block, BlockKind, Document, Metadata, Page, Reading, Status


def document(text: str, *pages: Page, blocks: tuple[Block, ...] = ()) -> Document:
    return Document("d", "s", text, pages, blocks)


def test_pages_must_join_to_the_text() -> None:
    assert document("one\ntwo", Page(1, 0, 3), Page(2, 4, 7)).page_at(4) == 2
    with pytest.raises(ValueError, match="join to its text"):
        document("one two", Page(1, 0, 3), Page(2, 4, 7))


def test_blocks_must_not_overlap() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, 0, 5), Block(BlockKind.PARAGRAPH, 4, 7))
    with pytest.raises(ValueError, match="overlaps"):
        document("one two", Page(1, 0, 7), blocks=blocks)


def test_a_page_without_text_keeps_its_number() -> None:
    three = document("one\n\nthree", Page(1, 0, 3), Page(2, 4, 4), Page(3, 5, 10))
    assert [three.page_at(offset) for offset in (0, 5)] == [1, 3]


def test_an_empty_reading_must_say_why() -> None:
    with pytest.raises(ValueError, match="must carry its reason"):
        Reading("s", Status.EMPTY)
    with pytest.raises(ValueError, match="never ok"):
        Reading("s", Status.OK)


def test_metadata_fills_only_what_is_empty() -> None:
    known = Metadata(jurisdiction="Kestria", extra={"sector": "health"})
    merged = known.over(Metadata(jurisdiction="Osmara", year=2020, extra={"sector": "trade", "page": "3"}))
    assert (merged.jurisdiction, merged.year) == ("Kestria", 2020)
    assert dict(merged.extra) == {"sector": "health", "page": "3"}
