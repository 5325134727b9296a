"""What coding asks of an embedder and of an encoder, told without loading one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from discourse.domain.codes import CodingInput
from discourse.domain.ids import Json

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


class EncoderKind(StrEnum):
    """Where a model's heads look: at an embedder as it comes, or at an encoder tuned on codes."""

    FROZEN = "frozen"
    TUNED = "tuned"


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's token vectors [t, d] and their half-open code-point offsets [t, 2] within the text.

    The mean of the vectors is the text's vector. Special tokens that take part in the mean have the empty
    range (0, 0). `topic` [e], of unit length, is the vector that topics are found with, where an encoder gives one.
    """

    vectors: FloatArray
    offsets: IntArray
    topic: FloatArray | None = None

    @property
    def mean(self) -> FloatArray:
        """The text's vector [d]."""
        mean: FloatArray = self.vectors.mean(axis=0)
        return mean


class Embedder(Protocol):
    """Turns texts into vectors; `id` names its weights, so two embedders of one id give the same vectors."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit-length vectors [n, d] in the order of `texts`."""
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text; their mean is its embedding."""
        ...


class Encoder(Protocol):
    """Turns passages, seen in their context, into what the heads of a framing model look at."""

    @property
    def id(self) -> str: ...

    @property
    def card(self) -> Mapping[str, Json]:
        """What a model's card says of it: its kind and id, and the name of its embedder if it has one."""
        ...

    @property
    def layers(self) -> bytes:
        """What a model's folder must hold for it; empty where nothing was tuned."""
        ...

    @property
    def topic_width(self) -> int:
        """The length of the vectors that topics are found with; 0 where it gives none."""
        ...

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        """The token vectors of each passage's own text, in the order of `inputs`; a text is never empty."""
        ...


@dataclass(frozen=True, slots=True)
class FrozenEncoder:
    """An embedder as an encoder: it was never tuned on codes and sees no context."""

    embedder: Embedder
    name: str = "minilm"

    @property
    def id(self) -> str:
        return self.embedder.id

    @property
    def card(self) -> Mapping[str, Json]:
        return {"kind": EncoderKind.FROZEN, "id": self.id, "embedder": self.name}

    @property
    def layers(self) -> bytes:
        return b""

    @property
    def topic_width(self) -> int:
        return self.embedder.dimensions

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        tokens = self.embedder.embed_tokens([one.text for one in inputs])
        return [replace(one, topic=one.mean) for one in tokens]


@dataclass(frozen=True, slots=True)
class EncoderAround:
    """What stands around another encoder and says of itself what that one says; `encode` is its own."""

    encoder: Encoder

    @property
    def id(self) -> str:
        return self.encoder.id

    @property
    def card(self) -> Mapping[str, Json]:
        return self.encoder.card

    @property
    def layers(self) -> bytes:
        return self.encoder.layers

    @property
    def topic_width(self) -> int:
        return self.encoder.topic_width


def gives_topics(card: Mapping[str, Json]) -> bool:
    """Whether the encoder with this card gives the vectors that topics are found with, beside those for the heads."""
    return card["kind"] == EncoderKind.FROZEN or bool(card.get("topics"))
