from dataclasses import replace

import polars as pl
import pytest
from report_example import CODEBOOK, SHARES, example_report, prevalence_frame, share_row

from discourse.domain.results import Table
from discourse.report.findings import MAX_FINDINGS, find, group_word
from discourse.report.page import report_to_html
from discourse.report.prose import methods_paragraph
from discourse.report.report import InScope, Report, Score, SourceLine

NBSP = "\N{NO-BREAK SPACE}"


def texts(report: Report) -> list[str]:
    return [finding.text.replace(NBSP, " ") for finding in find(report)]


def with_prevalence(frame: pl.DataFrame, contrasts: pl.DataFrame | None = None) -> Report:
    table = None if contrasts is None else Table("contrasts", "", contrasts)
    return replace(example_report(), prevalence=Table("prevalence", "", frame), contrasts=table)


def with_contrasts(*changes: pl.Expr) -> Report:
    report = example_report()
    assert report.contrasts is not None
    return replace(report, contrasts=replace(report.contrasts, frame=report.contrasts.frame.with_columns(*changes)))


def test_a_supported_difference_names_both_shares_intervals_and_documents() -> None:
    assert texts(example_report())[0] == (
        "In Kestria 31 % of passages carry human capital framing (95 % interval 27–35 %, 12 documents), more than in "
        "Nordhavel (18 %, 15–22 %, 13 documents). Of 6 pairs of jurisdictions tested, 3 differ on this framing."
    )


def test_documents_of_other_kinds_are_told_beside_a_difference() -> None:
    types = {"Kestria": {"strategy": 9, "speech": 3}, "Nordhavel": {"manifesto": 13}, "Osmara": {"strategy": 10}}
    said = [text for text in texts(replace(example_report(), types=types)) if "differ in kind" in text]
    assert said == [
        "The documents of Kestria (most often strategy, 9 of 12), Nordhavel (most often manifesto, 13 of 13) and "
        "Osmara (most often strategy, 10 of 10) differ in kind: the differences above may come from that."
    ]
    alike = {group: {"strategy": 5} for group in types}
    assert "differ in kind" not in " ".join(texts(replace(example_report(), types=alike)))


def test_how_much_is_of_micro_credentials_is_told_first() -> None:
    assert texts(replace(example_report(), in_scope=InScope(41_169, 192, 101, 25)))[0] == (
        "192 of 41 169 passages, in 25 of 101 documents, speak of micro-credentials or their like; the shares told "
        "here are of all passages."
    )


def test_a_place_of_which_nothing_could_be_coded_is_named() -> None:
    nothing = (
        prevalence_frame()
        .head(1)
        .with_columns(
            pl.lit("Lindavar").alias("group"),
            *(pl.lit(0, pl.Int64).alias(name) for name in ("documents", "passages", "coded")),
        )
    )
    report = with_prevalence(pl.concat([prevalence_frame(), nothing]))
    reasons = {
        "as the coder does not know the language": {"language": 40, "heading": 3},
        "as only headings and references were found there": {"heading": 3, "reference": 12},
        "as no text was found there": {},
    }
    for why, left_out in reasons.items():
        said = texts(replace(report, left_out={"Lindavar": left_out}))
        assert f"No passage of Lindavar could be coded, {why}: that says nothing of what they hold." in said


def test_shares_beside_the_false_alarms_are_told() -> None:
    report = example_report()
    scores = (Score("human_capital", 0.8, 0.7, 0.7, 300, false_alarms=0.2), Score("equity", 0.8, 0.7, 0.7, 300))
    said = texts(replace(report, method=replace(report.method, scores=scores)))
    assert any(
        text == "In documents kept from training the coder gave human capital framing to 20 % of the passages that "
        "people did not give it to. Where documents are like those, a smaller share cannot be told from false alarms; "
        "that is so of 1 of the 4 shares with an interval: human capital framing in Nordhavel."
        for text in said
    )
    assert not any("false alarms" in text for text in texts(report))


