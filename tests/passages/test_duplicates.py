import random
import time
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.domain.ids import hash_file
from discourse.domain.results import PASSAGES
from discourse.domain.sources import Source, SourceKind
from discourse.passages import document_duplicates, duplicates
from discourse.passages.document_duplicates import DOCUMENT_DUPLICATES, find_document_duplicates
from discourse.passages.duplicates import DUPLICATES, find_duplicates, read_wording, says_otherwise
from discourse.passages.split import split_passages
from discourse.reading.read import read_source

SHARED = Path(__file__).parents[2].parent / "shared"

BRIDGE = "The harbour council will lend every apprentice a bicycle, a lamp and a pair of sturdy boots for the winter."
OTHER = "Nobody who keeps bees on the northern slope has ever asked the province for a subsidy of that size before."
VOCABULARY = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "nrlst"]


def frame(*texts: str | tuple[str, str], left_out: Sequence[int] = ()) -> pl.DataFrame:
    """Passages `p0`, `p1` …, each a text in document `d` or a pair of document and text."""
    pairs = [("d", text) if isinstance(text, str) else text for text in texts]
    rows = [
        {
            "passage_id": f"p{at}",
            "document_id": document,
            "number": at,
            "start": 0,
            "end": len(text),
            "page_first": 1,
            "page_last": 1,
            "kind": "paragraph",
            "heading": "",
            "previous": "",
            "text": text,
            "language": "en",
            "left_out": "heading" if at in left_out else "",
        }
        for at, (document, text) in enumerate(pairs)
    ]
    return pl.DataFrame(rows, schema=PASSAGES)


def clusters(found: pl.DataFrame) -> dict[str, str]:
    return dict(zip(found["passage_id"], found["cluster"], strict=True))


def sentence(chance: random.Random, words: int = 20) -> str:
    return " ".join(chance.choices(VOCABULARY, k=words))


def jaccard(text: str, other: str) -> float:
    one, two = (set(pairwise(read_wording(each).words)) for each in (text, other))
    return len(one & two) / len(one | two)


def test_the_same_words_are_exact_whatever_their_case_and_punctuation() -> None:
    found = find_duplicates(frame(BRIDGE, OTHER, BRIDGE.upper().replace(",", ";")))
    assert found.rows() == [("p0", "p0", "exact", True, 1.0), ("p2", "p0", "exact", False, 1.0)]
    assert found.schema == DUPLICATES


def test_an_edited_passage_is_near_with_its_true_similarity() -> None:
    edited = BRIDGE.replace("sturdy boots", "strong shoes")
    found = find_duplicates(frame(BRIDGE, edited))
    assert found.row(1)[:4] == ("p1", "p0", "near", False)
    assert found["similarity"][1] == pytest.approx(jaccard(BRIDGE, edited))


def test_a_sentence_may_be_added_up_to_the_length_of_the_passage() -> None:
    assert clusters(find_duplicates(frame(BRIDGE, f"{BRIDGE} Payment follows in spring."))) == {"p0": "p0", "p1": "p0"}
    assert find_duplicates(frame(BRIDGE, f"{BRIDGE} {OTHER} {OTHER[::-1]}")).is_empty()


def test_passages_without_a_likeness_are_not_listed() -> None:
    assert find_duplicates(frame(BRIDGE, OTHER)).is_empty()


def test_nothing_gives_nothing() -> None:
    assert find_duplicates(frame()).schema == DUPLICATES
    assert find_duplicates(frame("…", "!", "")).is_empty()


def test_short_passages_are_duplicates_only_by_the_same_words() -> None:
    found = find_duplicates(frame("Motion agreed to at noon.", "Motion agreed to at dusk.", "MOTION AGREED TO AT NOON"))
    assert clusters(found) == {"p0": "p0", "p2": "p0"}


def test_passages_that_cannot_be_coded_are_passed_over() -> None:
    assert find_duplicates(frame(BRIDGE, BRIDGE, left_out=[1])).is_empty()


def test_the_first_is_the_first_in_the_order_given() -> None:
    found = find_duplicates(frame(BRIDGE, f"Yes, {BRIDGE}").reverse())
    assert found.filter("first")["passage_id"].to_list() == ["p1"]


def test_a_passage_joins_the_first_it_is_most_like() -> None:
    far = BRIDGE.replace("will lend every", "may sell any").replace("for the winter", "in March")
    middle = BRIDGE.replace("will lend every", "may sell any")
    assert jaccard(BRIDGE, far) < duplicates.MIN_SIMILARITY
    assert clusters(find_duplicates(frame(BRIDGE, far, middle))) == {"p1": "p1", "p2": "p1"}


