import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.passages.sentences import find_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The board sets the standard.", "Providers apply it."),
        ("Is this enough?", "We think not!"),
        ("It was opened by Hon. J. A. Doe and Dr. Roe.", "They spoke briefly."),
        ("See Sec. 4, Art. 12(3) and para. 7.", "Both apply."),
        ("The award costs Rs. 500 or approx. USD 6.", "It is free for some."),
        ("Acme Pty. Ltd. and Beta Inc. signed the compact.", "Others declined."),
        ("Providers, e.g. Acme, and others, i.e. Beta, agreed.", "We did too."),
        ("They studied in the U.S.", "The rules there are new."),
        ("Growth reached 3.5 per cent.", "It had been 2.1."),
        ("They said no.", "Nobody asked again."),
        ("Order No. 5 of 2019 was repealed.", "No. 6 was not."),
        ("The plan works.12", "Its cost is known.13"),
        ("The plan works.[4]", "Its cost is known."),
        ("“It will pass.”", "She left the chamber."),
        ("(See the second annex.)", "The scheme goes on."),
        ("It ended in 2015.", "12 colleges closed."),
        ("Doe et al. (2019) and Roe et al. found this.", "The effect was small."),
        ("Visit www.example.org or write to a.b@example.org.", "Staff will answer."),
        ("The schools (primary, lower etc.) are open.", "All are free."),
        ("It rests on Article 4 of Vol. II.", "I agree with it."),
    ],
)
def test_two_sentences_are_told_apart(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "1. The board shall meet.",
        "Article 5. The provider shall keep records.",
        "(a) the learner; (b) the provider and (c) the board.",
        "The duties are: 1. Teaching the young; 2. Training the old.",
        "“Why should we wait?” asked the member.",
        "We waited ... and then we acted.",
        "The rate (approx. Half) fell.",
        "• Teaching skills",
        "J. N. Doe chaired the group.",
        "a text without any stop",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


def test_a_stop_that_lost_its_space_ends_a_sentence() -> None:
    assert sentences("It serves the sector.The next one too.") == ["It serves the sector.", "The next one too."]


def test_a_line_feed_inside_a_sentence_is_kept() -> None:
    assert sentences("The plan goes\non. It ends.") == ["The plan goes\non.", "It ends."]


def test_a_blank_line_ends_a_sentence_unless_it_goes_on_in_small_letters() -> None:
    assert sentences("No stop here\n\nNew text") == ["No stop here", "New text"]
    assert sentences("Goes on\n\nover the page") == ["Goes on\n\nover the page"]


def test_a_piece_of_marks_joins_its_neighbour() -> None:
    assert sentences("It ends. *** Then more.") == ["It ends.", "*** Then more."]
    assert sentences("It ends! ***") == ["It ends! ***"]
    assert sentences("...") == ["..."]


def test_scripts_without_spaces_are_split_at_their_own_stops() -> None:
    assert sentences("これは本です。次もそうです。") == ["これは本です。", "次もそうです。"]


_TEXTS = st.text(alphabet=st.sampled_from("aZé1 .!?…\n\"')(”。*[]:-"), max_size=80) | st.text(max_size=80)


@given(_TEXTS)
def test_sentences_are_in_order_trimmed_and_lose_nothing(text: str) -> None:
    spans = find_sentences(text)
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(offset in covered for offset, char in enumerate(text) if not char.isspace())


@pytest.mark.parametrize(
    "piece", [".", ". ", "! ", "e.g. ", '." ', "a.b", "\n", "…", ".1", "(", "A. ", "[1]", '"', ".a", "* "]
)
def test_a_hostile_block_takes_time_in_proportion_to_its_length(piece: str) -> None:
    begun = time.perf_counter()
    find_sentences("x" + piece * 10_000 + "x")
    assert time.perf_counter() - begun < 3
