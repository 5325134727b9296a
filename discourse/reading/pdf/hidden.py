"""Words that a page holds but does not show: in the colour of the ground that they stand on."""

from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from discourse.reading.pdf.words import Word

_PALE = 245
_LIKE = 30
_GROUND = 0.62


def mark_hidden(words: Sequence[Word], page: pdfium.PdfPage) -> list[Word]:
    """Mark words as hidden whose own colour fills most of the place where they stand.

    Pale type is common on dark ground, so only the picture can tell; pages without pale type are not drawn. Places are
    those of the file, not yet turned; pages that the file itself turns are left alone.
    """
    if page.get_rotation() or not any(word.ink >= _PALE for word in words):
        return list(words)
    left, _, _, top = page.get_bbox()
    picture = page.render(scale=1.0, grayscale=True).to_numpy().squeeze().astype(np.int16)
    return [word._replace(hidden=True) if _is_unseen(word, picture, left, top) else word for word in words]


def _is_unseen(word: Word, picture: NDArray[np.int16], left: float, top: float) -> bool:
    if word.hidden or word.quarter:
        return word.hidden
    height = top - word.y
    rows = slice(max(int(height - 1.0 * word.size), 0), max(int(height + 0.3 * word.size) + 1, 1))
    columns = slice(max(int(word.x0 - left), 0), max(int(word.x1 - left) + 1, 1))
    spot = picture[rows, columns]
    # Counting is a third of the time of a mean, which looks at types first.
    return spot.size > 0 and int(np.count_nonzero(np.abs(spot - word.ink) <= _LIKE)) > _GROUND * spot.size