def test_a_difference_is_told_from_the_larger_side_whichever_comes_first() -> None:
    text = next(text for text in texts(example_report()) if "equity framing (95" in text)
    assert text.startswith("In Nordhavel 30 %")
    assert "more than in Osmara (0 %, 0–10 %, 10 documents)" in text


@pytest.mark.parametrize(
    "changes", [(pl.lit(0.05).alias("q"),), (pl.lit(-0.01).alias("low"), pl.lit(0.2).alias("high"))]
)
def test_no_difference_is_told_without_both_interval_and_q(changes: tuple[pl.Expr, ...]) -> None:
    said = texts(with_contrasts(*changes))
    assert not any("more than" in text for text in said)
    assert sum("That does not show that they are alike." in text for text in said) == 3


def test_without_contrasts_the_range_is_told_and_that_nothing_was_tested() -> None:
    said = texts(replace(example_report(), contrasts=None))
    assert said[0] == (
        "Human capital framing runs from 18 % to 31 % of passages across 4 jurisdictions with enough documents; "
        "whether any two of them differ was not tested."
    )


def test_a_group_with_too_few_documents_is_named_and_never_compared() -> None:
    said = texts(example_report())
    assert any(text.startswith("Port Maren (3 documents) has too few documents for an interval") for text in said)
    assert not any("Port Maren" in text for text in said if "more than" in text)


def test_many_small_groups_are_counted_and_not_all_named() -> None:
    small = [share_row(f"Isle {n}", frame.id, 2, 40, (0.1, None, None)) for n in range(9) for frame in CODEBOOK.frames]
    said = texts(
        with_prevalence(
            pl.concat(
                [prevalence_frame().drop("jurisdiction"), pl.DataFrame(small, infer_schema_length=None)],
                how="vertical_relaxed",
            )
        )
    )
    assert any("and 6 more have too few documents" in text for text in said)


def test_nothing_found_never_reads_as_absent() -> None:
    text = texts(example_report())[-1]
    assert text.startswith("No passage with equity framing was found among the 298 passages of Osmara (10 documents).")
    assert "The interval still allows up to 10 %." in text
    assert "Not found is not the same as absent" in text


def test_what_is_found_nowhere_in_several_places_names_them_all() -> None:
    is_none = (pl.col("frame") == "equity") & pl.col("group").is_in(["Osmara", "Port Maren"])
    frame = prevalence_frame().with_columns(coded=pl.when(is_none).then(0).otherwise("coded"))
    text = texts(with_prevalence(frame))[-1]
    assert text.startswith(
        "No passage with equity framing was found in Osmara (298 passages of 10 documents) and "
        "Port Maren (74 passages of 3 documents). Not found is not the same as absent"
    )


def test_every_place_with_files_in_no_number_is_told_once() -> None:
    lines = (
        SourceLine("a.txt", "ok", jurisdiction="Kestria"),
        SourceLine("b.txt", "ok", jurisdiction="Kestria", is_coded=False, language="Welsh"),
        SourceLine("c.txt", "ok", jurisdiction="Lindavar", is_coded=False, language="Estonian"),
        SourceLine("d.csv", "failed", "no listing", jurisdiction="Osmara"),
    )
    said = texts(replace(example_report(), sources=lines))
    assert (
        "2 of 4 files were read and not coded, as the coder does not know the language: 1 of Kestria (Welsh) and 1 of "
        "Lindavar (Estonian). 1 file could not be read: 1 of Osmara. Nothing of Lindavar and Osmara is in any number: "
        "that says nothing of what was written there."
    ) in said


def test_nothing_found_among_few_passages_is_no_finding() -> None:
    few = prevalence_frame().with_columns(passages=pl.lit(24))
    assert not any("No passage with" in text for text in texts(with_prevalence(few)))


