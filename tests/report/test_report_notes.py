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


@pytest.mark.parametrize(
    ("documents", "why"),
    [
        ([3, 14], "“No interval”: fewer than 12\xa0documents."),
        ([12, 14], "“No interval”: fewer than three documents in effect (those of unequal length count as fewer)."),
        ([3, 12], "fewer than 12\xa0documents; where there are as many, fewer than three documents in effect (those"),
    ],
)
def test_a_note_tells_the_reason_that_applied(documents: list[int], why: str) -> None:
    rows = [{"documents": one, "passages": 90, "low": None if one != 14 else 0.1} for one in documents]
    assert why in page_note(Table("prevalence", "", pl.DataFrame(rows)), minimum=12)
    assert "No interval" not in page_note(
        Table("prevalence", "", pl.DataFrame(rows).filter(pl.col("low") > 0)), minimum=12
    )


def test_a_note_says_what_q_is() -> None:
    assert "chance alone is expected to have made" in page_note(Table("contrasts", "", pl.DataFrame()), minimum=12)


def test_a_table_that_the_page_has_no_words_for_keeps_its_own() -> None:
    own = "Found with 30 topics."
    assert page_note(Table("topics_of_mine", "", pl.DataFrame(), own), minimum=10) == own
