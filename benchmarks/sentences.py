"""How well sentence ends are found, against spaCy's rule sentencizer, on a treebank in CoNLL-U.

    python benchmarks/sentences.py FILE.conllu [--errors N]

Paragraphs are put together again from `# newpar`, `# text` and `SpaceAfter=No`; what is counted are the ends of
sentences inside paragraphs, as a paragraph's own end is given. A treebank of web text has many sentences without a
stop or a capital, as policy text has not: `reachable` is the recall over ends with a stop and no small letter after.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import spacy

from discourse.passages.sentences import find_sentences

Splitter = Callable[[str], Iterable[tuple[int, int]]]
REACHABLE = re.compile(r"(?:.[.!?]|[.!?][\"”’')]) ?[^a-z ]")
Paragraph = tuple[str, frozenset[int]]


def read_paragraphs(path: Path) -> Iterator[Paragraph]:
    """The text of each paragraph with the offsets at which its sentences end, the last left out."""
    text, ends, space = "", set[int](), False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("# newpar", "# newdoc")) and text:
            yield text, frozenset(ends - {len(text)})
            text, ends = "", set()
        elif line.startswith("# text = "):
            text += (" " if text and space else "") + line.removeprefix("# text = ").strip()
            ends.add(len(text))
        elif line[:1].isdigit():
            space = "SpaceAfter=No" not in line.split("\t")[9]
    if text:
        yield text, frozenset(ends - {len(text)})


def reachable_ends(text: str, ends: frozenset[int]) -> frozenset[int]:
    """The ends that carry a stop and are not followed by a small letter."""
    return frozenset(end for end in ends if REACHABLE.match(text[end - 2 : end + 2]))


def spacy_splitter() -> Splitter:
    """The sentencizer that spaCy ships, over its English tokenizer."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: [(sentence.start_char, sentence.end_char) for sentence in pipeline(text).sents]


def measure(name: str, splitter: Splitter, paragraphs: list[Paragraph], errors: int) -> None:
    """Print one splitter's scores and speed, and its first errors."""
    begun = time.perf_counter()
    answers = [{end for _, end in splitter(text)} - {len(text)} for text, _ in paragraphs]
    seconds = time.perf_counter() - begun
    found = sum(map(len, answers))
    true = sum(len(ends) for _, ends in paragraphs)
    right = sum(len(answer & ends) for answer, (_, ends) in zip(answers, paragraphs, strict=True))
    stopped = [reachable_ends(text, ends) for text, ends in paragraphs]
    reachable = sum(len(answer & ends) for answer, ends in zip(answers, stopped, strict=True))
    possible = sum(map(len, stopped))
    precision, recall = right / found, right / true
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:12} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  reachable {reachable / possible:.3f}"
        f"  {(found + len(paragraphs)) / seconds:,.0f} sentences/s"
    )
    for (text, ends), answer in zip(paragraphs, answers, strict=True):
        wrong = sorted((answer - ends) | (reachable_ends(text, ends) - answer))
        for end in wrong[: max(errors, 0)]:
            errors -= 1
            print(f"  {'+' if end in answer else '-'} {text[max(0, end - 50) : end]} | {text[end : end + 40]}")


def main() -> None:
    """Compare on the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conllu", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="print this many wrong (+) and missed (-) ends")
    given = parser.parse_args()
    paragraphs = list(read_paragraphs(given.conllu))
    measure("ours", find_sentences, paragraphs, given.errors)
    measure("sentencizer", spacy_splitter(), paragraphs, 0)


if __name__ == "__main__":
    main()
