"""A model's card: what a model is called and what it codes, told without its weights or any heavy library.

The card carries the SHA-256 of the other files of the model's folder, and its id is the SHA-256 of its own contents
but for the scores, so that nothing that decides a coding can change without being noticed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_bytes, hash_values
from discourse.domain.reliability import ENOUGH_EXAMPLES, CodeReliability

FORMAT = 2
CARD = "card.json"


def read_card(folder: Path) -> dict[str, Any]:
    """The card in a model's folder; a `ModelError` where it is missing, of another format or was altered."""
    path = folder / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model in '{folder}': '{CARD}' is missing; give a folder that has one."
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"The model card '{path}' is not readable JSON; restore the model's folder.") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelError(f"The model card '{path}' is not of format {FORMAT}; train the model with this version.")
    if card.get("id") != card_id(card):
        raise ModelError(f"The model card '{path}' was altered after it was written; restore the model's folder.")
    return card


def check_model(folder: Path, codebook: Codebook) -> Mapping[str, Json]:
    """The card of a model whose files are all there and unaltered and which codes every frame of `codebook`."""
    card = read_card(folder)
    for name, digest in card["sha256"].items():
        read_checked(folder / name, digest)
    check_known_frames(card, codebook)
    return card


def card_id(card: Mapping[str, Json]) -> str:
    """The id of a model with this card: the hash of all of it but its id and its scores."""
    return hash_values({key: value for key, value in card.items() if key not in {"id", "scores"}})


def coder_name(card: Mapping[str, Json]) -> str:
    """Who the codes of this model are by."""
    return f"model:framing@{str(card['id'])[:12]}"


def frames_with_stance(card: Mapping[str, Any]) -> frozenset[str]:
    """The frames of which the model learnt both what is reported and what is contested; all else is then asserted."""
    learnt = {(head["code_id"], head["stance"]) for head in card["heads"]}
    rest = (Stance.REPORTED, Stance.CONTESTED)
    return frozenset(frame for frame in card["frames"] if all((frame, stance) in learnt for stance in rest))


def kept_apart_scores(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """The card's scores on documents kept from training: those also kept from choosing, where there are any."""
    scores = card["scores"]
    found: Mapping[str, Any] = scores.get("test") or scores.get("dev") or {}
    return found


def code_reliability(card: Mapping[str, Any], codebook: Codebook) -> CodeReliability:
    """How well the model finds the codes of `codebook`, as far as its card says."""
    scores = card["scores"]
    # Only a card that was added to after training keeps the scores of cross-validation under a name of their own.
    validated = scores.get("cross_validation", scores)
    stances = {stance: [_f1(validated, f"stance {frame} {stance}") for frame in card["frames"]] for stance in Stance}
    f1 = {code.id: found for code in codebook.codes if (found := _f1(validated, f"{code.kind} {code.id}")) is not None}
    apart = {code.id: _scores_apart(scores, f"{code.kind}s", code.id) for code in codebook.codes}
    telling = {name: [one["f1"] for one in apart[name] if one["positives"] >= ENOUGH_EXAMPLES] for name in apart}
    return CodeReliability(
        f1=f1,
        lowest={name: min([value, *telling[name]]) for name, value in f1.items()},
        unconfirmed=frozenset(name for name in apart if apart[name] and not telling[name]),
        unlearnt=frozenset(theme.id for theme in codebook.themes if theme.id not in card["themes"]),
        stances={
            stance: known
            for stance, found in stances.items()
            if (known := tuple(sorted({value for value in found if value is not None})))
        },
        stances_apart={
            stance: (score["f1"], score["positives"])
            for stance, score in kept_apart_scores(card).get("stances", {}).items()
            if score["positives"]
        },
    )


def _scores_apart(scores: Mapping[str, Any], kinds: str, code_id: str) -> list[Mapping[str, Any]]:
    """The scores of a code on the documents kept from training, to choose by and to test on."""
    parts = [(scores.get(part) or {}).get(kinds, {}).get(code_id) for part in ("dev", "test")]
    return [found for found in parts if found]


def _f1(validated: Mapping[str, Any], name: str) -> float | None:
    found = validated.get(name, {}).get("cross_validated_f1")
    return None if found is None else float(found)


def check_known_frames(card: Mapping[str, Any], codebook: Codebook) -> None:
    """A `ModelError` where the model lacks a frame of `codebook`."""
    for frame in codebook.frames:
        if frame.id not in card["frames"]:
            raise ModelError(
                f"The model in use cannot code the frame '{frame.id}' of the codebook '{codebook.name}', which it has "
                f"not learnt: run discourse train; the frames that it knows are {', '.join(card['frames'])}."
            )


def read_checked(path: Path, digest: str) -> bytes:
    """A file of a model's folder; a `ModelError` where it is missing or is not the one that the card names."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The model's file '{path}' is missing; restore the model's folder.") from error
    if hash_bytes(data) != digest:
        raise ModelError(f"The model's file '{path}' is not the one its card names; restore the model's folder.")
    return data