@pytest.mark.parametrize(
    ("text", "other", "otherwise"),
    [
        ("The vote on Roads was taken.", "The vote on Forests was taken.", True),
        ("A fee of 30 crowns is due.", "A fee of 45 crowns is due.", True),
        ("The vote on Roads was taken.", "The vote was taken.", False),
        ("Roads were voted on.", "Forests were voted on.", False),
        ("THE VOTE WAS TAKEN.", "The vote was carried.", False),
    ],
)
def test_exchanged_names_or_numbers_say_otherwise(text: str, other: str, otherwise: bool) -> None:
    one, two = read_wording(text), read_wording(other)
    assert says_otherwise(one, two) is otherwise
    assert says_otherwise(two, one) is otherwise


def test_a_form_filled_anew_is_no_duplicate() -> None:
    form = "Resolved that the vote on {} for the year to come stand part of the schedule"
    assert find_duplicates(frame(form.format("Roads and Bridges"), form.format("Forests and Lakes"))).is_empty()


def test_a_long_passage_with_another_name_is_a_duplicate() -> None:
    long = f"{BRIDGE[:-1]} in the district of Osmara, where the roads are steep and the days in January are short."
    assert find_duplicates(frame(long, long.replace("Osmara", "Lindavar"))).height == 2


@pytest.mark.parametrize("denial", ["will not lend", "won't lend", "will never lend"])
def test_a_passage_and_its_denial_are_no_duplicates(denial: str) -> None:
    denied = BRIDGE.replace("will lend", denial)
    assert read_wording(denied).denies
    assert not read_wording(BRIDGE).denies
    assert find_duplicates(frame(BRIDGE, denied)).is_empty()


@pytest.mark.parametrize(
    ("text", "denies"),
    [("Paper No 12 is out.", False), ("There is no paper.", True), ("They can’t.", True)],
)
def test_a_numbered_paper_is_no_denial(text: str, denies: bool) -> None:
    assert read_wording(text).denies is denies


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A Micro-credential’s “worth”", ("a", "microcredentials", "worth")),
        ("the ﬁrst 3.5 %", ("the", "first", "3", "5")),
        ("STRASSE Straße", ("strasse", "strasse")),
        ("第一课", ("第", "一", "课")),
        ("snake_case – 2010–12", ("snake", "case", "201012")),
    ],
)
def test_words_are_compared_without_print(text: str, words: tuple[str, ...]) -> None:
    assert read_wording(text).words == words


def test_it_finds_what_comparing_all_with_all_finds() -> None:
    chance = random.Random(7)
    texts = [sentence(chance, chance.randint(8, 30)) for _ in range(60)]
    for text in list(texts):
        words = text.split()
        for at in chance.sample(range(len(words)), chance.randint(1, 6)):
            words[at] = chance.choice(VOCABULARY)
        texts.append(" ".join(words))
    leaders: list[int] = []
    expected = {}
    for at, text in enumerate(texts):
        scores = [(jaccard(text, texts[leader]), -leader) for leader in leaders if len(texts[leader].split()) >= 10]
        best = max(scores, default=(0.0, 0)) if len(text.split()) >= 10 else (0.0, 0)
        if best[0] >= duplicates.MIN_SIMILARITY:
            expected[at] = -best[1]
        else:
            leaders.append(at)
    found = find_duplicates(frame(*texts)).filter(~pl.col("first"))
    assert len(expected) > 15
    assert clusters(found) == {f"p{at}": f"p{leader}" for at, leader in expected.items()}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["ab", "cd", "ef", "gh", "not", "Is", "12", "ij", "kl", "mn"]), max_size=24),
        max_size=12,
    )
)
def test_every_reported_pair_is_truly_alike(lists: list[list[str]]) -> None:
    texts = [" ".join(words) for words in lists]
    found = find_duplicates(frame(*texts))
    firsts = found.filter("first")["cluster"].to_list()
    assert sorted(firsts) == sorted(found["cluster"].unique())
    for passage, cluster, kind, first, similarity in found.rows():
        text, other = texts[int(passage[1:])], texts[int(cluster[1:])]
        assert first == (passage == cluster)
        if kind == "exact":
            assert read_wording(text).words == read_wording(other).words
        else:
            assert similarity == pytest.approx(jaccard(text, other))
            assert similarity >= duplicates.MIN_SIMILARITY
            assert read_wording(text).denies == read_wording(other).denies


def test_the_same_passages_give_the_same_answer() -> None:
    chance = random.Random(3)
    texts = [sentence(chance) for _ in range(50)] * 2
    assert find_duplicates(frame(*texts)).equals(find_duplicates(frame(*texts)))


def test_thousands_of_forms_take_no_time_to_speak_of() -> None:
    texts = [f"The house met and resolved that the vote on Item{at} stand part of the schedule" for at in range(4000)]
    begun = time.process_time()
    found = find_duplicates(frame(*texts))
    assert time.process_time() - begun < 6
    assert found.is_empty()


SIDES = ("document_id", "other_id")


