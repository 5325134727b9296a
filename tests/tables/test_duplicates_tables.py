import polars as pl
import pytest
from polars.testing import assert_frame_equal
from small_corpus import FRAMES, Given, SmallCorpus, corpus, dozen

from discourse.tables.duplicates import append_unique_shares, document_duplicates_table, duplicates_table
from discourse.tables.prevalence import prevalence

UNIQUE = ["passages_unique", "coded_unique", "share_unique"]


def clusters(*members: str) -> pl.DataFrame:
    """One cluster for each text of passage ids, the first its first: `"a:0 b:0"`; an id after `~` is near."""
    rows = [
        {
            "passage_id": name.removeprefix("~"),
            "cluster": text.split()[0],
            "kind": "near" if name.startswith("~") else "exact",
            "first": at == 0,
            "similarity": 0.75 if name.startswith("~") else 1.0,
        }
        for text in members
        for at, name in enumerate(text.split())
    ]
    schema = {"passage_id": pl.String, "cluster": pl.String, "kind": pl.String, "first": pl.Boolean}
    return pl.DataFrame(rows, schema={**schema, "similarity": pl.Float64})


def shares(given: SmallCorpus, duplicates: pl.DataFrame, by: tuple[str, ...] = ("jurisdiction",)) -> pl.DataFrame:
    raw = prevalence(*given, code_ids=FRAMES, by=by)
    return append_unique_shares(raw, *given, duplicates, by=by)


def unique(table: pl.DataFrame, group: str, frame: str) -> tuple[object, ...]:
    return table.filter(group=group, frame=frame).select(UNIQUE).row(0)


def test_a_reused_passage_counts_once_in_its_group() -> None:
    given = corpus(Given("a", "Kestria", "h..."), Given("b", "Kestria", "h.e"))
    table = shares(given, clusters("a:0 b:0"))
    assert unique(table, "Kestria", "human_capital") == (6, 1, 1 / 6)
    assert unique(table, "Kestria", "equity") == (6, 1, 1 / 6)


def test_it_counts_once_in_each_of_two_groups() -> None:
    given = corpus(Given("a", "Kestria", "h."), Given("b", "Osmara", "h."))
    table = shares(given, clusters("a:0 b:0"))
    assert unique(table, "Kestria", "human_capital") == unique(table, "Osmara", "human_capital") == (2, 1, 0.5)


def test_the_columns_of_prevalence_stay_as_they_are() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", count=3), Given("x", "Lindavar", "xx"))
    raw = prevalence(*given, code_ids=FRAMES)
    table = append_unique_shares(raw, *given, clusters("kestria0:0 kestria1:1"))
    assert_frame_equal(table.drop(UNIQUE), raw)
    assert table.columns == [*raw.columns, *UNIQUE]


def test_without_duplicates_the_unique_counts_are_the_raw_ones() -> None:
    table = shares(corpus(*dozen("Kestria"), *dozen("Osmara")), clusters())
    assert table["passages_unique"].to_list() == table["passages"].to_list()
    assert table["coded_unique"].to_list() == table["coded"].to_list()
    assert table["share_unique"].to_list() == table["share"].to_list()


def test_a_group_without_passages_has_no_unique_share() -> None:
    table = shares(corpus(Given("a", "Kestria", "h"), Given("b", "Osmara", "x")), clusters())
    assert unique(table, "Osmara", "equity") == (0, 0, None)


@pytest.mark.parametrize(("letters", "coded"), [("h..", 0), ("hh.", 1), ("h.", 1), ("h...", 0), ("hh..", 1)])
def test_copies_coded_unlike_one_another_count_as_at_least_half_of_them_are(letters: str, coded: int) -> None:
    given = corpus(*(Given(f"d{at}", "Kestria", letter) for at, letter in enumerate(letters)))
    table = shares(given, clusters(" ".join(f"d{at}:0" for at in range(len(letters)))))
    assert unique(table, "Kestria", "human_capital") == (1, coded, float(coded))


def test_copies_that_cannot_be_coded_do_not_count() -> None:
    given = corpus(Given("a", "Kestria", "h"), Given("b", "Kestria", "x"), Given("c", "Kestria", "x"))
    assert unique(shares(given, clusters("a:0 b:0 c:0")), "Kestria", "human_capital") == (1, 1, 1.0)


