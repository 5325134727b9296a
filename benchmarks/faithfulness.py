"""Is the evidence what made a code so? Take it away and code again.

    python benchmarks/faithfulness.py CODED.csv [--model DIR]

Every code that the model gives to a passage of CODED.csv (columns as for `discourse train`) is looked at: its evidence
is cut from the passage, the rest is coded again, and the probability should fall. For comparison as many words are cut
at random. Prints a Markdown table.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from discourse.coding.embedding import Encoder
from discourse.coding.encoders import load_encoder
from discourse.coding.features import WORD
from discourse.coding.model import FramingModel, load_model
from discourse.coding.training_data import as_inputs, read_training_passages
from discourse.domain.bundled import bundled
from discourse.domain.codes import Code, CodingInput

SEED = 20260101

# (start, end) within a passage's text
Span = tuple[int, int]


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("coded", type=Path)
    parser.add_argument("--model", type=Path, default=bundled("models", "framing"))
    given = parser.parse_args()
    model = load_model(given.model)
    inputs = as_inputs(read_training_passages(given.coded, model.codebook))
    print_table(model, load_encoder(model, given.model), inputs)


def print_table(model: FramingModel, encoder: Encoder, inputs: Sequence[CodingInput]) -> None:
    """One line per code, and one for all."""
    shuffle = random.Random(SEED)
    found = [
        (one, code)
        for one, coding in zip(inputs, model.code(inputs, encoder), strict=True)
        for code in coding.codes
        if code.present and code.evidence and len(WORD.findall(one.text)) > 1
    ]
    without = recode(model, encoder, found, [[(span.start, span.end) for span in code.evidence] for _, code in found])
    at_random = recode(model, encoder, found, [draw_words(one.text, code, shuffle) for one, code in found])
    rows = defaultdict(list)
    for (one, code), cut, drawn in zip(found, without, at_random, strict=True):
        share = count_words(one.text, code) / len(WORD.findall(one.text))
        for name in (code.code_id, "all"):
            rows[name].append((cut < code.probability, drawn < code.probability, code.probability - cut, share))
    print("| code | coded | falls without its evidence | falls without as many other words | mean fall | words shown |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, seen in rows.items():
        falls, others, fall, shown = (sum(values) / len(seen) for values in zip(*seen, strict=True))
        print(f"| {name} | {len(seen)} | {falls:.1%} | {others:.1%} | {fall:.2f} | {shown:.0%} |")


def recode(
    model: FramingModel, encoder: Encoder, found: Sequence[tuple[CodingInput, Code]], cuts: Sequence[Sequence[Span]]
) -> list[float]:
    """The probability of each code once the spans are cut from its passage; 0 where nothing is left."""
    shorter = [
        CodingInput(one.passage_id, cut_spans(one.text, spans), one.previous)
        for (one, _), spans in zip(found, cuts, strict=True)
    ]
    chances = []
    for (_, code), coding in zip(found, model.code(shorter, encoder), strict=True):
        again = {each.code_id: each.probability for each in coding.codes}
        # A theme that is no longer present is not told of: it fell below its threshold.
        chances.append(again.get(code.code_id, 0.0))
    return chances


def draw_words(text: str, code: Code, shuffle: random.Random) -> list[Span]:
    """As many of the other words as the evidence has, or as many as there are."""
    words = [match.span() for match in WORD.finditer(text)]
    others = [span for span in words if not is_evidence(span, code)]
    return shuffle.sample(others, min(len(others), count_words(text, code)))


def count_words(text: str, code: Code) -> int:
    """The words that the evidence covers."""
    return sum(is_evidence(match.span(), code) for match in WORD.finditer(text))


def is_evidence(word: Span, code: Code) -> bool:
    """Whether a word is part of the evidence."""
    return any(span.start < word[1] and word[0] < span.end for span in code.evidence)


def cut_spans(text: str, spans: Sequence[Span]) -> str:
    """The text without the spans."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())


if __name__ == "__main__":
    main()