def test_when_no_group_has_documents_enough_only_that_is_said_of_differences() -> None:
    frame = prevalence_frame().with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
    said = texts(with_prevalence(frame))
    assert said[0].startswith(
        "No jurisdiction has an interval: fewer than 10 documents; where there are as many, fewer"
    )
    said = texts(with_prevalence(frame.filter(pl.col("documents") >= 10)))
    assert said[0].startswith("No jurisdiction has an interval: fewer than three documents in effect (those of unequal")
    assert not any("more than" in text or "runs from" in text for text in said)


def test_the_commonest_framing_is_named_only_where_its_interval_lies_above_all_others_everywhere() -> None:
    frame = prevalence_frame().filter(pl.col("group").is_in(["Kestria", "Lindavar"]))
    assert not any("commonest" in text for text in texts(with_prevalence(frame)))
    lower = pl.when(pl.col("frame") == "equity")
    apart = frame.with_columns(
        share=lower.then(0.05).otherwise("share"),
        low=lower.then(0.03).otherwise("low"),
        high=lower.then(0.08).otherwise("high"),
    )
    assert any(
        text.startswith("In each of the 2 jurisdictions with enough documents, human capital framing is the commonest")
        for text in texts(with_prevalence(apart))
    )


def test_documents_of_unknown_origin_are_no_place() -> None:
    frame = prevalence_frame().with_columns(group=pl.col("group").replace("Kestria", "unknown"))
    assert not any("unknown" in text for text in texts(with_prevalence(frame)))


def test_a_single_pair_that_does_not_differ_is_told_in_one_sentence() -> None:
    report = with_contrasts(pl.lit(0.5).alias("q"))
    assert report.contrasts is not None
    pair = report.contrasts.frame.filter((pl.col("group") == "Kestria") & (pl.col("other") == "Lindavar"))
    frame = prevalence_frame().filter(pl.col("group").is_in(["Kestria", "Lindavar"]))
    assert texts(with_prevalence(frame, pair))[0] == (
        "Human capital framing runs from 23 % to 31 % of passages across 2 jurisdictions, but the difference is not "
        "larger than chance would explain. That does not show that they are alike."
    )


def test_a_single_group_gets_its_share() -> None:
    frame = prevalence_frame().filter(pl.col("group") == "Kestria")
    assert texts(with_prevalence(frame))[0].startswith(
        "In Kestria 31 % of passages carry human capital framing (95 % interval 27–35 %"
    )


def test_findings_stay_few() -> None:
    assert 3 <= len(find(example_report())) <= MAX_FINDINGS


def test_every_finding_about_a_group_leads_to_it() -> None:
    assert {finding.group for finding in find(example_report()) if finding.group} <= set(SHARES)


@pytest.mark.parametrize(
    ("by", "word"), [(("jurisdiction",), "jurisdiction"), (("doc_type",), "document type"), (("year", "body"), "group")]
)
def test_groups_have_a_word(by: tuple[str, ...], word: str) -> None:
    assert group_word(by) == word


def audited(low: float) -> Report:
    """The example with an audit that corrects Kestria to 40 % and Nordhavel to 20 %, and corrects nobody else."""
    report = example_report()
    shares = pl.col("group").replace_strict({"Kestria": 0.4, "Nordhavel": 0.2}, default=None, return_dtype=pl.Float64)
    frame = report.prevalence.frame.with_columns(
        corrected=shares, corrected_low=shares - 0.05, corrected_high=shares + 0.05, audited=pl.lit(60)
    )
    assert report.contrasts is not None
    pair = (pl.col("group") == "Kestria") & (pl.col("other") == "Nordhavel")
    differences = {"corrected_difference": 0.2, "corrected_low": low, "corrected_high": 0.3}
    contrasts = report.contrasts.frame.with_columns(
        **{name: pl.when(pair).then(pl.lit(value)) for name, value in differences.items()}
    )
    return replace(
        report,
        prevalence=replace(report.prevalence, frame=frame),
        contrasts=replace(report.contrasts, frame=contrasts),
    )


