"""The passages that a model learnt from: on these its agreement with people proves nothing."""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Any

from discourse.coding.cards import CARD, coder_name, read_card
from discourse.domain.bundled import bundled
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_bytes
from discourse.pipeline.project import Project
from discourse.pipeline.references import HASH_COLUMN, HASH_DIGITS

_TUNED_ON = ("corpus", "training")


def hash_passage(text: str) -> str:
    """How a passage is known by its words alone: 16 digits of SHA-256."""
    return hash_bytes(text.encode())[:HASH_DIGITS]


def learnt_from(card: Mapping[str, Any]) -> frozenset[str]:
    """The hashes of passages that the model with this card learnt from: the shipped encoder's, and those of people."""
    return passages_tuned_on() | frozenset(card["training"].get("people", {}).get("learnt", ()))


def learnt_by_coder(project: Project) -> Mapping[str, frozenset[str]]:
    """`learnt_from` of the models that are at hand, the one in use and those in `models`, by their coder's name.

    A model trained on people's passages that its card does not name is left out.
    """
    folders = (project.model_folder, *(path.parent for path in (project.folder / "models").glob(f"*/{CARD}")))
    found = {}
    for folder in folders:
        try:
            card = read_card(folder)
        except ModelError:  # A model that cannot be read is told of by the command that needs it.
            continue
        if "learnt" in card["training"].get("people", {"learnt": ()}):
            found[coder_name(card)] = learnt_from(card)
    return found


@cache
def passages_tuned_on() -> frozenset[str]:
    """The hashes of passages that the shipped encoder was tuned on, those that are known."""
    found: set[str] = set()
    for name, column in (("passages.csv", "passage"), ("references.csv", HASH_COLUMN)):
        path = bundled(*_TUNED_ON, name)
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                cells = [row[column] for row in csv.DictReader(stream)]
            found.update(cells if column == HASH_COLUMN else map(hash_passage, cells))
    return frozenset(found)
