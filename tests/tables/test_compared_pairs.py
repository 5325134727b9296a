"""Two groups are compared in the order in which they were asked for."""

import pytest
from small_corpus import corpus, dozen

from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.errors import UsageError
from discourse.domain.settings import TableSettings
from discourse.pipeline.compare import _match
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.filters import Filters
from discourse.pipeline.tabulate import comparison_tables


def two_places() -> Corpus:
    return Corpus(*corpus(*dozen("Kestria", "h..."), *dozen("Osmara", "he..")))


def test_the_side_asked_for_first_is_first_in_every_contrast() -> None:
    here = two_places()
    pair = _match(("osmara", "Kestria"), "jurisdiction", here, everything=here, filters=Filters())
    assert pair == ("Osmara", "Kestria")
    tables = comparison_tables(
        here, load_codebook(CODEBOOK), TableSettings(), by=("jurisdiction",), voiced=(), pairs=[pair]
    )
    rows = tables.contrasts.frame.filter(frame="equity").select("group", "other", "difference").rows()
    assert rows == [("Osmara", "Kestria", pytest.approx(3 / 13))]


def test_a_group_that_is_not_there_is_refused() -> None:
    here = two_places()
    with pytest.raises(UsageError, match="No document has the jurisdiction 'Lindavar'"):
        _match(("Lindavar", "Kestria"), "jurisdiction", here, everything=here, filters=Filters())
