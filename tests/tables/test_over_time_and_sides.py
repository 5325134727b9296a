import polars as pl
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.tables.audit import Audit
from discourse.tables.contrasts import contrasts
from discourse.tables.over_time import over_time
from discourse.tables.policy_and_listings import policy_and_listings

NO_DUPLICATES = pl.DataFrame(schema={"passage_id": pl.String, "cluster": pl.String})


def test_years_are_given_of_all_and_of_each_group() -> None:
    given = corpus(Given("a", "Kestria", "h.", 2019), Given("b", "Osmara", "..", 2019), Given("c", "Osmara", "h", None))
    table = over_time(*given, NO_DUPLICATES, code_ids=("human_capital",))
    assert table.select("group", "year", "share").rows() == [
        ("all", "2019", 0.25),
        ("all", "unknown", 1.0),
        ("Kestria", "2019", 0.5),
        ("Osmara", "2019", 0.0),
        ("Osmara", "unknown", 1.0),
    ]


def test_an_audit_corrects_the_years_of_all_and_of_each_group() -> None:
    given = corpus(Given("a", "Kestria", "h.", 2019), Given("b", "Osmara", "..", 2019))
    drawn = given.passages.select(
        "passage_id", "document_id", draw=pl.lit(1), stratum=pl.lit("all"), probability=pl.lit(1.0)
    )
    answers = drawn.select("passage_id", code_id=pl.lit("human_capital"), coder=pl.lit("p"), present=pl.lit(True))
    audit = Audit(drawn, drawn.select("draw", "document_id", "stratum").unique(), answers)
    table = over_time(*given, NO_DUPLICATES, code_ids=("human_capital",), audit=audit)
    assert table.select("group", "year", "audited").rows() == [
        ("all", "2019", 4),
        ("Kestria", "2019", 2),
        ("Osmara", "2019", 2),
    ]
    assert {"corrected", "corrected_low", "corrected_high", "corrected_note"} <= set(table.columns)


def test_policies_stand_beside_the_listings_of_the_same_place() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Kestria", "e..", count=11), *dozen("Osmara"))
    kinds = pl.when(pl.int_range(pl.len()).is_between(12, 22)).then(pl.lit("listing")).otherwise(pl.lit("policy"))
    documents = given.documents.with_columns(
        kind=kinds, document_id=pl.when(kinds == "listing").then(pl.col("document_id") + "l").otherwise("document_id")
    )
    listed = pl.concat([given.passages.head(0), *_listed(given, "passages")])
    codes = pl.concat([given.codes.head(0), *_listed(given, "codes")])
    table = policy_and_listings(documents, listed, codes, code_ids=FRAMES)
    expected = contrasts(documents, listed, codes, code_ids=FRAMES, by=("jurisdiction", "kind"),
                         pairs=[("Kestria · policy", "Kestria · listing")])  # fmt: skip
    assert table["group"].unique().to_list() == ["Kestria"]
    assert table["difference"].to_list() == expected["difference"].to_list()
    assert (table["share"] - table["listing_share"] - table["difference"]).abs().max() < 1e-12


def _listed(given: object, name: str) -> list[pl.DataFrame]:
    """The rows of the policies, and copies of Kestria's under the names of its listings."""
    frame = getattr(given, name).unique("passage_id" if name == "passages" else ["passage_id", "code_id"])
    copies = frame.filter(pl.col("document_id").str.starts_with("kestria")).with_columns(
        pl.col("document_id") + "l", pl.col("passage_id") + "l"
    )
    return [frame, copies]
