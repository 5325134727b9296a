"""All that is done to documents once they are read; a run does it here, or a cluster's workers batch by batch."""

from collections.abc import Iterable, Sequence

from discourse.domain.documents import Status
from discourse.pipeline.actors_step import find_stale_actors
from discourse.pipeline.coding_step import code_stale, embed_stale, stale_codings, stale_embeddings
from discourse.pipeline.events import Stages
from discourse.pipeline.facts_step import find_stale_facts
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.pipeline.session import Session
from discourse.store.ledger import SourceEntry


def renew(session: Session, chosen: Iterable[SourceEntry], stages: Stages, progress: Progress) -> set[str]:
    """Find facts, codes, actors and embeddings where stale; returns the keys of the readings concerned."""
    keys = {entry_key(entry, session.settings) for entry in chosen}
    rows = [row for key, row in session.rows().items() if key in keys and row.status is Status.OK]
    with stages("facts"):
        searched = find_stale_facts(session.store, rows, progress=progress)
    with stages("coding"):
        coded = _code(session, rows, progress)
    with stages("actors"):
        told = find_stale_actors(session, rows, progress=progress)
    with stages("embedding"):
        _embed(session, rows, progress)
    return searched | coded | told


def _code(session: Session, rows: Sequence[ReadingRow], progress: Progress) -> set[str]:
    """Code what is stale; returns the keys of the readings that were."""
    stale = stale_codings(session.store, rows, codebook_id=session.codebook.id, model_id=session.model_id)
    # Asking the session for its encoder or its embedder would load it.
    if stale:
        code_stale(
            session.store,
            stale,
            codebook=session.codebook,
            model=session.model,
            encoder=session.encoder,
            unembedded=_unembedded(session, stale) if session.encoder.topic_width else (),
            progress=progress,
        )
    return {row.key for row in stale}


def _embed(session: Session, rows: Sequence[ReadingRow], progress: Progress) -> None:
    missing = _unembedded(session, rows)
    if missing:
        stale = [row for row in rows if row.key in missing]
        embed_stale(session.store, stale, encoder=session.topic_encoder, progress=progress)


def _unembedded(session: Session, rows: Sequence[ReadingRow]) -> set[str]:
    """The keys of the readings that lack the vectors that topics are found with."""
    return {row.key for row in stale_embeddings(session.store, rows, embedder_id=session.embedder_id)}
