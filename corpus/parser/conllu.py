"""CoNLL-U sentences as spaCy documents."""

from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

SENTENCES_TOGETHER = 6
Sentence = list[list[str]]


def read_documents(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """The paragraphs of a file, cut after `SENTENCES_TOGETHER` sentences, with universal relations and Penn tags.

    A word that the treebank splits ("cannot") comes as its parts; empty nodes are left out.
    """
    for sentences in _paragraphs(path):
        for first in range(0, len(sentences), SENTENCES_TOGETHER):
            yield _document(sentences[first : first + SENTENCES_TOGETHER], vocab)


def _paragraphs(path: Path) -> Iterator[list[Sentence]]:
    paragraph: list[Sentence] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        if paragraph and any(line.startswith(("# newpar", "# newdoc")) for line in lines):
            yield paragraph
            paragraph = []
        if rows := [line.split("\t") for line in lines if line and not line.startswith("#")]:
            paragraph.append(rows)
    if paragraph:
        yield paragraph


def _document(sentences: list[Sentence], vocab: Vocab) -> Doc:
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    lemmas: list[str] = []
    heads: list[int] = []
    relations: list[str] = []
    for sentence in sentences:
        offset = len(words)
        space_after = _spaces(sentence)
        for number, form, lemma, _, tag, _, head, relation, _, _ in sentence:
            if number.isdigit():
                words.append(form)
                spaces.append(space_after[int(number)])
                tags.append(tag)
                lemmas.append(lemma)
                heads.append(offset + int(head if head != "0" else number) - 1)
                relations.append("ROOT" if relation == "root" else relation)
    return Doc(vocab, words=words, spaces=spaces, tags=tags, lemmas=lemmas, heads=heads, deps=relations)


def _spaces(sentence: Sentence) -> dict[int, bool]:
    """Whether a space follows each word; the parts of a split word have their space on the line of the whole."""
    after = {int(row[0]): "SpaceAfter=No" not in row[9] for row in sentence if row[0].isdigit()}
    for row in sentence:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            after |= dict.fromkeys(range(first, last), False) | {last: "SpaceAfter=No" not in row[9]}
    return after
