"""An encoder that remembers: training and checking look at the same passages, and encoding is what takes the time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from discourse.coding.embedding import EncoderAround, FloatArray, TokenVectors
from discourse.domain.codes import CodingInput

_WHOLE = np.zeros((1, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class KeptVectors(EncoderAround):
    """`encoder`, each passage's own vector kept from the first time on and its tokens forgotten: enough to train on."""

    _kept: dict[CodingInput, FloatArray] = field(default_factory=dict)

    @property
    def topic_width(self) -> int:
        return 0

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        new = [one for one in dict.fromkeys(inputs) if one not in self._kept]
        for one, tokens in zip(new, self.encoder.encode(new) if new else (), strict=True):
            self._kept[one] = tokens.mean
        return [TokenVectors(self._kept[one][None], _WHOLE) for one in inputs]
