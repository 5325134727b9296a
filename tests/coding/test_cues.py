from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import Matcher
from spacy.tokens import Doc

from discourse.coding.cues import find_cues, parse_cues
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, CodeDefinition, CodeKind, load_codebook
from discourse.domain.errors import CodebookError

ENGLISH = spacy.blank("en")


def codebook(*cues: str) -> Codebook:
    return Codebook("Test", (CodeDefinition("trade", "Trade", CodeKind.FRAME, "Buying and selling.", cues=cues),))


def found(text: str, *cues: str) -> list[str]:
    (matches,) = find_cues([text], codebook(*cues))
    return [text[match.start : match.end] for match in matches]


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("fish market", "The Fish Market closed.", ["Fish Market"]),
        ("fish market", "The fishes' market closed.", []),
        ("fish|fruit market", "A fruit market, a fish market.", ["fruit market", "fish market"]),
        ("trad*", "Traders traded; a trade is a trad.", ["Traders", "traded", "trade", "trad"]),
        ("boat* .. harbour", "Boats lie in the harbour.", ["Boats lie in the harbour"]),
        (
            "boat .. harbour",
            "boat one two three four five six seven eight harbour",
            ["boat one two three four five six seven eight harbour"],
        ),
        ("boat .. harbour", "boat one two three four five six seven eight nine harbour", []),
        ("boat .. harbour", "boat harbour harbour", ["boat harbour"]),
        ("a .. b c", "a b x b c", ["a b x b c"]),
        (
            "under represented",
            "An under-represented and an under represented town.",
            ["under-represented", "under represented"],
        ),
        ("under-represented", "An under-represented town.", ["under-represented"]),
        ("self-*", "Self-directed and self–paced, the self alone.", ["Self-directed", "self–paced"]),
        ("self-* .. fee*", "Self-study for low fees.", ["Self-study for low fees"]),
        ("n't pay", "They don't pay.", ["n't pay"]),
        ("fee", "", []),
    ],
)
def test_find_cues_reads_the_notation(cue: str, text: str, expected: list[str]) -> None:
    assert found(text, cue) == expected


def test_find_cues_names_the_code_and_the_cue_as_written() -> None:
    (matches,) = find_cues(["Prices rise."], codebook("Price*"))
    assert [(match.code_id, match.cue) for match in matches] == [("trade", "Price*")]


@pytest.mark.parametrize(
    ("cue", "reason"),
    [
        ("", "it is empty"),
        (".. price", "a gap"),
        ("price ..", "a gap"),
        ("price .. .. wage", "two gaps"),
        ("price||wage", "'' is not a word"),
        ("*price", r"'\*price' is not a word"),
        ("*", r"'\*' is not a word"),
        ("-*", r"'-\*' is not a word"),
        ("price .. -*", r"'-\*' is not a word"),
        ("self-", r"'self-' is not a word"),
        ("can't pay", "write 'ca n't'"),
    ],
)
def test_a_broken_cue_is_refused_by_code_and_cue(cue: str, reason: str) -> None:
    with pytest.raises(CodebookError, match=f"of code 'trade' cannot be read: .*{reason}"):
        parse_cues(codebook("wage", cue))


@given(st.lists(st.sampled_from(["wage", "Wages", "rise", "-", "to", "😀", "é", "price", " ", "\n", "."]), max_size=25))
def test_offsets_cut_the_words_of_the_cue(words: list[str]) -> None:
    text = " ".join(words)
    for quote in found(text, "wage* .. price", "rise"):
        assert quote == "rise" or (quote.lower().startswith("wage") and quote.endswith("price"))


@given(st.lists(st.sampled_from(["wage", "price", "rise", "x"]), max_size=14))
def test_find_cues_finds_what_the_matcher_of_spacy_finds(words: list[str]) -> None:
    vocab = ENGLISH.vocab
    matcher = Matcher(vocab)
    gap = {"OP": "{0,8}"}
    matcher.add("cue", [[{"LOWER": "wage"}, gap, {"LOWER": "price"}, {"LOWER": "rise"}]])
    starts = {start for _, start, _ in matcher(Doc(vocab, words))} if words else set()
    quotes = found(" ".join(words), "wage .. price rise")
    assert bool(quotes) == bool(starts)


def test_the_shipped_codebook_has_only_readable_cues() -> None:
    shipped = load_codebook(CODEBOOK)
    cues = parse_cues(shipped)
    assert len({(cue.code_id, cue.text) for cue in cues}) == len(cues)


def test_the_shipped_codebook_is_complete() -> None:
    shipped = load_codebook(Path(CODEBOOK))
    assert [(frame.id, frame.short) for frame in shipped.frames] == [
        ("human_capital", "HC"),
        ("sbtc", "SBTC"),
        ("equity", "EQ"),
    ]
    assert len(shipped.themes) == 13
    for frame in shipped.frames:
        assert len(frame.examples) >= 4
        assert len(frame.near_misses) >= 4
        assert 30 <= len(frame.cues) <= 60
        assert frame.include
        assert frame.exclude
        assert frame.source
    for theme in shipped.themes:
        assert 6 <= len(theme.cues) <= 20
