"""The words below the page's tables: plain ones, with nothing of the columns that only the files have."""

import re

import polars as pl
import pytest

from discourse.domain.results import Table
from discourse.report.notes import _NOTES, page_note


@pytest.mark.parametrize("name", _NOTES)
def test_a_note_of_the_page_names_no_column_of_a_file(name: str) -> None:
    note = page_note(Table(name, "", pl.DataFrame(), "share_unique: of log_odds, 'insufficient'"), minimum=10)
    assert not re.search(r"\w_\w|'\w+'|--\w|\{", note)


def test_a_note_says_how_many_documents_an_interval_needs_and_what_q_is() -> None:
    assert "fewer than 12\xa0documents" in page_note(Table("prevalence", "", pl.DataFrame()), minimum=12)
    assert "chance alone is expected to have made" in page_note(Table("contrasts", "", pl.DataFrame()), minimum=12)


def test_a_table_that_the_page_has_no_words_for_keeps_its_own() -> None:
    own = "Found with 30 topics."
    assert page_note(Table("topics", "", pl.DataFrame(), own), minimum=10) == own
