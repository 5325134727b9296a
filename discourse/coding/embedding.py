"""What coding asks of an embedder, told without loading one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's token vectors [t, d] and their half-open code-point offsets [t, 2] within the text.

    The mean of the vectors divided by that mean's norm is the text's embedding. Special tokens take part
    in the mean and have the empty range (0, 0).
    """

    vectors: FloatArray
    offsets: IntArray


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
        """The token vectors of each text; see `TokenVectors`."""
        ...
