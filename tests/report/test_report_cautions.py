"""What stands beside the numbers where the coder is weak or the passages are few."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from report_example import CODEBOOK, example_report, share_row

from discourse.domain.reliability import CodeReliability
from discourse.domain.results import Table
from discourse.report.cautions import name_codes, stance_scores, weak_codes
from discourse.report.layout import report_to_grids
from discourse.report.page import report_to_html
from discourse.report.prose import methods_paragraph
from discourse.report.report import InScope, Report, Score
from discourse.report.shares import LEAST_PASSAGES, why_not_compared, write_share
from discourse.report.two_sides import TwoSides, sides_to_sentences, themes_to_grid

NBSP = "\N{NO-BREAK SPACE}"
WEAK = CodeReliability(
    f1={"precarity": 0.3, "unbundling": 0.05, "marketisation": 0.7},
    unlearnt=frozenset({"crisis_urgency"}),
    stances={"reported": (0.63,), "contested": (0.5, 0.55)},
    stances_apart={"asserted": (0.96, 338), "contested": (0.31, 11)},
)


def weak_report() -> Report:
    return replace(example_report(), reliability=WEAK)


def test_a_weak_theme_is_marked_and_faint_and_one_not_found_has_no_column() -> None:
    themes = report_to_grids(weak_report(), lambda _: False)["themes"]
    names = [column.name for column in themes.columns]
    assert "Precarity †" in "|".join(names)
    assert len(names) == len(report_to_grids(example_report(), lambda _: False)["themes"].columns) - 2
    column = next(place for place, name in enumerate(names) if name.endswith("†"))
    assert all(row[column].is_faint for row in themes.rows)
    sound = names.index(CODEBOOK.by_id["marketisation"].name)
    assert not all(row[sound].is_faint for row in themes.rows)


def test_the_page_names_weak_themes_with_their_f1_and_those_not_found() -> None:
    page = report_to_html(weak_report()).replace(NBSP, " ")
    names = {code_id: CODEBOOK.by_id[code_id].name for code_id in ("precarity", "unbundling", "crisis_urgency")}
    assert "The coder does not find these themes" in page
    assert f"{names['unbundling']} (F1 <data" in page
    assert f"{names['crisis_urgency']} (not learnt)" in page
    assert f"{names['precarity']} (F1 <data" in page
    assert "was not measured" not in page


def test_without_scores_nothing_is_greyed_and_that_is_said() -> None:
    assert name_codes(CODEBOOK.themes, CodeReliability()) == {theme.id: theme.name for theme in CODEBOOK.themes}
    said = weak_codes(CODEBOOK.themes, CodeReliability(), kind="theme")
    assert said == "How well the coder finds each theme was not measured."


def test_stances_are_cautioned_with_the_model_s_own_scores() -> None:
    said = stance_scores(WEAK).replace(NBSP, " ")
    assert "F1 in cross-validation 0.63 (reported) and 0.50 to 0.55 (contested)" in said
    assert "F1 on documents kept from training 0.31 (contested, of 11 passages)" in said
    assert said in methods_paragraph(weak_report()).replace(NBSP, " ")
    stance = report_to_grids(weak_report(), lambda _: False)["stance"]
    assert stance.note.replace(NBSP, " ").startswith(said)
    assert all(cell.is_faint for row in stance.rows for cell in row[2:5])


def test_a_stance_that_no_quote_shows_says_how_many_were_found() -> None:
    rows = report_to_grids(weak_report(), lambda facets: facets.get("stance") == "asserted")["stance"].rows
    assert "none quoted" not in rows[0][2].sub
    assert (rows[0][4].text, rows[0][4].sub) == ("9 of 128", "none quoted")


def test_stances_are_counts_without_intervals_and_none_is_none() -> None:
    stance = report_to_grids(weak_report(), lambda _: True)["stance"]
    cells = [cell for row in stance.rows for cell in row[2:5]]
    assert not [cell for cell in cells if "%" in cell.text or cell.sub]
    assert {cell.text for cell in cells if not cell.hits} <= {"none"}


def test_codes_on_which_the_coder_abstained_are_told_with_the_share() -> None:
    page = report_to_html(replace(example_report(), frames_found=767, frames_doubted=111))
    assert page.count("(abstained)") == 2
    assert "(abstained)" not in report_to_html(example_report())


@pytest.mark.parametrize(
    ("share", "found", "passages", "has_interval", "written"),
    [
        (0.0, 0, 24, False, "none in 24"),
        (2 / 24, 2, 24, True, "2 of 24"),
        (0.0, 0, 400, False, "none in 400"),
        (0.0, 0, 400, True, f"0{NBSP}%"),
        (0.1, 3, LEAST_PASSAGES, False, f"10{NBSP}%"),
    ],
)
def test_a_share_of_few_passages_or_of_nothing_is_written_as_counts(
    share: float, found: int, passages: int, has_interval: bool, written: str
) -> None:
    assert write_share(share, found=found, passages=passages, has_interval=has_interval) == written


def test_a_place_of_few_passages_is_in_the_table_and_in_no_chart() -> None:
    report = example_report()
    few = pl.DataFrame([share_row("Sandrey", frame, 1, 24, (0.0, None, None)) for frame in ("human_capital", "equity")])
    frame = pl.concat([report.prevalence.frame.drop("jurisdiction"), few])
    page = report_to_html(replace(report, prevalence=Table("prevalence", "", frame)))
    assert "Places of fewer than" in page
    assert "Sandrey" not in "".join(part.split("</svg>")[0] for part in page.split("<svg")[1:4])
    assert page.count('none in <data value="24">') == 2


def two_sides(report: Report) -> TwoSides:
    themes = ("precarity", "marketisation")
    apart = [{"frame": theme, "difference": 0.1, "low": 0.05, "high": 0.2, "q": 0.01} for theme in themes]
    shares = [
        share_row(side, theme, 12, 400, (0.2, 0.1, 0.3)) | {"theme": theme}
        for side in ("Kestria", "Osmara")
        for theme in themes
    ]
    return TwoSides(
        sides=("Kestria", "Osmara"),
        report=report,
        theme_shares=Table("themes", "", pl.DataFrame(shares)),
        themes=Table("theme_contrasts", "", pl.DataFrame(apart)),
        keyness=Table("keyness", "", pl.DataFrame()),
        looked_at="",
        coder="",
    )


def test_two_sides_show_weak_themes_pale_call_none_commoner_and_explain_their_sign() -> None:
    grid = themes_to_grid(two_sides(weak_report()))
    assert [[cell.is_faint for cell in row[1:3]] for row in grid.rows] == [[True, True], [False, False]]
    assert [row[-1].text for row in grid.rows] == ["not told: the coder is often wrong", "more in Kestria"]
    assert grid.rows[0][0].text.endswith("†")
    assert grid.note.startswith("† and grey")


def sides_told(**changes: Any) -> tuple[str, ...]:
    report = replace(example_report(), sources=(), **changes)
    assert report.contrasts is not None
    is_pair = (pl.col("group") == "Kestria") & (pl.col("other") == "Osmara")
    contrasts = replace(report.contrasts, frame=report.contrasts.frame.filter(is_pair))
    prevalence = replace(
        report.prevalence, frame=report.prevalence.frame.filter(pl.col("group").is_in(["Kestria", "Osmara"]))
    )
    told = sides_to_sentences(two_sides(replace(report, contrasts=contrasts, prevalence=prevalence)))
    return tuple(text.replace(NBSP, " ") for _, text in told)


def test_two_sides_carry_the_warnings_of_the_report_in_its_own_words() -> None:
    method = example_report().method
    told = sides_told(
        in_scope=InScope(1605, 192, 49, 25),
        types={"Kestria": {"speech": 9}, "Osmara": {"act": 8, "strategy": 2}},
        method=replace(method, scores=(Score("equity", 0.8, 0.7, 0.7, 300, false_alarms=0.2),)),
    )
    assert told[0].startswith("192 of 1 605 passages, in 25 of 49 documents, speak of micro-credentials")
    assert "The documents of Kestria (most often speech, 9 of 9) and Osmara (most often act, 8 of 10) differ" in told[4]
    assert told[5].endswith("of 2 of the 2 shares with an interval: equity framing in Kestria and Osmara.")
    assert len(sides_told()) == 3


def test_two_sides_say_first_what_the_model_s_scores_do_not_tell() -> None:
    method = example_report().method
    assert sides_told(method=replace(method, caution="Expect more."))[0] == "Expect more."
    over = Score("equity", 0.4, 0.9, 0.55, 80, surplus=(0.02, 0.05))
    told = sides_told(method=replace(method, scores=(over,), caution="Expect more."))
    assert told[0].startswith("The model over-counts equity")
    assert "Expect more." not in told


def test_two_sides_say_that_their_shares_are_uncorrected() -> None:
    table = example_report().prevalence
    audited = replace(table, frame=table.frame.with_columns(corrected=0.1))
    assert sides_told(prevalence=audited)[0].startswith("The shares here are as the model coded")
    assert not [text for text in sides_told() if "as the model coded" in text]


@pytest.mark.parametrize(
    ("changes", "unread", "why"),
    [
        ({"passages": 0, "documents": 0}, {"Lindavar": "Estonian"}, "not read: Estonian"),
        ({"passages": 0, "documents": 0}, {}, "nothing coded: Lindavar"),
        ({"documents": 2}, {}, "too few documents: Lindavar"),
        ({"documents": 19}, {}, "few in effect: Lindavar"),
    ],
)
def test_two_sides_tell_why_they_are_not_compared(changes: dict[str, int], unread: dict[str, str], why: str) -> None:
    kestria = share_row("Kestria", "equity", 12, 400, (0.2, 0.1, 0.3))
    other = share_row("Lindavar", "equity", 19, 400, (0.2, None, None)) | changes
    assert why_not_compared([kestria, other], 10, unread) == why


def test_a_side_of_which_nothing_was_coded_leaves_the_other_its_share() -> None:
    report = example_report()
    assert report.contrasts is not None
    nothing = pl.col("group") == "Osmara"
    unread = {name: pl.when(nothing).then(None).otherwise(name).alias(name) for name in ("share", "low", "high")}
    frame = report.prevalence.frame.with_columns(
        *unread.values(), passages=pl.when(nothing).then(0).otherwise("passages")
    )
    blank = [pl.lit(None, pl.Float64).alias(name) for name in ("share", "other_share", "low", "high", "p", "q")]
    said = sides_told(
        prevalence=replace(report.prevalence, frame=frame),
        contrasts=replace(report.contrasts, frame=report.contrasts.frame.with_columns(blank)),
        types={"Kestria": {"speech": 9}, "Osmara": {"act": 8}},
        left_out={"Osmara": {"language": 40}},
    )
    assert (
        "of passages in Kestria, nothing of Osmara was coded, in the documents that were read; not compared" in said[0]
    )
    assert said[3:] == (
        "No passage of Osmara could be coded, as the coder does not know the language: that says nothing of what they "
        "hold.",
    )


def test_two_sides_name_places_as_a_sentence_has_them() -> None:
    grown = example_report()
    renamed = {
        name: replace(table, frame=table.frame.with_columns(pl.col(pl.String).replace("Osmara", "United Isles")))
        for name in ("prevalence", "contrasts")
        if (table := getattr(grown, name)) is not None
    }
    sides = replace(two_sides(replace(grown, sources=(), **renamed)), sides=("Kestria", "United Isles"))
    pair = (pl.col("group") == "Kestria") & (pl.col("other") == "United Isles")
    contrasts = renamed["contrasts"]
    report = replace(sides.report, contrasts=replace(contrasts, frame=contrasts.frame.filter(pair)))
    told = " ".join(text for _, text in sides_to_sentences(replace(sides, report=report)))
    assert "in the United Isles" in told
    assert "in United" not in told
