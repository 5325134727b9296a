import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.documents import BlockKind, Document
from discourse.reading.pdf.assembly import PageHead, assemble, join_pages
from discourse.reading.pdf.hyphens import Vocabulary, join_lines
from discourse.reading.pdf.kinds import PageBlock
from discourse.reading.pdf.ligatures import find_digits, find_ligatures, mend_ligatures
from discourse.reading.pdf.quality import doubtful_text, unusable_text

WORDS = st.text(st.sampled_from("abcdé- .\xad\ufb01\u0301\ud800"), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("lines", "elsewhere", "text"),
    [
        (["the educa-", "tion board"], "", "the education board"),
        (["a micro-", "credential"], "microcredential microcredential micro-credential", "a microcredential"),
        (["a micro-", "credential"], "micro-credential here", "a micro-credential"),
        (["a self-", "paced course"], "", "a self-paced course"),
        (["an evidence-", "based view"], "", "an evidence-based view"),
        (["the non-", "Vellin members"], "", "the non-Vellin members"),
        (["from 2014-", "2015 on"], "", "from 2014-2015 on"),
        (["the five-", "year plan"], "", "the five-year plan"),
        (["a skill-", "shortage list"], "", "a skill-shortage list"),
        (["their under-", "standing grew"], "", "their understanding grew"),
        (["an apprentice-", "ship ends"], "", "an apprenticeship ends"),
        (["all micro-", "credentials"], "a micro-credential here", "all micro-credentials"),
        (["soft\xad", "ened words"], "", "softened words"),
        (["plain", "lines"], "", "plain lines"),
    ],
)
def test_line_ends_join_as_the_document_spells(lines: list[str], elsewhere: str, text: str) -> None:
    assert join_lines(lines, Vocabulary.of([elsewhere, *lines])) == text


@given(st.lists(st.tuples(LINES, st.integers(1, 3)), max_size=6))
def test_pages_blocks_and_text_always_agree(groups: list[tuple[list[str], int]]) -> None:
    blocks = [
        PageBlock(BlockKind.PARAGRAPH, lines, [page] * len(lines), 10.0, bold=False)
        for lines, page in sorted(groups, key=lambda group: group[1])
    ]
    heads = [PageHead(number, "test") for number in (1, 2, 3)]
    body = assemble(join_pages(blocks), heads, Vocabulary.of([]))
    document = Document("0", "0", body.text, body.pages, body.blocks)
    assert len(document.pages) == 3
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)


def test_a_ligature_under_a_wrong_name_is_spelt_out() -> None:
    lines = ["The e§ects of the o§er on sta§", "are di§erent, the §ag is not, and § 9 stays."]
    ligatures = find_ligatures(lines)
    assert ligatures == {"§": "ff"}
    assert mend_ligatures("no e§ect under § 9", ligatures) == "no effect under § 9"


def test_digits_under_cyrillic_names_are_digits() -> None:
    assert (
        find_digits(["It lasts л–р weeks in all the towns of the coast, and nobody there is asked for a fee."])["р"]
        == "6"
    )
    assert not find_digits(["Министерство отвечает всем городам побережья."])


def test_a_sound_document_has_no_ligature_to_mend() -> None:
    assert not find_ligatures(["Under § 9 the offer stands at 20 °C.", "Öffnung und Prüfung der Größe"])


SENTENCE = "The board of Orrin reviews each award in its fifth year and writes to the provider. "


@pytest.mark.parametrize("text", [SENTENCE * 3, "14 203 77 1,204 " * 20, "ශ්‍රී ලංකා පාර්ලිමේන්තුව " * 10, "A1\ue001"])
def test_sound_text_is_believed(text: str) -> None:
    assert unusable_text(text) == ""


SHIFTED = "".join(chr(ord(char) - 29) if char.islower() else char for char in SENTENCE)


@pytest.mark.parametrize("text", ["\ue011\ue012\ue013 " * 40, "\ufffd" * 80, SHIFTED * 6])
def test_nonsense_is_not_believed(text: str) -> None:
    assert unusable_text(text)


def test_one_garbled_font_on_a_page_is_doubtful_not_unusable() -> None:
    text = SENTENCE * 3 + "0nN|GpVLN LWVpJ|YHW elNLUiQ|W " * 2
    assert unusable_text(text) == ""
    assert "garbled" in doubtful_text(text)


def test_a_capital_ligature_is_told_from_a_small_one() -> None:
    lines = ["ûe council met. ûis was late.", "ûese awards and ûeir fees, all of ûem short."]
    ligatures = find_ligatures(lines)
    assert ligatures == {"û": "Th"}
    assert mend_ligatures(lines[0], ligatures) == "The council met. This was late."