def edition(document: str, *texts: str) -> list[tuple[str, str]]:
    return [(document, text) for text in texts]


def report(chance: random.Random, count: int = 8) -> list[str]:
    return [sentence(chance) for _ in range(count)]


def test_a_revised_edition_is_found_with_the_share_of_each_that_is_reused() -> None:
    chance = random.Random(1)
    old = report(chance, 8)
    new = [*old[:6], sentence(chance), sentence(chance), sentence(chance), sentence(chance)]
    passages = frame(*edition("a", *old), *edition("b", *new), *edition("c", *report(chance)))
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert found.rows() == [("a", "b", "near", 0.75, 0.6, 120, 160, 120, 200)]
    assert found.schema == DOCUMENT_DUPLICATES


def test_documents_of_the_same_words_are_exact_also_in_another_order() -> None:
    texts = report(random.Random(2))
    passages = frame(*edition("a", *texts), *edition("b", *(text.upper() for text in reversed(texts))))
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert found.select("kind", "share", "share_other").rows() == [("exact", 1.0, 1.0)]


def test_documents_edited_throughout_are_near_although_every_passage_is_reused() -> None:
    texts = report(random.Random(4))
    passages = frame(*edition("a", *texts), *edition("b", *(f"moreover {text}" for text in texts)))
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert found.select("kind", "share", "share_other").rows() == [("near", 1.0, 1.0)]


def test_an_extract_is_found_in_the_document_it_was_taken_from() -> None:
    texts = report(random.Random(5), 30)
    passages = frame(*edition("a", *texts), *edition("b", *texts[3:7]))
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert found.select("share", "share_other").rows() == [(pytest.approx(4 / 30), 1.0)]


def test_a_notice_in_common_makes_no_pair() -> None:
    passages = frame(*edition("a", BRIDGE), *edition("b", BRIDGE))
    assert find_document_duplicates(passages, find_duplicates(passages)).is_empty()


def test_many_copies_of_a_document_are_pairs_with_one_of_them() -> None:
    texts = report(random.Random(6), 4)
    passages = frame(*(pair for at in range(60) for pair in edition(f"d{at:02}", *texts)))
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert found["document_id"].unique().to_list() == ["d00"]
    assert found.height == 59


@pytest.mark.parametrize("many", [2, 3, 50])
def test_pairs_are_those_that_comparing_all_with_all_finds(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_duplicates, "MANY_DOCUMENTS", many)
    chance = random.Random(many)
    stock = [sentence(chance) for _ in range(12)]
    texts = {f"d{at:02}": {*chance.choices(stock, k=5), *report(chance, chance.randrange(4))} for at in range(24)}
    passages = frame(*(pair for name, own in texts.items() for pair in edition(name, *sorted(own))))
    holders = {text: sorted(name for name, own in texts.items() if text in own) for text in stock}
    alike = {
        (one, other)
        for held in holders.values()
        for one, other in combinations(held, 2)
        if len(held) <= many or one == held[0]
    }
    share = {
        (one, other): max(len(texts[one] & texts[other]) / min(len(texts[one]), len(texts[other])), 0)
        for one, other in alike
        if sum(len(text.split()) for text in texts[one] & texts[other]) >= 50
    }
    found = find_document_duplicates(passages, find_duplicates(passages))
    told = {(one, other): max(shares) for one, other, *shares in found.select(*SIDES, "share", "share_other").rows()}
    assert told == {pair: pytest.approx(part) for pair, part in share.items() if part >= 0.5}
    assert told


def test_no_duplicates_make_no_pairs_of_documents() -> None:
    passages = frame(*edition("a", BRIDGE), *edition("b", OTHER))
    assert find_document_duplicates(passages, find_duplicates(passages)).schema == DOCUMENT_DUPLICATES


@pytest.mark.shared
def test_an_amending_act_is_found_in_the_act_it_amends() -> None:
    files = ["ie__qualifications-quality-assurance-act-2012.md", "ie__qqi-amendment-act-2019.md"]
    paths = [SHARED / "data" / "policy" / name for name in files]
    if not all(path.is_file() for path in paths):
        pytest.skip("the folder ../shared is not beside the checkout")
    documents = [
        document
        for path in paths
        for document in read_source(Source(path, hash_file(path), SourceKind.POLICY)).documents
    ]
    pairs = [(each.document_id, each.text) for document in documents for each in split_passages(document)]
    passages = frame(*pairs)
    found = find_document_duplicates(passages, find_duplicates(passages))
    assert {*found.row(0)[:2]} == {document.id for document in documents}
    assert found.height == 1
    texts = dict(zip(passages["passage_id"], passages["text"], strict=True))
    near = find_duplicates(passages).filter(kind="near")
    assert all(jaccard(texts[one], texts[other]) >= 0.5 for one, other in near.select("passage_id", "cluster").rows())
    assert near.height > 100
