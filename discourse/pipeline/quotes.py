"""The passages shown behind the numbers of codes, of the codes that the coder finds."""

from collections.abc import Sequence
from pathlib import Path

from discourse.domain.results import Quote
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.places import tell_places
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS
from discourse.report.links import source_link
from discourse.tables.quotes import top_quotes


def coded_quotes(session: Session, corpus: Corpus, *, by: Sequence[str], folder: Path) -> tuple[Quote, ...]:
    """The quotes of each code by what `by` names; links lead from `folder`.

    None of codes that the coder practically does not find; of weak ones only what it is sure enough of.
    """
    counted, reliability = corpus.counted(session.codebook), session.reliability
    found = [code.id for code in session.codebook.codes if reliability.finds(code.id)]
    chosen = top_quotes(
        corpus.documents,
        counted.marked,
        counted.present,
        code_ids=found,
        link=lambda file, page: source_link(session.project.folder / file, page, folder=folder),
        by=[COLUMNS[item] for item in by],
        per_cell=session.settings.tables.quotes_per_cell,
        least={code_id: reliability.least_certainty(code_id) for code_id in found},
    )
    return tell_places(session, chosen)
