"""An embedder, codebook and coded passages small enough to train on in a second."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from discourse.coding.embedding import FloatArray, FrozenEncoder, TokenVectors
from discourse.coding.features import WORD
from discourse.coding.training_data import TrainingPassage
from discourse.domain.codebook import Codebook, CodeDefinition, CodeKind
from discourse.domain.codes import Stance

DIMENSIONS = 16

CODEBOOK = Codebook(
    "Harbour",
    (
        CodeDefinition("trade", "Trade", CodeKind.FRAME, "Buying and selling.", cues=("price*", "sell|buy .. market")),
        CodeDefinition("weather", "Weather", CodeKind.FRAME, "Wind and rain.", cues=("storm*", "rain")),
        CodeDefinition("boats", "Boats", CodeKind.THEME, "Anything that floats.", cues=("boat*", "ferry")),
        CodeDefinition("birds", "Birds", CodeKind.THEME, "Anything that flies.", cues=("gull*",)),
    ),
)

_TRADE = (
    "Prices of {} rose at noon",
    "They sell {} on the market",
    "{} was bought at a low price",
    "Buy {} at the market",
)
_WEATHER = (
    "A storm took the {}",
    "Rain fell on the {} all day",
    "The {} lay in a storm",
    "Storms and rain spoiled the {}",
)
_NEITHER = (
    "The {} is kept in the shed",
    "A ferry carried the {}",
    "Boats came for the {}",
    "A list of every {} was made",
)
_THINGS = ("herring", "rope", "tar", "salt", "coal", "oil", "timber", "lamp", "barrel", "sail", "net", "anchor")


class WordEmbedder:
    """Real vectors without a transformer: a word's vector is made from its letters, a text's is their mean."""

    id = "words@1"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> FloatArray:
        return np.array([tokens.mean for tokens in self.embed_tokens(texts)]).reshape(-1, DIMENSIONS)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> TokenVectors:
        spans = [(0, 0), *(match.span() for match in WORD.finditer(text)), (0, 0)]
        vectors = [_vector(text[start:end].lower()) for start, end in spans]
        array = np.array(vectors, dtype=np.float32)
        return TokenVectors(array / np.linalg.norm(array.mean(axis=0)), np.array(spans, dtype=np.int64))


class WordEncoder(FrozenEncoder):
    """The embedder as an encoder."""

    def __init__(self) -> None:
        super().__init__(WordEmbedder(), "words")


def _vector(word: str) -> FloatArray:
    return np.random.default_rng(crc32(word.encode())).normal(size=DIMENSIONS).astype(np.float32)


def passages() -> list[TrainingPassage]:
    """144 passages in 12 documents: trade, weather or neither; a third of the frames contested."""
    found = []
    for document, thing in enumerate(_THINGS):
        for frame, templates in (("trade", _TRADE), ("weather", _WEATHER), ("", _NEITHER)):
            for number, template in enumerate(templates):
                contested = bool(frame) and number == 3
                text = template.format(thing) + (", which is a myth and nonsense." if contested else ".")
                found.append(
                    TrainingPassage(
                        text=text,
                        previous="",
                        frames=frozenset({frame} - {""}),
                        stances={frame: Stance.CONTESTED if contested else Stance.ASSERTED} if frame else {},
                        themes=frozenset({"boats"} if "ferry" in text or "Boats" in text else ()),
                        group=f"document {document}",
                    )
                )
    return found
