import polars as pl
import pytest

from discourse.domain.errors import UsageError
from discourse.domain.results import CODES, DOCUMENTS, PASSAGES
from discourse.domain.settings import Scope
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.filters import Filters, narrow, parse_years

TEXTS = {
    "a": ("Kestria", 2015, "strategy", "policy", "Digital badges count towards a degree."),
    "b": ("Kestria", 2021, "speech", "policy", "The bridge will open in May."),
    "c": ("Osmara", None, "course listing", "listing", "Learn to weld."),
}


def corpus() -> Corpus:
    documents = [
        {"document_id": name, "jurisdiction": place, "year": year, "doc_type": kind, "kind": source}
        for name, (place, year, kind, source, _) in TEXTS.items()
    ]
    passages = [
        {"passage_id": f"{name}:0", "document_id": name, "number": 0, "text": text, "left_out": "", "kind": "paragraph",
         "heading": "", "previous": "", "language": "en", "start": 0, "end": len(text), "page_first": 1, "page_last": 1}
        for name, (*_, text) in TEXTS.items()
    ]  # fmt: skip
    return Corpus(
        pl.DataFrame(documents, schema=DOCUMENTS), pl.DataFrame(passages, schema=PASSAGES), pl.DataFrame(schema=CODES)
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [("2015-2020", (2015, 2020)), ("2015-", (2015, None)), ("-2020", (None, 2020)), (" 2019 ", (2019, 2019))],
)
def test_years_are_a_range_that_may_be_open(text: str, years: tuple[int | None, int | None]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["soon", "-", "20-30", "20152020"])
def test_what_is_no_range_of_years_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write 2015-2020"):
        parse_years(text)


def test_years_that_run_backwards_are_refused() -> None:
    with pytest.raises(UsageError, match="write 2015-2020"):
        parse_years("2020-2015")


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(), ["a", "b"]),
        (Filters("all"), ["a", "b", "c"]),
        (Filters("Speech"), ["b"]),
        (Filters("all", jurisdictions=("osmara",)), ["c"]),
        (Filters("all", years=(2015, 2020)), ["a"]),
        (Filters("all", scope=Scope.MICROCREDENTIAL), ["a"]),
    ],
)
def test_only_what_is_asked_for_is_kept(filters: Filters, kept: list[str]) -> None:
    found = narrow(corpus(), filters)
    assert found.documents["document_id"].to_list() == kept
    assert found.passages["document_id"].to_list() == kept


def test_a_filter_that_leaves_nothing_says_what_was_looked_at() -> None:
    with pytest.raises(UsageError, match="policy documents; from 2030"):
        narrow(corpus(), Filters(years=(2030, None)))


def test_an_unknown_name_is_answered_with_a_guess() -> None:
    with pytest.raises(UsageError, match="did you mean 'Kestria'"):
        narrow(corpus(), Filters(jurisdictions=("Kestira",)))


def test_a_project_that_was_not_run_is_told_so() -> None:
    nothing = Corpus(pl.DataFrame(schema=DOCUMENTS), pl.DataFrame(schema=PASSAGES), pl.DataFrame(schema=CODES))
    with pytest.raises(UsageError, match="run 'discourse run' first"):
        narrow(nothing, Filters())