def test_groups_may_be_crosses_or_everything() -> None:
    given = corpus(
        Given("a", "Kestria", "h.", 2020), Given("b", "Kestria", "h.", 2021), Given("c", "Kestria", "h.", 2021)
    )
    table = shares(given, clusters("a:0 b:0 c:0"), by=("jurisdiction", "year"))
    assert unique(table, "Kestria · 2020", "human_capital") == (2, 1, 0.5)
    assert unique(table, "Kestria · 2021", "human_capital") == (3, 1, 1 / 3)
    assert unique(shares(given, clusters("a:0 b:0 c:0"), by=()), "all", "human_capital") == (4, 1, 0.25)


def test_the_order_of_rows_does_not_matter() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara"))
    found = clusters("kestria0:0 kestria1:1 osmara2:2", "osmara3:0 ~osmara4:1")
    table = shares(given, found)
    assert_frame_equal(shares(given.shuffled(1), found.reverse()), table)


def test_counting_once_agrees_with_counting_by_hand() -> None:
    given = corpus(*dozen("Kestria"))
    found = clusters("kestria0:0 kestria1:0 kestria2:0", "kestria3:1 ~kestria4:1", "kestria5:0 kestria5:1 ~kestria5:2")
    cluster = dict(found.select("passage_id", "cluster").iter_rows())
    present = {
        passage for passage, code, is_in in given.codes.select("passage_id", "code_id", "present").rows()
        if code == "equity" and is_in
    }  # fmt: skip
    copies: dict[str, list[bool]] = {}
    for passage in given.passages.filter(left_out="")["passage_id"]:
        copies.setdefault(cluster.get(passage, passage), []).append(passage in present)
    coded = sum(sum(votes) * 2 >= len(votes) for votes in copies.values())
    assert unique(shares(given, found), "Kestria", "equity")[:2] == (len(copies), coded)


def reused() -> tuple[SmallCorpus, pl.DataFrame]:
    given = corpus(
        Given("a", "Kestria", "..", 2023),
        Given("b", "Osmara", "..", 2019),
        Given("c", "Kestria", "..", None),
        Given("d", "Osmara", "...", 2020),
    )
    return given, clusters("a:0 ~b:1 c:0", "d:0 d:1 d:2 a:1", "c:1 b:0")


def test_what_stands_in_most_documents_comes_first() -> None:
    given, found = reused()
    table = duplicates_table(given.documents, given.passages, found)
    assert table.select("documents", "jurisdictions", "copies", "exact", "near").rows() == [
        (3, 2, 3, 2, 1),
        (2, 2, 4, 4, 0),
        (2, 2, 2, 2, 0),
    ]
    assert table["where"][0] == "Kestria · Osmara"


def test_the_quote_is_the_earliest_copy_verbatim_with_its_place() -> None:
    given, found = reused()
    row = duplicates_table(given.documents, given.passages, found).row(0, named=True)
    assert (row["quote"], row["passage_id"]) == ("Passage 1 of b.", "b:1")
    assert (row["title"], row["file"], row["page"]) == ("Paper b", "b.pdf", 1)
    assert (row["year_first"], row["year_last"]) == (2019, 2023)


def test_the_table_is_cut_at_its_limit_and_empty_without_duplicates() -> None:
    given, found = reused()
    assert duplicates_table(given.documents, given.passages, found, limit=1).height == 1
    assert duplicates_table(given.documents, given.passages, clusters()).is_empty()


def test_pairs_of_documents_get_their_names() -> None:
    given, _ = reused()
    pairs = pl.DataFrame(
        [("d", "b", "near", 0.9, 0.1), ("a", "c", "near", 0.5, 0.1)],
        schema=["document_id", "other_id", "kind", "share", "share_other"],
        orient="row",
    )
    table = document_duplicates_table(given.documents, pairs)
    assert table.columns == [
        *("jurisdiction", "title", "year", "file"),
        *("other_jurisdiction", "other_title", "other_year", "other_file"),
        *("kind", "share", "share_other", "document_id", "other_id"),
    ]
    assert table.select("title", "other_title", "share").rows() == [
        ("Paper d", "Paper b", 0.9),
        ("Paper a", "Paper c", 0.5),
    ]
