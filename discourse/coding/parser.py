"""The parser of English grammar: an installed `en_core_web_*`, else the one that ships in `models/parser`."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from discourse.coding.cards import CARD, read_checked
from discourse.coding.parser_choice import SHIPPED, installed_parser
from discourse.domain.bundled import bundled
from discourse.domain.errors import ModelError

BATCH = 128
_NEEDED = frozenset({"tagger", "lemmatizer", "parser"})


def load_parser(name: str = "") -> Language:
    """A pipeline with tags, lemmas, dependencies and sentence ends.

    `name` is an installed spaCy package or a folder. Without it an installed `en_core_web_*` is taken, else the shipped
    one. `ModelError` where there is none, or where a folder's files are not those that its card names.
    """
    folder = bundled(*SHIPPED)
    chosen = name or installed_parser() or str(folder)
    if Path(chosen).is_dir():
        _check_files(Path(chosen))
    try:
        # Entities are of no use here and cost a third of the time.
        nlp = spacy.load(chosen, exclude=["ner"])
    except (OSError, ValueError) as error:
        raise ModelError(
            f"There is no parser '{Path(chosen).name}'; install it as a spaCy package or give a folder that "
            "`corpus/parser/train.py` made."
        ) from error
    if missing := _NEEDED - set(nlp.pipe_names):
        raise ModelError(f"The parser '{Path(chosen).name}' has no {', '.join(sorted(missing))}; choose one that has.")
    return nlp


def _check_files(folder: Path) -> None:
    """A `ModelError` where a file of the folder is missing or altered; the card changes what results are kept by."""
    try:
        digests = dict(json.loads((folder / CARD).read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The parser's card '{folder / CARD}' does not name its files; restore the parser's folder, or train it "
            "with `corpus/parser/train.py`."
        ) from error
    for name, digest in digests.items():
        read_checked(folder / name, digest)


def parser_id(nlp: Language) -> str:
    """Name and version of a pipeline: `en_ewt_discourse@1.0.0`. Results of two parsers differ."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}@{nlp.meta['version']}"


def parse(nlp: Language, texts: Iterable[str | Doc]) -> Iterator[Doc]:
    """The texts (or documents of words) parsed, in their order."""
    return nlp.pipe(texts, batch_size=BATCH)
