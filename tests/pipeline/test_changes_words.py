"""What a mail says of a run: everything that is new, and no more than the intervals support."""

from dataclasses import replace

from discourse.pipeline.changes import Changes, Framing, NewDocument, Relabelled, Shift
from discourse.pipeline.changes_words import changes_to_markdown, compared_with, headline
from discourse.pipeline.failures import Failure

NIGHT, MORNING = "2026-11-21T02:00:00+00:00", "2026-11-22T02:00:00+00:00"
NAMES = {"equity": "Equity", "sbtc": "SBTC"}
SHIFT = Shift("Kestria", "equity", "2026-11-01T02:00:00+00:00", 0.121, 0.09, 0.152, 0.203, 0.165, 0.246)
SOME = Changes(
    NIGHT,
    MORNING,
    documents=(
        NewDocument("in/plan_2.pdf", "Kestria", "A *bold* [plan](x)", 2026, 0),
        NewDocument("in/courses.csv", "unknown", "", None, 1200, is_changed=True),
    ),
    left=("in/bad.pdf",),
    failures=(Failure("in/bad.pdf", "failed", "'bad.pdf' is cut off; fetch it again."),),
    framings=(
        Framing("Kestria", "sbtc", 1, False, "Machines will do <b>it</b>.", "in/plan_2.pdf", 4),
        Framing("Osmara", "sbtc", 1, True, "Robots come.", "in/speech.pdf", 2),
        Framing("Osmara", "equity", 3, True, "Fees are waived.", "in/speech.pdf", 7),
    ),
    shifts=(SHIFT,),
    compared=25,
    names=NAMES,
)


def words(changes: Changes) -> str:
    return changes_to_markdown(changes, title="my-study")


def test_everything_new_is_told_under_its_heading() -> None:
    text = words(SOME)
    assert text.startswith(
        "# my-study: 1 new document, 1 document with another text, 1 newly failed, 1 no longer in the"
    )
    assert "\n\nSince the run of 21 November 2026, 02:00 UTC; now 22 November" in text
    assert "- Kestria, 2026: A \\*bold\\* [plan]\\(x) (`in/plan_2.pdf`)\n" in text
    assert (
        "## Documents with another text than before\n\n- no known jurisdiction: `in/courses.csv`, 1,200 courses" in text
    )
    assert "- `in/bad.pdf`: it is cut off; fetch it again." in text
    assert "- Kestria, SBTC: 1 passage; “Machines will do \\<b>it\\</b>.” (`in/plan_2.pdf`, p. 4)" in text
    assert "- Kestria, Equity: 12.1% (9.0% to 15.2%) in the run of 1 November 2026, 02:00 UTC, 20.3% (16.5% to" in text


def test_a_new_jurisdiction_comes_with_a_passage_of_the_frame_found_most() -> None:
    frames = "- Osmara, not in the tables before; passages with a frame: SBTC (1), Equity (3)"
    assert f"{frames}; Equity: “Fees are waived.” (`in/speech.pdf`, p. 7)\n" in words(SOME)
    unquoted = replace(SOME, framings=(Framing("Osmara", "sbtc", 1, True),))
    assert "passages with a frame: SBTC (1)\n" in words(unquoted)
    no_pages = replace(SOME, framings=(Framing("Osmara", "sbtc", 1, True, "Robots come.", "in/speech.txt"),))
    assert "SBTC: “Robots come.” (`in/speech.txt`)\n" in words(no_pages)


def test_a_file_that_was_renamed_is_no_new_document() -> None:
    named = NewDocument("in/b.txt", "Kestria", "", None, 0, same_as="in/a.txt", same_is_gone=True)
    renamed = replace(Changes(NIGHT, MORNING), documents=(named,))
    assert headline(renamed) == "1 renamed or copied"
    text = words(renamed)
    assert "New documents" not in text
    assert "## Other names of known documents\n\n- `in/b.txt`: another name for `in/a.txt`, which is no longer" in text
    assert "`discourse remove --gone` gives files" in text
    copied = words(replace(renamed, documents=(replace(named, same_is_gone=False),)))
    assert "another name for `in/a.txt`\n\nEach is counted once, as the file added first.\n" in copied


