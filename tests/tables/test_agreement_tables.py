"""From codings to judgements, tables, disagreements and overlap of spans."""

import polars as pl
import pytest
from small_corpus import passages_of

from discourse.domain.codes import Stance
from discourse.domain.codings import READ, Coding
from discourse.tables.agreement_spans import span_agreement
from discourse.tables.agreement_table import agreement_table, disagreements
from discourse.tables.agreement_units import codes_to_judgements, codings_to_judgements

CODES = ("hope", "thrift")
ROWS = [("d" * 16, number, "h", "x" * 20) for number in range(6)]
PASSAGES = passages_of(ROWS).with_columns(
    start=pl.col("number").cast(pl.Int64) * 21, end=pl.col("number").cast(pl.Int64) * 21 + 20
)


def coding(coder: str, number: int, code: str, *, present: bool = True, **more: object) -> Coding:
    start = more.pop("start", number * 21)
    end = more.pop("end", number * 21 + 20)
    return Coding(f"person:{coder}", "d" * 16, start, end, "x" * (end - start), code, present, **more)  # type: ignore[arg-type, operator]


def table(*codings: Coding) -> pl.DataFrame:
    judged = codings_to_judgements(codings, PASSAGES, CODES)
    return agreement_table(judged, groups={"frames": CODES})


def row(found: pl.DataFrame, code: str, measure: str = "presence") -> dict[str, object]:
    return found.filter(pl.col("code") == code, pl.col("measure") == measure).row(0, named=True)


def test_what_was_met_at_random_is_compared_apart_from_what_was_searched_for() -> None:
    ana = [coding("Ana", number, "hope") for number in (0, 1, 4)] + [coding("Ana", 2, READ, present=False)]
    ben = [coding("Ben", number, "hope") for number in (0, 2, 4)] + [coding("Ben", 1, READ, present=False)]
    judged = codings_to_judgements([*ana, *ben], PASSAGES, CODES)

    def units(**met: int) -> list[tuple[str, int]]:
        random = {f"person:{name}": PASSAGES["passage_id"][:count].to_list() for name, count in met.items()}
        found = agreement_table(judged, groups={"frames": CODES}, random=random)
        return found.filter(pl.col("code") == "hope").select("sample", "units").rows()

    assert units(Ana=3, Ben=2) == [("all", 4), ("random", 2)]
    assert units(Ana=6, Ben=6) == [("random", 4)]
    assert units(Ana=6) == [("all", 4)]


def test_a_code_not_mentioned_on_a_passage_that_was_seen_is_absent() -> None:
    found = codings_to_judgements([coding("Ana", 0, "hope"), coding("Ana", 1, READ, present=False)], PASSAGES, CODES)
    said = {(item["passage_id"][-1], item["code_id"]): item["present"] for item in found.iter_rows(named=True)}
    assert said == {("0", "hope"): True, ("0", "thrift"): False, ("1", "hope"): False, ("1", "thrift"): False}


def test_passages_that_one_coder_alone_saw_do_not_count() -> None:
    found = table(
        coding("Ana", 0, "hope"), coding("Ana", 1, "hope"), coding("Ben", 1, "hope"), coding("Ben", 2, "hope")
    )
    assert row(found, "hope")["units"] == 1


def test_uncoded_text_cannot_carry_agreement() -> None:
    both = [coding(who, number, "hope") for who in ("Ana", "Ben") for number in (0, 1)]
    apart = [coding("Ana", 2, READ, present=False), coding("Ben", 2, "hope")]
    found = row(table(*both, *apart), "hope")
    assert found["units"] == 3
    assert found["observed"] == pytest.approx(2 / 3)


def test_a_free_span_stands_for_the_passages_that_it_covers_by_half() -> None:
    span = coding("Ana", 0, "hope", start=15, end=42)
    found = codings_to_judgements([span], PASSAGES, CODES)
    assert found["passage_id"].unique().to_list() == [f"{'d' * 16}:1"]


def test_stance_is_compared_where_both_say_that_the_code_is_there() -> None:
    codings = [
        coding("Ana", 0, "hope", stance=Stance.ASSERTED),
        coding("Ben", 0, "hope", stance=Stance.REPORTED),
        coding("Ana", 1, "hope", stance=Stance.REPORTED),
        coding("Ben", 1, "hope", stance=Stance.REPORTED),
        coding("Ana", 2, "hope", stance=Stance.ASSERTED),
        coding("Ben", 2, "hope", present=False),
    ]
    found = row(table(*codings), "hope", "stance")
    assert (found["units"], found["observed"]) == (2, 0.5)


def test_three_people_are_compared_together_and_two_by_two() -> None:
    codings = [coding(who, number, "hope") for who in ("Ana", "Ben", "Cleo") for number in range(3)]
    found = table(*codings, coding("Ana", 3, "thrift"), coding("Ben", 3, "hope"), coding("Cleo", 3, "hope"))
    of_hope = found.filter(pl.col("code") == "hope", pl.col("measure") == "presence")
    assert of_hope["comparison"].to_list() == ["people", *["person and person"] * 3]


def test_a_model_that_abstained_gave_no_judgement() -> None:
    codes = pl.DataFrame(
        {
            "passage_id": ["p0", "p1"],
            "document_id": ["d", "d"],
            "code_id": ["hope", "hope"],
            "coder": ["model:test@1", "model:test@1"],
            "present": [True, True],
            "stance": ["asserted", "asserted"],
            "status": ["coded", "abstained"],
        }
    )
    found = codes_to_judgements(codes, CODES, pl.Series(["p0", "p1"]))
    # Nor of thrift, which it does not know.
    assert found.select("passage_id", "code_id", "present").rows() == [("p0", "hope", True)]


def test_a_code_that_came_later_was_not_judged() -> None:
    early = coding("Ana", 0, "hope", codebook_id="old")
    late = coding("Ana", 1, "hope", codebook_id="new")
    known = {"old": frozenset({"hope"}), "new": frozenset(CODES)}
    found = codings_to_judgements([early, late], PASSAGES, CODES, open_codes=known)
    said = {(item["passage_id"][-1], item["code_id"]) for item in found.iter_rows(named=True)}
    assert said == {("0", "hope"), ("1", "hope"), ("1", "thrift")}


def test_disagreements_say_who_said_what() -> None:
    codings = [
        coding("Ana", 0, "hope", stance=Stance.ASSERTED, memo="clear"),
        coding("Ben", 0, "thrift", present=False),
        coding("Ana", 1, "hope", stance=Stance.ASSERTED),
        coding("Ben", 1, "hope", stance=Stance.CONTESTED),
        coding("Ana", 2, "hope"),
        coding("Ben", 2, "hope"),
    ]
    found = disagreements(codings_to_judgements(codings, PASSAGES, CODES))
    said = found.select("measure", "first_says", "second_says", "first_memo").rows()
    assert said == [("presence", "asserted", "absent", "clear"), ("stance", "asserted", "contested", "")]


def test_overlap_counts_characters_of_coded_text_alone() -> None:
    first = coding("Ana", 0, "hope", start=0, end=60)
    codings = [first, coding("Ben", 0, "hope", start=30, end=80), coding("Ben", 0, "hope", start=40, end=90)]
    found = span_agreement(codings, code_ids=CODES).row(0, named=True)
    assert (found["characters_first"], found["characters_second"], found["characters_both"]) == (60, 60, 30)
    assert found["overlap"] == 0.5
    assert found["jaccard"] == pytest.approx(1 / 3)
    assert found["note"] == "insufficient"