def test_with_an_audit_findings_are_of_corrected_shares() -> None:
    said = texts(audited(low=0.1))
    assert said[0].startswith("The shares below are corrected for the model’s errors")
    assert said[1].startswith("In Kestria 40 % of passages carry human capital framing (95 % interval 35–45 %,")
    assert "more than in Nordhavel (20 %, 15–25 %" in said[1]
    assert not any("Osmara" in text for text in said if "more than" in text)


def test_a_raw_difference_that_the_correction_does_not_bear_out_is_not_told() -> None:
    assert not any("more than in" in text for text in texts(audited(low=-0.02)))


def test_by_an_audit_it_is_told_how_far_the_model_over_or_under_counts_and_no_more_than_that_shows() -> None:
    report = example_report()
    scores = (
        Score("human_capital", 0.18, 0.9, 0.3, 180, surplus=(0.15, 0.27), corrected=(0.05, 0.022, 0.11)),
        Score("sbtc", 0.9, 0.4, 0.55, 180, surplus=(-0.09, -0.02)),
        Score("equity", 0.5, 0.5, 0.5, 180, surplus=(-0.02, 0.03)),
    )
    report = replace(report, method=replace(report.method, scores=scores))
    said = texts(report)
    by = "(by 180 passages drawn at random and coded by people)."
    assert said[:2] == [
        "The model over-counts human capital framing: of the passages that it codes people would code 18 %, and its "
        f"share of all passages is 15 to 27 percentage points too high {by} In all documents together people would "
        "code 5.0 % of passages (95 % interval 2.2–11 %).",
        "The model under-counts skill-biased technological change framing: of the passages that people would code it "
        f"finds 40 %, and its share of all passages is 2.0 to 9.0 percentage points too low {by}",
    ]
    assert not any("counts equity" in text for text in said)
    assert "over-counts" not in report_to_html(example_report())
    assert report_to_html(report).count("The model over-counts") == 2
    assert "it reaches F1 0.30 (precision 0.18 and recall 0.90) for human capital" in methods_paragraph(report)


def test_without_an_audit_the_warning_of_the_training_stands_first_at_the_chart_and_in_the_methods() -> None:
    report = example_report()
    warned = replace(report, method=replace(report.method, caution="It is rarer elsewhere."))
    assert '<p class="prose">It is rarer elsewhere.</p>' in report_to_html(warned)
    seen = replace(warned, in_scope=InScope(passages=100, passages_within=5, documents=10, documents_within=2))
    assert texts(seen)[0] == "It is rarer elsewhere."
    assert " It is rarer elsewhere. " in methods_paragraph(warned)


def test_a_stance_not_learnt_is_told_at_the_chart_and_in_the_methods() -> None:
    mute = replace(example_report(), without_stance=("human_capital", "sbtc", "equity"))
    told = (
        "technological change framing and equity framing: a passage that contests a framing counts as one that carries"
    )
    assert told in methods_paragraph(mute)
    assert told in report_to_html(mute).split('<p class="prose">The model has not learnt the stance of')[1]
    assert "tells stances" not in methods_paragraph(mute)
    assert "tells stances" in methods_paragraph(example_report())


def trending(q: float) -> Report:
    row = {"group": "all", "frame": "equity", "first_year": 2002, "last_year": 2022, "documents": 35, "share": 0.1,
           "per_decade": 0.042, "low": 0.02, "high": 0.06, "p": q / 2, "q": q, "years": 9}  # fmt: skip
    return replace(example_report(), trends=Table("trends", "Trends", pl.DataFrame([row])))


def test_a_trend_that_holds_is_told_with_its_interval() -> None:
    assert any(
        "Between 2002 and 2022 the share of passages with equity framing rises by 4.2 percentage points a decade "
        "(95 % interval +2.0 to +6.0, 35 documents)." in text
        for text in texts(trending(q=0.01))
    )


def test_a_trend_that_chance_would_explain_is_not_told() -> None:
    assert not any("a decade" in text for text in texts(trending(q=0.2)))
