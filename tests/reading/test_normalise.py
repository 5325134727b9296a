import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.reading.normalise import normalise_text

CASES = [
    ("co\u2011operative", "co-operative"),
    ("e\ufb03cient \ufb01rms", "efficient firms"),
    ("micro\xadcredential", "microcredential"),
    ("two\xa0words\u2009here", "two words here"),
    ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
    ("\uf0b7 first point", "• first point"),
    ("\uf123 odd bullet", "• odd bullet"),
    ("\ufffe odd bullet", "• odd bullet"),
    ("half \uf123 said", "half \ufffd said"),
    ("null\x00 and bell\x07", "null and bell"),
    ("lone \ud800 half", "lone \ufffd half"),
    ("cafe\u0301", "café"),
    ("  spaced   out  \n  lines ", " spaced out\nlines "),
    ("zero\u200bwidth \ufeffmark", "zerowidth mark"),
    ("ශ්\u200dරී", "ශ්\u200dරී"),
]


@pytest.mark.parametrize(("raw", "said"), CASES)
def test_normalise_says_what_the_glyphs_mean(raw: str, said: str) -> None:
    assert normalise_text(raw) == said


def test_split_surrogate_halves_become_one_character() -> None:
    assert normalise_text("\ud83d\ude00") == "😀"


@given(st.text(st.characters(exclude_categories=())))
def test_normalising_twice_changes_nothing_and_leaves_clean_unicode(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\x00\xad\xa0\ufeff\ufffe\uffff\r\t")
    once.encode("utf-8")
