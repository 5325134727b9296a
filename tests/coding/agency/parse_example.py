"""Parses written by hand: a line a word, `word tag lemma head relation`, heads counted from 1, 0 for the root."""

import spacy
from spacy.tokens import Doc

_VOCAB = spacy.blank("en").vocab


def parsed(lines: str) -> Doc:
    rows = [line.split() for line in lines.strip().splitlines()]
    words, tags, lemmas, heads, relations = zip(*rows, strict=True)
    return Doc(
        _VOCAB,
        words=list(words),
        spaces=[*(word not in (".", ",") for word in words[1:]), False],
        tags=list(tags),
        lemmas=list(lemmas),
        heads=[int(head) - 1 if head != "0" else at for at, head in enumerate(heads)],
        deps=[relation if relation != "root" else "ROOT" for relation in relations],
    )
