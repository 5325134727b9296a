import polars as pl
import pytest
from small_corpus import FRAMES, Given, SmallCorpus, corpus, dozen

from discourse.domain.bundled import CODEBOOK as SHIPPED
from discourse.domain.codebook import load_codebook
from discourse.domain.settings import TableSettings
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.tabulate import audit_table, corrected_together
from discourse.tables.audit import (
    Audit,
    Beyond,
    append_corrected_differences,
    append_corrections,
    corrections,
    groups_beyond_correction,
    weigh_answers,
)
from discourse.tables.audit_draw import draw_sample, stratify
from discourse.tables.audit_scores import score_model
from discourse.tables.correction import Audited, Coded, correct_share
from discourse.tables.prevalence import prevalence

CODEBOOK = load_codebook(SHIPPED)
ANSWERS = {"passage_id": pl.String, "code_id": pl.String, "coder": pl.String, "present": pl.Boolean}


def big(*jurisdictions: str) -> SmallCorpus:
    return corpus(*(each for name in jurisdictions for each in dozen(name, "h...e..b..." * 3)))


def drawn_from(given: SmallCorpus, size: int, *, number: int = 1, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    population = stratify(*given, "jurisdiction")
    drawn = draw_sample(population, size=size, seed=seed).select(
        pl.lit(number).alias("draw"), "stratum", "passage_id", "document_id", "probability"
    )
    places = population.select(pl.lit(number).alias("draw"), "document_id", "stratum").unique()
    return drawn, places


def answered(
    passage_ids: list[str], says: dict[str, bool], *, code: str = "equity", coder: str = "person:Mina"
) -> pl.DataFrame:
    rows = [(one, code, coder, says[one]) for one in passage_ids]
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def model_says(given: SmallCorpus, code: str = "equity") -> dict[str, bool]:
    return dict(given.codes.filter(pl.col("code_id") == code).select("passage_id", "present").iter_rows())


def corrected(given: SmallCorpus, audit: Audit, **options: object) -> dict[str, dict[str, object]]:
    table = corrections(*given, audit, code_ids=("equity",), **options)  # type: ignore[arg-type]
    return {row["group"]: row for row in table.iter_rows(named=True)}


def agreeing(given: SmallCorpus, size: int) -> Audit:
    drawn, places = drawn_from(given, size)
    return Audit(drawn, places, answered(drawn["passage_id"].to_list(), model_says(given)))


def test_people_who_agree_with_the_model_leave_its_share() -> None:
    given = big("Kestria")
    row = corrected(given, agreeing(given, 200))["Kestria"]
    raw = prevalence(*given, code_ids=("equity",)).row(0, named=True)
    assert row["corrected"] == pytest.approx(raw["share"], abs=0.01)
    assert (row["only_people"], row["only_model"], row["audited"], row["corrected_note"]) == (0, 0, 200, "")
    assert row["corrected_low"] < raw["share"] < row["corrected_high"]


def test_a_group_is_corrected_by_its_own_passages_alone() -> None:
    given = big("Kestria", "Osmara")
    drawn, places = drawn_from(given, 400)
    ids = drawn.filter(pl.col("stratum") == "Kestria")["passage_id"].to_list()
    rows = corrected(given, Audit(drawn, places, answered(ids, model_says(given))))
    assert (rows["Kestria"]["corrected_note"], rows["Osmara"]["corrected_note"]) == ("", "not audited")
    assert (rows["Osmara"]["audited"], rows["Osmara"]["corrected"]) == (0, None)


def test_too_few_audited_passages_or_documents_are_insufficient() -> None:
    given = corpus(*dozen("Kestria", "h...e..b..." * 3), *dozen("Osmara", "e.h" * 40, count=5))
    few = corrected(given, agreeing(given, 98))
    assert (few["Kestria"]["audited"], few["Kestria"]["corrected_note"]) == (
        49,
        "insufficient: 49 passages, 50 needed",
    )
    enough = corrected(given, agreeing(given, 100))
    assert (enough["Kestria"]["audited"], enough["Kestria"]["corrected_note"]) == (50, "")
    assert (enough["Osmara"]["audited"], enough["Osmara"]["corrected_note"]) == (
        50,
        "insufficient: 5 documents, 10 needed",
    )
    assert enough["Osmara"]["corrected_low"] is None


def test_the_model_is_scored_by_the_answers_each_weighing_as_many_passages_as_it_stands_for() -> None:
    given = corpus(*dozen("Kestria", "h...e..b..."), *dozen("Osmara", "..e."))
    drawn, places = drawn_from(given, 120)
    says = {one: present != (at % 3 == 0) for at, (one, present) in enumerate(sorted(model_says(given).items()))}
    audit = Audit(drawn, places, answered(drawn["passage_id"].to_list(), says))
    found = score_model(audit, given.passages, given.codes, "equity")
    weights = {"both": 0.0, "only_people": 0.0, "only_model": 0.0, "neither": 0.0}
    for passage_id, chance in drawn.select("passage_id", "probability").iter_rows():
        kinds = {(1, 1): "both", (1, 0): "only_people", (0, 1): "only_model", (0, 0): "neither"}
        weights[kinds[int(says[passage_id]), int(model_says(given)[passage_id])]] += 1 / chance
    assert found.audited == 120
    assert found.precision == pytest.approx(weights["both"] / (weights["both"] + weights["only_model"]))
    assert found.recall == pytest.approx(weights["both"] / (weights["both"] + weights["only_people"]))
    wrong = weights["only_model"] + weights["only_people"]
    assert found.f1 == pytest.approx(2 * weights["both"] / (2 * weights["both"] + wrong))
    nobody = Audit(drawn, places, answered(drawn["passage_id"].to_list(), dict.fromkeys(says, False)))
    assert score_model(nobody, given.passages, given.codes, "equity").recall is None


def test_groups_that_no_audit_can_correct_are_known_before_it() -> None:
    one_long = [*dozen("Lindmark"), Given("long", "Lindmark", "." * 900)]
    given = corpus(*dozen("Kestria", "h...e..b..."), *dozen("Osmara", "e.h" * 40, count=5), *one_long)
    assert groups_beyond_correction(given.documents, given.passages, min_documents=10) == (
        Beyond("Lindmark", "fewer than three documents in effect (2.1)", 0),
        Beyond("Osmara", "5 documents, 10 needed", 5),
    )
    short = corpus(*(Given(f"short{at}", "Kestria", "h..e") for at in range(12)))
    assert groups_beyond_correction(short.documents, short.passages, min_documents=10) == (
        Beyond("Kestria", "48 passages, 50 needed", 0),
    )


def test_every_reason_is_told_at_once_and_no_lowering_that_cannot_work() -> None:
    given = corpus(*(Given(f"long{at}", "Kestria", "." * length) for at, length in enumerate((79, 122, 132))))
    for minimum, why in (
        (10, "3 documents, 10 needed; fewer than three documents in effect (2.8)"),
        (3, "fewer than three documents in effect (2.8)"),
    ):
        found = groups_beyond_correction(given.documents, given.passages, min_documents=minimum)
        assert found == (Beyond("Kestria", why, 0),)
        row = corrected(given, agreeing(given, 60), min_documents=minimum)["Kestria"]
        assert row["corrected_note"] == f"insufficient: {why}"
        assert prevalence(*given, code_ids=("equity",), min_documents=minimum)["note"].to_list() == [
            f"insufficient: {why}"
        ]


@pytest.mark.parametrize(
    ("only_model", "only_people", "told"),
    # Of five errors one way the exact test of McNemar says p = 0.06, of six 0.03.
    [(5, 0, False), (6, 0, True), (0, 6, True), (12, 9, False), (25, 1, True)],
)
def test_a_surplus_holds_where_the_errors_one_way_outnumber_the_others(
    only_model: int, only_people: int, told: bool
) -> None:
    given = big("Kestria")
    drawn, places = drawn_from(given, 180)
    model = model_says(given)
    wrong = {True: only_model, False: only_people}
    says = {}
    for one in drawn["passage_id"]:
        says[one] = model[one] != (wrong[model[one]] > 0)
        wrong[model[one]] -= 1
    audit = Audit(drawn, places, answered(drawn["passage_id"].to_list(), says))
    low, high = score_model(audit, given.passages, given.codes, "equity").surplus
    middle = (only_model - only_people) / 182
    reach = 1.959964 * (((only_model + only_people + 2) / 182 - middle**2) / 182) ** 0.5
    assert (low, high) == pytest.approx((middle - reach, middle + reach), abs=1e-6)
    assert (not low <= 0 <= high) == told


def test_all_documents_together_may_be_corrected_where_no_group_is() -> None:
    lengths = (79, 122, 132)
    given = corpus(
        *(
            Given(f"{name}{at}", name, "e.h." * size)
            for name in ("Kestria", "Osmara")
            for at, size in enumerate(lengths)
        )
    )
    table = audit_table(
        Corpus(*given), CODEBOOK, TableSettings(minimum_documents=3), by=("jurisdiction",), audit=agreeing(given, 120)
    )
    rows = table.frame.filter(pl.col("frame") == "equity").to_dicts()
    assert [row["group"] for row in rows] == ["Kestria", "Osmara", "all documents"]
    assert [row["corrected"] for row in rows[:2]] == [None, None]
    assert rows[2]["corrected"] == pytest.approx(0.25, abs=0.01)
    assert rows[2]["corrected_low"] < 0.25 < rows[2]["corrected_high"]
    assert rows[2]["audited"] == 120
    assert corrected_together(table)["equity"] == tuple(
        rows[2][name] for name in ("corrected", "corrected_low", "corrected_high")
    )


def test_the_numbers_are_those_of_the_correction_by_hand() -> None:
    given = big("Kestria")
    drawn, places = drawn_from(given, 120)
    says = {one: present != (at % 9 == 0) for at, (one, present) in enumerate(sorted(model_says(given).items()))}
    row = corrected(given, Audit(drawn, places, answered(drawn["passage_id"].to_list(), says)))["Kestria"]
    ids = sorted(given.documents["document_id"])
    coded = Coded(
        *(
            pl.Series(
                [sum(test(one) for one in model_says(given) if one.split(":")[0] == name) for name in ids]
            ).to_numpy()
            for test in (lambda one: 1, lambda one: int(model_says(given)[one]))
        )
    )
    sample = sorted(drawn["passage_id"])
    expected = correct_share(
        coded,
        Audited(
            pl.Series([ids.index(one.split(":")[0]) for one in sample]).to_numpy(),
            pl.Series([1 / drawn["probability"][0]] * 120).to_numpy(),
            pl.Series([float(says[one]) for one in sample]).to_numpy(),
            pl.Series([float(model_says(given)[one]) for one in sample]).to_numpy(),
        ),
    )
    assert row["corrected"] == pytest.approx(expected.share, abs=1e-12)
    assert (row["corrected_low"], row["corrected_high"]) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert row["power"] == pytest.approx(expected.power, abs=1e-12)


def test_a_sheet_filled_in_part_is_a_smaller_draw() -> None:
    given = big("Kestria", "Osmara")
    drawn, places = drawn_from(given, 200)
    ids = drawn["passage_id"].to_list()[:130]
    weights = weigh_answers(Audit(drawn, places, answered(ids, model_says(given))), "equity").passages
    sizes = given.passages.group_by(pl.col("document_id").str.extract(r"^(\D+)")).len()
    for name, size in sizes.iter_rows():
        inside = weights.filter(pl.col("document_id").str.starts_with(name))
        assert inside["weight"].sum() == pytest.approx(size)


def test_two_draws_count_each_document_once() -> None:
    given = big("Kestria")
    first, places = drawn_from(given, 60)
    second, more = drawn_from(given, 90, number=2, seed=2)
    drawn = pl.concat([first, second])
    ids = drawn["passage_id"].unique().to_list()
    audit = Audit(drawn, pl.concat([places, more]), answered(ids, model_says(given)))
    found = weigh_answers(audit, "equity").passages
    assert found["weight"].sum() == pytest.approx(given.passages.height)
    assert corrected(given, audit)["Kestria"]["audited"] == len(ids)


def test_a_draw_that_nobody_answered_changes_nothing() -> None:
    given = big("Kestria")
    audit = agreeing(given, 80)
    ids = set(audit.drawn["passage_id"])
    unanswered, places = drawn_from(given, 50, number=2, seed=9)
    unanswered = unanswered.filter(~pl.col("passage_id").is_in(list(ids)))
    both = Audit(pl.concat([audit.drawn, unanswered]), pl.concat([audit.population, places]), audit.answers)
    assert corrected(given, both) == corrected(given, audit)


def test_documents_added_since_the_draw_are_not_corrected_for() -> None:
    before = big("Kestria")
    audit = agreeing(before, 100)
    after = corpus(*dozen("Kestria", "h...e..b..." * 3), Given("late", "Kestria", "h.e."))
    row = corrected(after, audit)["Kestria"]
    assert (row["corrected"], row["corrected_note"]) == (None, "documents added since the draw")


def test_several_people_are_heard_alike() -> None:
    given = big("Kestria")
    audit = agreeing(given, 100)
    ids = audit.drawn["passage_id"].to_list()
    other = answered(ids, dict.fromkeys(ids, False), coder="person:Tomas")
    audit = Audit(audit.drawn, audit.population, pl.concat([audit.answers, other]))
    row = corrected(given, audit)["Kestria"]
    assert row["horvitz_thompson"] == pytest.approx(sum(map(model_says(given).get, ids)) / 200)  # type: ignore[arg-type]


def test_a_frame_that_was_not_answered_is_not_audited() -> None:
    given = big("Kestria")
    table = corrections(*given, agreeing(given, 100), code_ids=FRAMES)
    assert table.select("frame", "corrected_note").rows() == [("human_capital", "not audited"), ("equity", "")]


def test_a_table_of_shares_keeps_its_rows_and_gains_the_corrections() -> None:
    given = big("Kestria", "Osmara")
    shares = prevalence(*given, code_ids=FRAMES)
    table = append_corrections(shares, corrections(*given, agreeing(given, 200), code_ids=FRAMES))
    assert table.select(shares.columns).equals(shares)
    assert table.columns[-5:] == ["corrected", "corrected_low", "corrected_high", "audited", "corrected_note"]


def test_row_order_changes_nothing() -> None:
    given = big("Kestria", "Osmara")
    audit = agreeing(given, 200)
    shuffled = Audit(
        *(frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in (audit.drawn, audit.population, audit.answers))
    )
    one = corrections(*given, audit, code_ids=FRAMES)
    assert corrections(*given.shuffled(2), shuffled, code_ids=FRAMES).equals(one)


def test_corrected_differences_have_the_limits_of_the_corrected_shares() -> None:
    rows = [
        ("Kestria", "equity", 0.4, 0.3, 0.5),
        ("Osmara", "equity", 0.2, 0.1, 0.35),
        ("Isle", "equity", None, None, None),
    ]
    names = ("group", "frame", "corrected", "corrected_low", "corrected_high")
    corrected = pl.DataFrame(rows, schema=names, orient="row")
    pairs = pl.DataFrame(
        [("Kestria", "Osmara", "equity"), ("Kestria", "Isle", "equity")],
        schema=("group", "other", "frame"),
        orient="row",
    )
    table = append_corrected_differences(pairs, corrected)
    held = table.row(0, named=True)
    # Zou & Donner (2008), by hand: 0.2 − √(0.1² + 0.15²) and 0.2 + √(0.1² + 0.1²).
    assert held["corrected_difference"] == pytest.approx(0.2)
    assert held["corrected_low"] == pytest.approx(0.2 - 0.0325**0.5)
    assert held["corrected_high"] == pytest.approx(0.2 + 0.02**0.5)
    assert table.row(1)[3:] == (None, None, None)
