"""Which parser of English grammar a project is parsed with, known without loading it or spaCy."""

import json
from dataclasses import dataclass
from importlib.metadata import entry_points, version

from discourse.domain.bundled import bundled
from discourse.domain.ids import hash_file

SHIPPED = ("models", "parser")
# The best that a laptop's processor runs quickly first.
_INSTALLED = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_trf")
_HASH_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ParserChoice:
    """A parser: what `load_parser` knows it by, and its name with version; results of two ids differ."""

    name: str
    id: str


def choose_parser() -> ParserChoice:
    """An installed `en_core_web_*`, else the parser that ships, whose card changes with every training."""
    if name := installed_parser():
        return ParserChoice(name, f"{name}@{version(name)}")
    folder = bundled(*SHIPPED)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    trained = hash_file(folder / "card.json")[:_HASH_DIGITS]
    return ParserChoice(str(folder), f"{meta['lang']}_{meta['name']}@{meta['version']}+{trained}")


def installed_parser() -> str:
    """The name of an installed `en_core_web_*`, or empty."""
    there = {entry.name for entry in entry_points(group="spacy_models")}
    return next((name for name in _INSTALLED if name in there), "")
