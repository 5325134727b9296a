"""The framing model: passages in, codes with probability, stance and evidence out. NumPy only; no training here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np

from discourse.coding.cards import check_known_frames, coder_name, frames_with_stance
from discourse.coding.embedding import Encoder, EncoderKind, FloatArray, TokenVectors
from discourse.coding.evidence import find_evidence
from discourse.coding.files import read_model
from discourse.coding.weights import (
    Head,
    HeadKind,
    PassageFeatures,
    Weights,
    cue_columns,
    embedding_odds,
    log_odds,
    probabilities,
    see_passages,
)
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Code, CodingInput, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json

_BATCH_PASSAGES = 1024


@dataclass(frozen=True)
class FramingModel:
    """Heads over a passage's vector and, where they were not tuned with it, cues, n-grams and marks of voice.

    `codebook` is the one that it was trained with, whose cues are its features. `card` says how it was made.
    """

    codebook: Codebook
    heads: tuple[Head, ...]
    weights: Weights
    card: Mapping[str, Json]

    @property
    def id(self) -> str:
        return str(self.card["id"])

    @property
    def encoder_id(self) -> str:
        return str(self._encoder["id"])

    @property
    def encoder_kind(self) -> EncoderKind:
        return EncoderKind(str(self._encoder["kind"]))

    @property
    def embedder_name(self) -> str:
        """What the embedder of a frozen encoder is called; empty for a tuned one."""
        return str(self._encoder.get("embedder", ""))

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it codes, as ISO 639-1 codes; empty for every language."""
        return frozenset(str(one) for one in cast(Sequence[Json], self.card["languages"]))

    @property
    def _encoder(self) -> Mapping[str, Json]:
        return cast(Mapping[str, Json], self.card["encoder"])

    @property
    def coder(self) -> str:
        return coder_name(self.card)

    @property
    def frames(self) -> tuple[str, ...]:
        """The ids of the frames that the model codes, in its codebook's order."""
        return tuple(head.code_id for head in self.heads if head.kind is HeadKind.FRAME)

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes that it codes; themes with too few examples have no head."""
        return tuple(head.code_id for head in self.heads if head.kind is HeadKind.THEME)

    @cached_property
    def columns(self) -> dict[tuple[str, str], int]:
        return cue_columns(self.codebook)

    def for_codebook(self, codebook: Codebook) -> "FramingModel":
        """This model, coding only what `codebook` has; a `ModelError` where it lacks one of its frames."""
        check_known_frames(self.card, codebook)
        keep = [number for number, head in enumerate(self.heads) if head.code_id in codebook.by_id]
        kept = replace(
            self.weights,
            embedding=self.weights.embedding[keep],
            cues=self.weights.cues[keep],
            ngrams=self.weights.ngrams[:, keep],
            marks=self.weights.marks[keep],
            bias=self.weights.bias[keep],
        )
        return replace(self, heads=tuple(self.heads[number] for number in keep), weights=kept)

    def code(
        self, inputs: Sequence[CodingInput], encoder: Encoder, *, tell: Callable[[int, int], None] | None = None
    ) -> tuple[PassageCoding, ...]:
        """Code passages, in their order; one in a language not of `languages` gets no codes, a blank one no frame.

        `tell` hears after each batch how many passages are done, of how many.
        """
        if encoder.id != self.encoder_id:
            raise ModelError(
                f"The model {self.id[:12]} was trained on the encoder '{self.encoder_id}', not on '{encoder.id}'; "
                "choose that encoder or train a model on this one."
            )
        codings: list[PassageCoding] = [self._without_text(one) for one in inputs]
        readable = [place for place, one in enumerate(inputs) if self._reads(one) and one.text.strip()]
        for first in range(0, len(readable), _BATCH_PASSAGES):
            places = readable[first : first + _BATCH_PASSAGES]
            batch = [inputs[place] for place in places]
            for place, coding in zip(places, self._code_batch(batch, encoder.encode(batch)), strict=True):
                codings[place] = coding
            if tell:
                tell(first + len(places), len(readable))
        return tuple(codings)

    def _reads(self, one: CodingInput) -> bool:
        return not self.languages or one.language in self.languages

    def _without_text(self, one: CodingInput) -> PassageCoding:
        if not self._reads(one):
            return PassageCoding(one.passage_id, CodingStatus.LANGUAGE_UNSUPPORTED, ())
        codes = tuple(Code(one.passage_id, frame, self.coder, False, 0.0) for frame in self.frames)
        return PassageCoding(one.passage_id, CodingStatus.CODED, codes)

    def _code_batch(self, batch: Sequence[CodingInput], tokens: Sequence[TokenVectors]) -> list[PassageCoding]:
        means = np.stack([one.mean for one in tokens])
        chances = probabilities(self._odds(batch, means))
        present = self._present(chances)
        # Evidence is told in words, which cost more than everything else here; most passages carry no code.
        telling = [row for row, heads in enumerate(present) if heads]
        seen = self._see([batch[row] for row in telling], means[telling])
        evidence: dict[int, dict[int, tuple[Evidence, ...]]] = {
            row: {head: find_evidence(self.weights, head, seen, n, tokens[row], self.columns) for head in present[row]}
            for n, row in enumerate(telling)
        }
        return [self._coding(one.passage_id, chances[row], evidence.get(row, {})) for row, one in enumerate(batch)]

    def _odds(self, batch: Sequence[CodingInput], means: FloatArray) -> FloatArray:
        if self._sees_words:
            return log_odds(self.weights, self._see(batch, means), self.columns)
        return embedding_odds(self.weights, means)

    @cached_property
    def _sees_words(self) -> bool:
        return self.weights.see_words

    def _see(self, batch: Sequence[CodingInput], means: FloatArray) -> PassageFeatures:
        return see_passages([one.text for one in batch], means, self.codebook, self.weights.rarity)

    def _present(self, chances: FloatArray) -> list[list[int]]:
        """The heads of frames and themes that are present in each passage."""
        asked = [head.threshold if head.kind is not HeadKind.STANCE else np.inf for head in self.heads]
        return [np.flatnonzero(row).tolist() for row in chances >= np.array(asked)]

    def _coding(
        self, passage_id: str, chances: FloatArray, evidence: Mapping[int, tuple[Evidence, ...]]
    ) -> PassageCoding:
        codes = []
        for number, head in enumerate(self.heads):
            is_frame = head.kind is HeadKind.FRAME
            present = number in evidence
            if is_frame or present:
                codes.append(
                    Code(
                        passage_id=passage_id,
                        code_id=head.code_id,
                        coder=self.coder,
                        present=present,
                        probability=float(chances[number]),
                        stance=self._stance(head.code_id, chances) if is_frame and present else None,
                        evidence=evidence.get(number, ()),
                    )
                )
        uncertain = any(
            head.kind is HeadKind.FRAME and head.is_uncertain(float(chance))
            for head, chance in zip(self.heads, chances, strict=True)
        )
        return PassageCoding(passage_id, CodingStatus.ABSTAINED if uncertain else CodingStatus.CODED, tuple(codes))

    @cached_property
    def _voiced(self) -> frozenset[str]:
        return frames_with_stance(self.card)

    def _stance(self, frame: str, chances: FloatArray) -> Stance | None:
        """The stance whose head is furthest over its threshold; where none is, asserted if the others were learnt."""
        over = {
            head.stance: float(chance) / head.threshold
            for head, chance in zip(self.heads, chances, strict=True)
            if head.kind is HeadKind.STANCE and head.code_id == frame and chance >= head.threshold
        }
        if over:
            return Stance(max(over, key=lambda name: over[name]))
        return Stance.ASSERTED if frame in self._voiced else None


def load_model(folder: Path) -> FramingModel:
    """Read a model's folder; a `ModelError` where a file is missing or was altered since it was written."""
    files = read_model(folder)
    return FramingModel(files.codebook, files.heads, files.weights, files.card)