def test_a_document_of_which_something_else_is_known_is_told_as_that() -> None:
    label = Relabelled("in/a.txt", {"jurisdiction": "Kestria", "year": None}, {"jurisdiction": "", "year": 2014})
    relabelled = replace(Changes(NIGHT, MORNING), relabelled=(label,))
    assert relabelled.has_news
    text = words(relabelled)
    assert text.startswith("# my-study: 1 document relabelled\n")
    said = "- `in/a.txt`: jurisdiction not known (was Kestria), year 2014\n\nTheir texts are as before."
    assert f"## What is known of these changed\n\n{said}" in text
    title = replace(relabelled, relabelled=(Relabelled("in/a.txt", {"title": ""}, {"title": "Plan"}),))
    assert words(title).endswith("- `in/a.txt`: title Plan\n")


def test_a_text_that_is_known_and_was_taken_out_under_its_old_name_is_no_new_document() -> None:
    named = NewDocument("in/b.txt", "Kestria", "", None, 0, same_as="in/a.txt", is_new_name=True)
    text = words(replace(Changes(NIGHT, MORNING), documents=(named,)))
    assert text.endswith("## Other names of known documents\n\n- `in/b.txt`: known before as `in/a.txt`\n")


def test_a_document_whose_passages_left_the_tables_is_named() -> None:
    left = replace(Changes(NIGHT, MORNING), left=("in/bad.pdf",))
    assert left.has_news
    assert "## No longer in the tables\n\n- `in/bad.pdf`\n\nTheir passages were counted in" in words(left)


def test_a_shift_comes_with_what_chance_alone_can_do() -> None:
    assert (
        "1 of 25 shares with an interval then and now moved beyond the intervals; chance alone can move up to 2."
        in (words(SOME))
    )
    assert "no proof that a government changed its mind" in words(SOME)


def test_without_a_shift_it_says_of_how_many() -> None:
    assert "None of 25 shares with an interval then and now moved" in words(replace(SOME, shifts=()))


def test_without_intervals_nothing_is_said_of_shifts() -> None:
    assert "## Shares" not in words(replace(SOME, shifts=(), compared=0))


def test_runs_that_measure_differently_are_not_compared() -> None:
    text = words(replace(SOME, shifts=(), framings=(), compared=0, method=("codebook", "model")))
    assert "Changed since then: codebook, model. The two runs measure differently" in text


def test_a_first_run_says_how_much_it_took_and_what_failed() -> None:
    first = Changes("", MORNING, documents=SOME.documents)
    body = "First run (22 November 2026, 02:00 UTC): 2 documents read; there is no earlier one to compare with."
    assert words(first) == f"# my-study: first run, 2 documents read\n\n{body}\n"
    assert first.has_news
    text = words(replace(first, failures=SOME.failures))
    assert "2 documents read, 1 failed; there" in text
    assert "## Failed\n\n- `in/bad.pdf`: it is cut off; fetch it again.\n" in text


def test_a_run_without_news_says_so() -> None:
    nothing = Changes(NIGHT, MORNING)
    assert compared_with(nothing) == "Nothing changed since the run of 21 November 2026, 02:00 UTC."
    assert not nothing.has_news
    said = compared_with(replace(nothing, is_rewritten=True))
    assert said.startswith("No document, framing or raw share changed since the run of 21 November 2026")
    assert said.endswith("the tables were written anew.")
    audited = replace(nothing, is_rewritten=True, corrected=4, audited=6)
    assert compared_with(audited).endswith("written anew; 4 of 6 shares are corrected by the audit.")


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    many = tuple(NewDocument(f"{number}.txt", "Kestria", "", None, 0) for number in range(23))
    text = words(replace(SOME, documents=many))
    assert text.count(".txt`") == 20
    assert "- … and 3 more, all in changes.json" in text
